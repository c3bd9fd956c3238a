"""The bytes of an upload, off the wire into memory and never to disk."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.problems import InvalidParameter, Problem, TooLarge, TooSlow

FIELD = "image"


@dataclass(frozen=True)
class Upload:
    """The picture's bytes, and the text fields that came beside them in a form."""

    content: bytes
    fields: dict[str, str] = field(default_factory=dict)


async def receive(request: Request, max_bytes: int, max_seconds: int) -> Upload:
    """Read a picture from a multipart form's field `image`, or from a body that is the picture itself.

    Raises TooLarge beyond `max_bytes`, form included and announced or not; TooSlow beyond `max_seconds`; Problem for a
    form that cannot be read; InvalidParameter where no picture is given.
    """
    body = _capped(request, max_bytes)
    try:
        async with asyncio.timeout(max_seconds):
            if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                upload = await _form(request, body, max_bytes)
            else:
                upload = Upload(b"".join([chunk async for chunk in body]))
    except TimeoutError as error:
        raise TooSlow(f"The upload took more than {max_seconds} seconds: try again, or send a smaller picture.") from error
    if not upload.content:
        raise InvalidParameter(f"The request holds no picture: send one as the form field {FIELD!r}, or as the body itself.")
    return upload


async def _capped(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body's chunks; Content-Length is believed only when it says too much, the bytes are counted anyway."""
    too_large = TooLarge(f"The upload has more than {max_bytes} bytes: crop the picture around the icon, or save it smaller.")
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
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=8)
    # Starlette moves a file beyond this size from memory to disk. The body is capped at max_bytes, so none gets there.
    parser.spool_max_size = max_bytes + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise Problem(f"The form cannot be read ({error.message.rstrip('.')}): send one file in the field {FIELD!r}.") from error
    picture = form.get(FIELD)
    texts = {name: value for name, value in form.items() if isinstance(value, str) and name != FIELD}
    return Upload(await picture.read() if isinstance(picture, UploadFile) else b"", texts)
