"""POST /search: an upload in, the icons that look like it out."""

import asyncio
import functools
import time
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api import schemas
from api.icons import icon_of
from api.openapi import SEARCH_BODY, SEARCH_FAILURES
from api.picture import decode
from api.problems import Busy
from api.search import Found, Library, Result
from api.serving import Served
from api.settings import Settings
from api.upload import receive

router = APIRouter(tags=["Search"])


@router.post("/search", operation_id="search", response_model_exclude_none=True, responses=SEARCH_FAILURES, openapi_extra=SEARCH_BODY)
async def search(request: Request, parameters: Annotated[schemas.SearchParameters, Query()], library: Served) -> schemas.SearchAnswer:
    """Find the icons that look like a picture: a screenshot of an icon, cropped around it.

    PNG, JPEG, WebP, GIF or BMP. The picture is looked at and forgotten; it is never written to disk.
    """
    settings: Settings = request.app.state.settings
    uploads: asyncio.Semaphore = request.app.state.uploads
    if uploads.locked():
        raise Busy(f"{settings.max_uploads} uploads are being worked on: try again in a second.")
    async with uploads:
        upload = await receive(request, settings.max_bytes, settings.max_seconds)
        parameters = _with_fields(parameters, upload.fields)
        started = time.perf_counter()
        # Looking at a picture is all processor work: it stays off the event loop, and off the other processors.
        find = functools.partial(_find, library, upload.content, settings.max_pixels, parameters)
        found = await anyio.to_thread.run_sync(find, limiter=request.app.state.processors)
    took_ms = round(1000 * (time.perf_counter() - started), 2)
    return _answer(found, library.name, took_ms, request.scope["root_path"])


def _with_fields(parameters: schemas.SearchParameters, fields: dict[str, str]) -> schemas.SearchParameters:
    """The parameters with those that came as fields of the form."""
    try:
        return schemas.SearchParameters.model_validate(parameters.model_dump() | fields)
    except ValidationError as error:
        raise RequestValidationError([entry | {"loc": ("body", *entry["loc"])} for entry in error.errors()]) from error


def _find(library: Library, content: bytes, max_pixels: int, parameters: schemas.SearchParameters) -> Found:
    return library.find(decode(content, max_pixels), parameters.limit, parameters.encoder)


def _answer(found: Found, index: str, took_ms: float, root_path: str) -> schemas.SearchAnswer:
    (x, y, width, height), background = found.seen.boxes[0], found.seen.background
    return schemas.SearchAnswer(
        index=index,
        encoder=found.encoder,
        took_ms=took_ms,
        query=schemas.Query(
            width=found.width,
            height=found.height,
            box=schemas.Box(x=x, y=y, width=width, height=height),
            background=None if background is None else "#{:02x}{:02x}{:02x}".format(*background),
            inverted=found.seen.inverted,
        ),
        verdict=found.verdict,
        false_accept=_percent(found.false_accept),
        results=[_result(result, root_path) for result in found.results],
    )


def _result(result: Result, root_path: str) -> schemas.Result:
    return schemas.Result(
        **dict(icon_of(result.entry, root_path)),
        score=round(result.score, 6),
        match=_percent(result.match),
        also=[icon_of(entry, root_path) for entry in result.also] or None,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
