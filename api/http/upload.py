"""The bytes of an upload, received into memory and never written to disk."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic_core import from_json
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.http.problems import InvalidParameter, Problem, TooLarge, TooSlow

FIELD = "image"
MAX_FIELDS = 100  # of a form or a JSON object, beside the picture
EXPECTED_JSON = f'send an object such as {{"{FIELD}": "the picture in base64"}}.'


@dataclass(frozen=True)
class Upload:
    """The picture's bytes as they came, and the other fields of the form or JSON object.

    A form's fields are texts, or lists of texts where a name is repeated.
    """

    content: bytes
    fields: dict[str, Any] = field(default_factory=dict)


async def receive(request: Request, max_bytes: int, max_seconds: int) -> Upload:
    """Read a picture from a form, from a JSON object, or from a body that is the picture itself.

    The picture may still be a text: `api.decoding.wrapping` has the file in it.

    Raises TooLarge beyond `max_bytes`, form included; TooSlow beyond `max_seconds`; Problem for a
    form or JSON that cannot be parsed; InvalidParameter where no picture is given.
    """
    try:
        async with asyncio.timeout(max_seconds):
            upload = await _read(request, max_bytes)
    except TimeoutError as error:
        raise TooSlow(
            f"The upload took more than {max_seconds} seconds: "
            "try again, or send a smaller picture."
        ) from error
    if not upload.content:
        raise InvalidParameter(
            "The request holds no picture: "
            f"send one as the form field {FIELD!r}, or as the body itself."
        )
    return upload


async def _read(request: Request, max_bytes: int) -> Upload:
    chunks = _limited_body(request, max_bytes)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return await _parse_form(request, chunks, max_bytes)
    body = b"".join([chunk async for chunk in chunks])
    if media_type == "application/json":
        return _parse_json(body)
    return Upload(body)


async def _limited_body(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body's chunks. The bytes are counted, as Content-Length may be too small or absent."""
    too_large = TooLarge(
        f"The upload has more than {max_bytes} bytes: "
        "crop the picture around the icon, or save it smaller."
    )
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_large
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise too_large
        yield chunk


async def _parse_form(
    request: Request, chunks: AsyncGenerator[bytes, None], max_bytes: int
) -> Upload:
    parser = MultiPartParser(request.headers, chunks, max_files=1, max_fields=MAX_FIELDS)
    # Starlette moves a larger file from memory to disk. The body is limited to max_bytes, so no
    # file is.
    parser.spool_max_size = max_bytes + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        reason = error.message.rstrip(".")
        raise Problem(
            f"The form cannot be read ({reason}): send one file in the field {FIELD!r}."
        ) from error
    picture = form.get(FIELD, "")
    content = await picture.read() if isinstance(picture, UploadFile) else picture.encode()
    return Upload(content, _text_fields(form))


def _text_fields(form: FormData) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != FIELD:
            texts.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in texts.items()}


def _parse_json(body: bytes) -> Upload:
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
    return Upload(picture.encode(), fields)
