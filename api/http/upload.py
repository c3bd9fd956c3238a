"""The bytes of an upload, off the wire into memory and never to disk."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic_core import from_json
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.http.problems import InvalidParameter, Problem, TooLarge, TooSlow

FIELD = "image"
MOST_FIELDS = 100  # of a form or a JSON object, beside the picture


@dataclass(frozen=True)
class Upload:
    """The picture's bytes, and the fields that came beside them in a form (texts, or lists of texts) or in a JSON object."""

    content: bytes
    fields: dict[str, Any] = field(default_factory=dict)


async def receive(request: Request, max_bytes: int, max_seconds: int) -> Upload:
    """Read a picture from a multipart form's field `image`, from that of a JSON object, or from a body that is the picture itself.

    Raises TooLarge beyond `max_bytes`, form included and announced or not; TooSlow beyond `max_seconds`; Problem for a
    form or JSON that cannot be read; InvalidParameter where no picture is given.
    """
    body = _capped(request, max_bytes)
    try:
        async with asyncio.timeout(max_seconds):
            media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type == "multipart/form-data":
                upload = await _form(request, body, max_bytes)
            elif media_type == "application/json":
                upload = _object(b"".join([chunk async for chunk in body]))
            else:
                upload = Upload(b"".join([chunk async for chunk in body]))
    except TimeoutError as error:
        raise TooSlow(
            f"The upload took more than {max_seconds} seconds: try again, or send a smaller picture."
        ) from error
    if not upload.content:
        raise InvalidParameter(
            f"The request holds no picture: send one as the form field {FIELD!r}, or as the body itself."
        )
    return upload


async def _capped(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body's chunks; Content-Length is believed only when it says too much, the bytes are counted anyway."""
    too_large = TooLarge(
        f"The upload has more than {max_bytes} bytes: crop the picture around the icon, or save it smaller."
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


async def _form(request: Request, body: AsyncGenerator[bytes, None], max_bytes: int) -> Upload:
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=MOST_FIELDS)
    # Starlette moves a file beyond this size from memory to disk. The body is capped at max_bytes, so none gets there.
    parser.spool_max_size = max_bytes + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise Problem(
            f"The form cannot be read ({error.message.rstrip('.')}): send one file in the field {FIELD!r}."
        ) from error
    picture = form.get(FIELD)
    texts: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != FIELD:
            texts.setdefault(name, []).append(value)
    fields = {name: values if len(values) > 1 else values[0] for name, values in texts.items()}
    return Upload(await picture.read() if isinstance(picture, UploadFile) else b"", fields)


def _object(body: bytes) -> Upload:
    expected = f'send an object such as {{"{FIELD}": "the picture in base64"}}.'
    try:
        fields = from_json(
            body, allow_inf_nan=False
        )  # ends, unlike json.loads, where objects lie too deep in each other
    except ValueError as error:
        raise Problem(f"The JSON cannot be read ({error}): {expected}") from error
    if not isinstance(fields, dict) or not isinstance(picture := fields.pop(FIELD, ""), str):
        raise Problem(f"The JSON cannot be used: {expected}")
    if len(fields) > MOST_FIELDS:  # each would be named in the answer
        raise Problem(f"The JSON has more than {MOST_FIELDS} members: {expected}")
    encoded = picture.partition(",")[2] if picture.startswith("data:") else picture
    try:
        return Upload(base64.b64decode("".join(encoded.split()), validate=True), fields)
    except ValueError as error:
        raise Problem(f"The picture is not in base64 ({error}): {expected}") from error
