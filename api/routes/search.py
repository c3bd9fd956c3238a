"""POST /search: the icons that look like a picture. GET /icons/{key}/similar: like another icon."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api import metrics
from api.budget import step
from api.decoding.wrapping import unwrapped
from api.http.caching import ListCaching
from api.http.openapi import SEARCH_BODY, SEARCH_FAILURES, SIMILAR_FAILURES
from api.http.processing import answer, process, process_upload
from api.picture import Box, decode
from api.routes import drawings
from api.routes.conversion import (
    add_code,
    box_answer,
    clean_svgs,
    icon_answer,
    percent,
    region_answer,
    result_answers,
)
from api.routes.icons import Key, find_entry
from api.schemas import answers
from api.schemas.parameters import SearchParameters, SimilarParameters, crop_box
from api.serving import ServedLibrary
from api.settings import Settings
from features.search.published import Found, PublishedLibrary
from render.svg import code

router = APIRouter(tags=["Search"])


@dataclass(frozen=True)
class Outcome:
    """What a search found, and in which part of the picture."""

    found: Found
    size: tuple[int, int]  # of the whole picture
    crop: Box | None  # None for the whole picture
    border: int  # pixels that were added on each side of what was searched
    svgs: Mapping[str, str]  # by id, where they were requested

    @property
    def corner(self) -> tuple[int, int]:
        """Where what was searched begins, in pixels of the whole picture."""
        left, top, *_ = self.crop or (0, 0)
        return left - self.border, top - self.border


@router.post(
    "/search",
    operation_id="search",
    summary="Find an icon by its picture",
    response_model=answers.SearchAnswer,
    responses=SEARCH_FAILURES,
    openapi_extra=SEARCH_BODY,
)
async def search(
    request: Request, parameters: Annotated[SearchParameters, Query()], library: ServedLibrary
) -> Response:
    """Find the icons that look like a picture: a screenshot of an icon, cropped around it.

    PNG, JPEG, WebP, GIF, BMP, AVIF, HEIC, TIFF, ICO, JPEG 2000, or the code of an SVG. It is
    searched and forgotten; it is never written to disk.
    """
    find = functools.partial(_find, request, library)
    turns = request.app.state.search_turns
    found, took_ms = await process_upload(request, parameters, find, turns)
    metrics.VERDICTS.labels(found.verdict or "untested").inc()
    found.took_ms = took_ms
    return await answer(lambda: found)


@router.get(
    "/icons/{key}/similar",
    operation_id="findSimilarIcons",
    summary="Find icons that look like another",
    response_model=answers.SimilarAnswer,
    responses=SIMILAR_FAILURES,
)
async def find_similar(
    request: Request,
    key: Key,
    parameters: Annotated[SimilarParameters, Query()],
    library: ServedLibrary,
    headers: ListCaching,
) -> Response:
    """Find the icons that look like an icon of the library, itself left out."""
    find = functools.partial(_similar, library, key, parameters, request.scope["root_path"])
    found = await process(request, find, request.app.state.search_turns)
    return await answer(lambda: found, headers)


def _similar(
    library: PublishedLibrary, key: str, parameters: SimilarParameters, root_path: str
) -> answers.SimilarAnswer:
    entry = find_entry(library, key)
    encoder, results = library.similar(
        entry.id, parameters.limit, parameters.encoder, parameters.filters
    )
    ids = [entry.id, *(result.entry.id for result in results)]
    svgs = clean_svgs(library, ids) if parameters.svg else {}
    icon = icon_answer(entry, root_path, svgs.get(entry.id))
    similar = result_answers(results, root_path, svgs)
    if parameters.code:
        add_code(library, [icon, *similar])
    return answers.SimilarAnswer(index=library.name, encoder=encoder, icon=icon, results=similar)


def _find(
    request: Request, library: PublishedLibrary, content: bytes, parameters: SearchParameters
) -> answers.SearchAnswer:
    """The answer to a picture or to the code of SVGs, with `took_ms` still 0."""
    settings: Settings = request.app.state.settings
    root_path = request.scope["root_path"]
    file = unwrapped(content)
    text = code.read(file)
    if text is not None:
        desk = request.app.state.desk
        found = drawings.search(library, desk, text, parameters, root_path)
    else:
        outcome = _search(library, settings.max_pixels, file, parameters)
        found = _answer(outcome, library.name, root_path)
    if parameters.code:
        further = [result for other in found.others for result in other.results]
        add_code(library, [*found.results, *further])
    words = parameters.criteria.words
    if words.strip():
        icons = [result.id for result in found.results]
        found.words_found = library.catalogue.has_words(words, icons)
    return found


def _search(
    library: PublishedLibrary, max_pixels: int, content: bytes, parameters: SearchParameters
) -> Outcome:
    with step("decode"):
        picture = decode(content, max_pixels)
    size = picture.image.size
    box = None
    if parameters.crop is not None:
        picture, box = picture.crop(crop_box(parameters.crop))
    image, border = picture.padded()
    found = library.find(image, parameters.criteria, parameters.encoder)
    shown = [*found.results, *(result for other in found.others for result in other.results)]
    ids = [result.entry.id for result in shown]
    svgs = clean_svgs(library, ids) if parameters.svg else {}
    return Outcome(found, size, box, border, svgs)


def _answer(outcome: Outcome, index: str, root_path: str) -> answers.SearchAnswer:
    found = outcome.found
    corner = outcome.corner
    return answers.SearchAnswer(
        index=index,
        encoder=found.encoder,
        took_ms=0,
        query=_query(outcome),
        verdict=found.verdict,
        false_accept=percent(found.false_accept),
        results=result_answers(found.results, root_path, outcome.svgs),
        others=[region_answer(each, root_path, outcome.svgs, corner) for each in found.others],
        ended_early=found.ended_early,
    )


def _query(outcome: Outcome) -> answers.Query:
    """What the search found in the picture, in pixels of the whole picture."""
    hypothesis = outcome.found.hypothesis
    description = hypothesis.description
    left, top = outcome.corner
    x, y, width, height = description.boxes[0]
    picture_width, picture_height = outcome.size
    return answers.Query(
        width=picture_width,
        height=picture_height,
        box=box_answer(left + x, top + y, width, height),
        crop=None if outcome.crop is None else box_answer(*outcome.crop),
        background=None if description.background is None else _hex(description.background),
        inverted=description.inverted,
        reading=hypothesis.kind,
        mirrored=hypothesis.turn.mirrored,
        rotated=hypothesis.turn.rotated,
    )


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
