"""POST /search: an upload in, the icons that look like it out. And those that look like an icon of the library."""

import asyncio
import functools
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar

import anyio
import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api import metrics
from api.http.caching import KeptList
from api.http.openapi import SEARCH_BODY, SEARCH_FAILURES, SIMILAR_FAILURES
from api.http.problems import Busy
from api.http.upload import receive
from api.picture import crop, decode, small
from api.routes.icons import entry_of, facts_of, icon_of
from api.schemas import schemas
from api.serving import Served
from api.settings import Settings
from features.search.criteria import Criteria
from features.search.published import Found, PublishedLibrary, Result

router = APIRouter(tags=["Search"])

Parameters = TypeVar("Parameters", bound=BaseModel)
Seen = TypeVar("Seen")


class Part(NamedTuple):
    """The size of a picture, and the box (x, y, width, height) of it that was looked at; None for all of it."""

    size: tuple[int, int]
    box: tuple[int, int, int, int] | None


class Answered(NamedTuple):
    """What a search found, where it looked, and the SVGs by id where they were asked for."""

    found: Found
    part: Part
    svgs: Mapping[str, str]


@router.post(
    "/search",
    operation_id="search",
    response_model_exclude_none=True,
    responses=SEARCH_FAILURES,
    openapi_extra=SEARCH_BODY,
)
async def search(
    request: Request, parameters: Annotated[schemas.SearchParameters, Query()], library: Served
) -> schemas.SearchAnswer:
    """Find the icons that look like a picture: a screenshot of an icon, cropped around it.

    PNG, JPEG, WebP, GIF or BMP. The picture is looked at and forgotten; it is never written to disk.
    """
    settings: Settings = request.app.state.settings
    find, quick = (
        functools.partial(_find, library, settings.max_pixels),
        functools.partial(_quick, library, settings),
    )
    answered, took_ms = await looked_at(request, parameters, find, quick)
    metrics.VERDICTS.labels(answered.found.verdict or "untested").inc()
    return _answer(*answered, library.name, took_ms, request.scope["root_path"])


async def looked_at(
    request: Request,
    parameters: Parameters,
    look: Callable[[bytes, Parameters], Seen],
    quick: Callable[[bytes, Parameters], bool] = lambda content, parameters: False,
) -> tuple[Seen, float]:
    """What `look` makes of the picture that a request brings and of its parameters, those beside the picture included; and the
    milliseconds that took. `quick` says that these will be few.

    Raises Busy; what `receive` and `look` raise; RequestValidationError.
    """
    settings: Settings = request.app.state.settings
    uploads: asyncio.Semaphore = request.app.state.uploads
    if uploads.locked():
        raise Busy(f"{settings.max_uploads} uploads are being worked on: try again in a second.")
    async with uploads:
        with metrics.UPLOADS.track_inprogress():
            with metrics.stage("receive"):
                upload = await receive(request, settings.max_bytes, settings.max_seconds)
            if upload.fields:
                parameters = _with_fields(parameters, upload.fields)
            started = time.perf_counter()
            with metrics.waiting() as over:

                def work() -> Seen:
                    over()
                    return look(upload.content, parameters)

                # Looking at a picture is all processor work. It stays off the other processors, and off the event loop unless that would
                # take longer: to hand it over and back costs a fifth of an ordinary search.
                if quick(upload.content, parameters):
                    async with request.app.state.turn:
                        await asyncio.sleep(
                            0
                        )  # between any two the loop sees to all else: those that wait are not ready all at once
                        seen = work()
                else:
                    seen = await anyio.to_thread.run_sync(
                        work, limiter=request.app.state.processors
                    )
    return seen, round(1000 * (time.perf_counter() - started), 2)


@router.get(
    "/icons/{key}/similar",
    operation_id="findSimilarIcons",
    response_model_exclude_none=True,
    responses=SIMILAR_FAILURES,
)
async def find_similar(
    request: Request,
    key: str,
    parameters: Annotated[schemas.SimilarParameters, Query()],
    library: Served,
    kept: KeptList,
) -> schemas.SimilarAnswer:
    """Find the icons that look like an icon of the library, itself left out."""
    entry = entry_of(library, key)
    find = functools.partial(
        library.similar, entry.id, parameters.limit, parameters.encoder, parameters.filters
    )
    encoder, results = await anyio.to_thread.run_sync(find, limiter=request.app.state.processors)
    root_path = request.scope["root_path"]
    svgs = (
        library.catalogue.svgs([entry.id, *(result.entry.id for result in results)])
        if parameters.svg
        else {}
    )
    return schemas.SimilarAnswer(
        index=library.name,
        encoder=encoder,
        icon=icon_of(entry, root_path, svgs.get(entry.id)),
        results=[result_of(result, root_path, svgs.get(result.entry.id)) for result in results],
    )


def _with_fields(parameters: Parameters, fields: dict[str, Any]) -> Parameters:
    """The parameters with those that came as fields of the form."""
    try:
        return type(parameters).model_validate(parameters.model_dump() | fields)
    except ValidationError as error:
        raise RequestValidationError(
            [entry | {"loc": ("body", *entry["loc"])} for entry in error.errors()]
        ) from error


def _quick(
    library: PublishedLibrary,
    settings: Settings,
    content: bytes,
    parameters: schemas.SearchParameters,
) -> bool:
    """Whether a search waits for nobody, opens no other model, and is to have no processor of its own."""
    usual = parameters.encoder in (None, library.default_encoder)
    return usual and settings.threads == 1 and settings.store is None and small(content)


def _find(
    library: PublishedLibrary, max_pixels: int, content: bytes, parameters: schemas.SearchParameters
) -> Answered:
    with metrics.stage("decode"):
        picture = decode(content, max_pixels)
    size, part, box = picture.size, picture, None
    if parameters.crop is not None:
        part, box = crop(picture, schemas.region(parameters.crop))
    criteria = Criteria(
        parameters.limit,
        parameters.filters,
        words=parameters.q or "",
        min_match=parameters.min_match,
    )
    found = library.find(part, criteria, parameters.encoder)
    svgs = (
        library.catalogue.svgs([result.entry.id for result in found.results])
        if parameters.svg
        else {}
    )
    return Answered(found, Part(size, box), svgs)


def _answer(
    found: Found, part: Part, svgs: Mapping[str, str], index: str, took_ms: float, root_path: str
) -> schemas.SearchAnswer:
    seen = found.hypothesis.description
    (x, y, width, height), background = seen.boxes[0], seen.background
    left, top, *_ = part.box or (0, 0)
    return schemas.SearchAnswer(
        index=index,
        encoder=found.encoder,
        took_ms=took_ms,
        query=schemas.Query(
            width=part.size[0],
            height=part.size[1],
            box=schemas.Box(x=left + x, y=top + y, width=width, height=height),
            crop=None
            if part.box is None
            else schemas.Box(**dict(zip(("x", "y", "width", "height"), part.box, strict=True))),
            background=None if background is None else "#{:02x}{:02x}{:02x}".format(*background),
            inverted=seen.inverted,
        ),
        verdict=found.verdict,
        false_accept=_percent(found.false_accept),
        results=[
            result_of(result, root_path, svgs.get(result.entry.id)) for result in found.results
        ],
    )


def result_of(result: Result, root_path: str, svg: str | None = None) -> schemas.Result:
    """A result as clients see it, with its SVG where that was asked for."""
    return schemas.Result(
        **facts_of(result.entry, root_path, svg),
        score=round(result.score, 6),
        match=_percent(result.match),
        also=[icon_of(entry, root_path) for entry in result.also] or None,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
