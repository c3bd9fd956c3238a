"""The bytes of an upload, received into memory and never written to disk."""

import asyncio
import io
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic_core import from_json
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api import budget
from api.http.problems import InvalidParameter, Problem, TooLarge, TooSlow
from ingest.svg_text import text_bytes

FIELD = "image"
MAX_FIELDS = 100  # of a form or a JSON object, beside the picture
MAX_NAME = 100  # characters of a field's name, which an answer repeats
MAX_VALUES = 10_000  # of a JSON object: small values take many times the memory of their text
# A text in JSON (RFC 8259, section 7), or the rest where it has no end.
TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
PIECE = 65_536  # bytes of a form that are parsed at a time
SMALLER = "crop the picture around the icon, or save it smaller"
EXPECTED_JSON = f'send an object such as {{"{FIELD}": "the picture in base64"}}.'


@dataclass(frozen=True)
class Upload:
    """The picture's bytes as they came, and the other fields of the form or JSON object.

    A form's fields are texts, or lists of texts where a name is repeated.
    """

    content: bytes
    fields: dict[str, Any] = field(default_factory=dict)


async def receive(
    request: Request, max_bytes: int, max_seconds: int, advice: str = SMALLER
) -> bytes:
    """The body of a request.

    Raises TooLarge with the advice beyond `max_bytes`, form included, and TooSlow beyond
    `max_seconds`.
    """
    # A list of the chunks takes fifty times the memory of small ones, and a bytearray is copied at
    # the end: 10 MB take 4 ms of the event loop. BytesIO gives its bytes away as they are.
    body = io.BytesIO()
    try:
        async with asyncio.timeout(max_seconds):
            async for chunk in _limited_body(request, max_bytes, advice):
                body.write(chunk)
    except TimeoutError as error:
        raise TooSlow(
            f"The upload took more than {max_seconds} seconds: "
            "try again, or send a smaller picture."
        ) from error
    return body.getvalue()


def parse(body: bytes, headers: Headers) -> Upload:
    """The picture and the fields in a form, in a JSON object, or in a body that is the picture.

    Not for the event loop: a large form takes a while. Raises Problem for a form or JSON that
    cannot be parsed, InvalidParameter where no picture is given.
    """
    upload = _parsed(body, headers)
    if not upload.content:
        raise InvalidParameter(
            "The request holds no picture: "
            f"send one as the form field {FIELD!r}, or as the body itself."
        )
    if any(len(name) > MAX_NAME for name in upload.fields):
        raise Problem(f"A field's name has more than {MAX_NAME} characters: see /docs for those.")
    return upload


def _parsed(body: bytes, headers: Headers) -> Upload:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        # The parser is made for event loops; this one has nothing to wait for.
        return asyncio.run(_parse_form(body, headers))
    if media_type == "application/json":
        return _parse_json(body)
    return Upload(body)


async def _limited_body(
    request: Request, max_bytes: int, advice: str
) -> AsyncGenerator[bytes, None]:
    """The body's chunks. The bytes are counted, as Content-Length may be too small or absent."""
    too_large = TooLarge(f"The upload has more than {max_bytes:,} bytes: {advice}.")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_large
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise too_large
        yield chunk


async def _pieces(body: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(body), PIECE):
        budget.check()
        yield body[start : start + PIECE]


async def _parse_form(body: bytes, headers: Headers) -> Upload:
    parser = MultiPartParser(headers, _pieces(body), max_files=1, max_fields=MAX_FIELDS)
    # Starlette moves a larger file from memory to disk. No file is larger than the body.
    parser.spool_max_size = len(body) + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        reason = error.message.rstrip(".")
        raise Problem(
            f"The form cannot be read ({reason}): send one file in the field {FIELD!r}."
        ) from error
    picture = form.get(FIELD, "")
    content = await picture.read() if isinstance(picture, UploadFile) else text_bytes(picture)
    fields = _text_fields(form)
    await form.close()
    return Upload(content, fields)


def _text_fields(form: FormData) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != FIELD:
            texts.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in texts.items()}


def _parse_json(body: bytes) -> Upload:
    if has_many_values(body, MAX_VALUES):
        raise Problem(f"The JSON has more than {MAX_VALUES} values: {EXPECTED_JSON}")
    try:
        # json.loads would raise RecursionError for objects that are nested too deeply.
        fields = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(f"The JSON cannot be read ({error}): {EXPECTED_JSON}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get(FIELD, ""), str):
        raise Problem(f"The JSON cannot be used: {EXPECTED_JSON}")
    picture = fields.pop(FIELD, "")
    if len(fields) > MAX_FIELDS:  # the answer would name each of them
        raise Problem(f"The JSON has more than {MAX_FIELDS} members: {EXPECTED_JSON}")
    return Upload(text_bytes(picture), fields)


def has_many_values(body: bytes, most: int) -> bool:
    """Whether JSON has more than `most` values.

    They are counted before they are parsed, by the commas between them. Commas within a text, such
    as an SVG's, do not count.
    """
    commas = 0
    end = 0
    for number, text in enumerate(TEXT.finditer(body)):
        commas += body.count(b",", end, text.start())
        end = text.end()
        if max(commas, number) > most:
            return True
    return commas + body.count(b",", end) > most
