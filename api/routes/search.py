"""POST /search: the icons that look like a picture. GET /icons/{key}/similar: like another icon."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Query, Request

from api import metrics
from api.http.caching import ListCaching
from api.http.openapi import SEARCH_BODY, SEARCH_FAILURES, SIMILAR_FAILURES
from api.http.processing import process_upload
from api.picture import Box, crop, decode
from api.routes.conversion import (
    box_answer,
    clean_svgs,
    icon_answer,
    percent,
    result_answer,
)
from api.routes.icons import find_entry
from api.schemas import answers
from api.schemas.parameters import SearchParameters, SimilarParameters, crop_box
from api.serving import ServedLibrary
from api.settings import Settings
from features.search.criteria import Criteria
from features.search.published import Found, PublishedLibrary, Result

router = APIRouter(tags=["Search"])


@dataclass(frozen=True)
class Outcome:
    """What a search found, and in which part of the picture."""

    found: Found
    size: tuple[int, int]  # of the whole picture
    crop: Box | None  # None for the whole picture
    svgs: Mapping[str, str]  # by id, where they were requested


@router.post(
    "/search",
    operation_id="search",
    response_model_exclude_none=True,
    responses=SEARCH_FAILURES,
    openapi_extra=SEARCH_BODY,
)
async def search(
    request: Request, parameters: Annotated[SearchParameters, Query()], library: ServedLibrary
) -> answers.SearchAnswer:
    """Find the icons that look like a picture: a screenshot of an icon, cropped around it.

    PNG, JPEG, WebP, GIF or BMP. The picture is searched and forgotten; it is never written to disk.
    """
    settings: Settings = request.app.state.settings
    find = functools.partial(_search, library, settings.max_pixels)
    threads = request.app.state.search_threads
    outcome, took_ms = await process_upload(request, parameters, find, threads)
    metrics.VERDICTS.labels(outcome.found.verdict or "untested").inc()
    return _answer(outcome, library.name, took_ms, request.scope["root_path"])


@router.get(
    "/icons/{key}/similar",
    operation_id="findSimilarIcons",
    response_model_exclude_none=True,
    responses=SIMILAR_FAILURES,
)
async def find_similar(
    request: Request,
    key: str,
    parameters: Annotated[SimilarParameters, Query()],
    library: ServedLibrary,
    headers: ListCaching,
) -> answers.SimilarAnswer:
    """Find the icons that look like an icon of the library, itself left out."""
    entry = find_entry(library, key)
    find = functools.partial(_find_similar, library, entry.id, parameters)
    limiter = request.app.state.search_threads
    encoder, results, svgs = await anyio.to_thread.run_sync(find, limiter=limiter)
    root_path = request.scope["root_path"]
    return answers.SimilarAnswer(
        index=library.name,
        encoder=encoder,
        icon=icon_answer(entry, root_path, svgs.get(entry.id)),
        results=[result_answer(result, root_path, svgs.get(result.entry.id)) for result in results],
    )


def _find_similar(
    library: PublishedLibrary, identifier: str, parameters: SimilarParameters
) -> tuple[str, list[Result], Mapping[str, str]]:
    """The encoder, the icons like another, and the SVGs of all of them where requested."""
    encoder, results = library.similar(
        identifier, parameters.limit, parameters.encoder, parameters.filters
    )
    ids = [identifier, *(result.entry.id for result in results)]
    svgs = clean_svgs(library, ids) if parameters.svg else {}
    return encoder, results, svgs


def _search(
    library: PublishedLibrary, max_pixels: int, content: bytes, parameters: SearchParameters
) -> Outcome:
    with metrics.stage("decode"):
        picture = decode(content, max_pixels)
    size = picture.size
    box = None
    if parameters.crop is not None:
        picture, box = crop(picture, crop_box(parameters.crop))
    criteria = Criteria(
        parameters.limit,
        parameters.filters,
        words=parameters.q or "",
        min_match=parameters.min_match,
    )
    found = library.find(picture, criteria, parameters.encoder)
    ids = [result.entry.id for result in found.results]
    svgs = clean_svgs(library, ids) if parameters.svg else {}
    return Outcome(found, size, box, svgs)


def _answer(outcome: Outcome, index: str, took_ms: float, root_path: str) -> answers.SearchAnswer:
    found = outcome.found
    results = [
        result_answer(result, root_path, outcome.svgs.get(result.entry.id))
        for result in found.results
    ]
    return answers.SearchAnswer(
        index=index,
        encoder=found.encoder,
        took_ms=took_ms,
        query=_query(outcome),
        verdict=found.verdict,
        false_accept=percent(found.false_accept),
        results=results,
    )


def _query(outcome: Outcome) -> answers.Query:
    """What the search found in the picture, in pixels of the whole picture."""
    description = outcome.found.hypothesis.description
    left, top, *_ = outcome.crop or (0, 0)
    x, y, width, height = description.boxes[0]
    picture_width, picture_height = outcome.size
    return answers.Query(
        width=picture_width,
        height=picture_height,
        box=box_answer(left + x, top + y, width, height),
        crop=None if outcome.crop is None else box_answer(*outcome.crop),
        background=None if description.background is None else _hex(description.background),
        inverted=description.inverted,
    )


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
