"""POST /search/screenshot: every icon in a picture of a whole window."""

import functools
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.budget import step
from api.decoding.wrapping import unwrapped
from api.http.load.admission import SETTINGS as ADMISSION
from api.http.openapi import SCREENSHOT_BODY, SEARCH_FAILURES
from api.http.problems import TooLarge
from api.http.processing import answer, process_upload
from api.picture import UnknownFormat, decode
from api.routes.conversion import add_code, clean_svgs, region_answer
from api.schemas import answers
from api.schemas.parameters import ScreenshotParameters
from api.serving import ServedLibrary
from features.search.published import FoundRegion, PublishedLibrary
from render.svg import code

# Enough for a window over a whole 4K screen, of 8.3 million pixels. The time of this search grows
# with the pixels, unlike that of a search for one icon.
MAX_PIXELS = 9_000_000
MAX_SIDE = 10_000  # pixels; chosen by hand

router = APIRouter(tags=["Search"])


@router.post(
    "/search/screenshot",
    operation_id="searchScreenshot",
    summary="Find every icon in a window",
    response_model=answers.ScreenshotAnswer,
    responses=SEARCH_FAILURES,
    openapi_extra=SCREENSHOT_BODY,
)
async def search_screenshot(
    request: Request,
    parameters: Annotated[ScreenshotParameters, Query()],
    library: ServedLibrary,
) -> Response:
    """Find every icon in a picture of an application window.

    PNG, JPEG, WebP, GIF, BMP, AVIF, HEIC, TIFF, ICO or JPEG 2000. The picture is searched and
    forgotten; it is never written to disk.
    """
    max_pixels = min(MAX_PIXELS, request.app.state.settings.max_pixels)
    search = functools.partial(_search, library, max_pixels, request.scope["root_path"])
    turns = request.app.state.screenshot_turns
    work = ADMISSION.window
    window, took_ms = await process_upload(request, parameters, search, turns, work)
    return await answer(lambda: window.model_copy(update={"took_ms": took_ms}))


def _search(
    library: PublishedLibrary,
    max_pixels: int,
    root_path: str,
    content: bytes,
    parameters: ScreenshotParameters,
) -> answers.ScreenshotAnswer:
    file = unwrapped(content)
    if code.read(file) is not None:
        raise UnknownFormat("An SVG shows icons and no window: search for it as one picture.")
    with step("decode"):
        picture = decode(file, max_pixels).image
    if max(picture.size) > MAX_SIDE:
        raise TooLarge(
            f"The picture is more than {MAX_SIDE} pixels long: send the part that shows the window."
        )
    with step("recognise"):
        window = library.find_all(
            picture,
            parameters.limit,
            parameters.encoder,
            parameters.filters,
            parameters.min_match,
            everything=parameters.all,
        )
    svgs = _svgs(library, window.regions) if parameters.svg else {}
    icons = [region_answer(region, root_path, svgs) for region in window.regions]
    if parameters.code:
        add_code(library, [result for icon in icons for result in icon.results])
    return answers.ScreenshotAnswer(
        index=library.name,
        encoder=window.encoder,
        took_ms=0,
        width=picture.width,
        height=picture.height,
        icons=icons,
        ended_early=window.ended_early,
    )


def _svgs(library: PublishedLibrary, regions: Sequence[FoundRegion]) -> dict[str, str]:
    """The clean SVGs by id; an icon that a window shows many times is cleaned once."""
    results = [result for region in regions for result in region.results]
    ids = {result.entry.id for result in results}
    return clean_svgs(library, sorted(ids))
