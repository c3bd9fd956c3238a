"""POST /search/screenshot: a picture of a whole window in, every icon in it out."""

import functools
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.http.openapi import SCREENSHOT_BODY, SEARCH_FAILURES
from api.http.problems import TooLarge
from api.metrics import stage
from api.picture import decode
from api.routes.search import looked_at, result_of
from api.schemas import schemas
from api.serving import Served
from features.search.criteria import Criteria
from features.search.published import FoundRegion, PublishedLibrary

# A window over the largest screens; the time to look grows with the pixels, unlike that of a search for one icon.
MOST_PIXELS = 9_000_000
MOST_SIDE = 10_000

router = APIRouter(tags=["Search"])


@router.post(
    "/search/screenshot",
    operation_id="searchScreenshot",
    response_model_exclude_none=True,
    responses=SEARCH_FAILURES,
    openapi_extra=SCREENSHOT_BODY,
)
async def search_screenshot(
    request: Request, parameters: Annotated[schemas.ScreenshotParameters, Query()], library: Served
) -> schemas.ScreenshotAnswer:
    """Find every icon in a picture of an application window.

    PNG, JPEG, WebP, GIF or BMP. The picture is looked at and forgotten; it is never written to disk.
    """

    max_pixels = min(MOST_PIXELS, request.app.state.settings.max_pixels)
    look = functools.partial(_look, library, max_pixels, request.scope["root_path"])
    answer, took_ms = await looked_at(request, parameters, look)
    answer.took_ms = took_ms
    return answer


def _look(
    library: PublishedLibrary,
    max_pixels: int,
    root_path: str,
    content: bytes,
    parameters: schemas.ScreenshotParameters,
) -> schemas.ScreenshotAnswer:
    with stage("decode"):
        picture = decode(content, max_pixels)
    if max(picture.size) > MOST_SIDE:
        raise TooLarge(
            f"The picture is more than {MOST_SIDE} pixels long: send the part that shows the window."
        )
    with stage("recognise"):
        criteria = Criteria(parameters.limit)
        window = library.find_all(picture, criteria, parameters.encoder, parameters.all)
    icons = [_icon(region, parameters.min_match, root_path) for region in window.regions]
    return schemas.ScreenshotAnswer(
        index=library.name,
        encoder=window.encoder,
        took_ms=0,
        width=picture.width,
        height=picture.height,
        icons=[icon for icon in icons if icon.results],
    )


def _icon(region: FoundRegion, min_match: float, root_path: str) -> schemas.ScreenshotIcon:
    x, y, width, height = region.box
    return schemas.ScreenshotIcon(
        box=schemas.Box(x=x, y=y, width=width, height=height),
        verdict=region.verdict,
        results=[
            result_of(result, root_path)
            for result in region.results
            if 100 * (result.match or 0) >= min_match
        ],
    )
