"""The library over HTTP: lists of icons, one icon, its SVG and its JPEG."""

import functools
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.copying.sizing import adjusted
from api.http import links
from api.http.caching import DrawingCaching, ListCaching
from api.http.keys import KeyRequired
from api.http.openapi import ICON_FAILURES, KEYED_ICON_FAILURES, LIST_FAILURES, Responses
from api.http.problems import NotFound
from api.http.processing import answer, process
from api.routes.conversion import add_code, clean_svgs, icon_answer
from api.routes.variants import variants
from api.schemas.copying import DrawingParameters, IconDetails
from api.schemas.icons import SVG_SAMPLE
from api.schemas.listing import Facets, IconList
from api.schemas.parameters import Ground, ListParameters, WithSvg
from api.serving import ServedLibrary
from api.svg.cleaned import KEPT
from api.svg.failures import Uncleanable
from features.search.published import PublishedLibrary
from features.store.generation import Entry

Key = Annotated[str, Path(description="The icon's id, as the links of an answer write it.")]

router = APIRouter(prefix="/icons", tags=["Icons"])

SHOWN = 100  # characters of an unknown id that the answer repeats
# A browser shows an SVG as a document of this host. The sandbox takes its scripts, origin and
# requests away.
SVG_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


def _file_responses(media_type: str, description: str, sample: str) -> Responses:
    """The `responses` of a route that answers a file."""
    schema = {"type": "string", "format": "binary"}
    content: dict[str, Any] = {media_type: {"schema": schema, "example": sample}}
    return ICON_FAILURES | {200: {"description": description, "content": content}}


@router.get(
    "",
    operation_id="listIcons",
    summary="List icons by words and fields",
    response_model=IconList,
    responses=LIST_FAILURES,
    dependencies=[KeyRequired],
)
async def list_icons(
    request: Request,
    parameters: Annotated[ListParameters, Query()],
    library: ServedLibrary,
    headers: ListCaching,
) -> Response:
    """List the library's icons: all by id, or the icons with certain fields or words, best first.

    Words find names, tags and aliases, by their beginning and with one typing error too.
    """
    find = functools.partial(_list, library, parameters, request.scope["root_path"])
    found = await process(request, find, request.app.state.list_turns)
    return await answer(lambda: found, headers)


def _list(library: PublishedLibrary, parameters: ListParameters, root_path: str) -> IconList:
    total, entries = library.catalogue.list(
        parameters.offset, parameters.limit, parameters.filters, parameters.q
    )
    svgs = clean_svgs(library, [entry.id for entry in entries]) if parameters.svg else {}
    icons = [icon_answer(entry, root_path, svgs.get(entry.id)) for entry in entries]
    if parameters.code:
        add_code(library, icons)
    return IconList(
        index=library.name,
        total=total,
        offset=parameters.offset,
        limit=parameters.limit,
        icons=icons,
        next=_next_page(root_path, parameters, len(entries), total),
        facets=_facets(library, parameters) if parameters.facets else None,
        nearest_words=_nearest_words(library, parameters.q) if total == 0 else None,
    )


def _next_page(root_path: str, parameters: ListParameters, count: int, total: int) -> str | None:
    """The address of the page after one with `count` icons; None for the last."""
    offset = parameters.offset + count
    if count == 0 or offset >= total:
        return None
    query = parameters.model_dump(exclude_defaults=True)
    query |= {"limit": parameters.limit, "offset": offset}
    return f"{root_path}/icons?{urlencode(query, doseq=True)}"


def _nearest_words(library: PublishedLibrary, q: str | None) -> list[str] | None:
    """Words of the library instead of a text that no icon has; None without any."""
    return library.catalogue.words.nearest(q or "") or None


def _facets(library: PublishedLibrary, parameters: ListParameters) -> Facets:
    counts = library.catalogue.facets(parameters.filters, parameters.q)
    facets = {}
    for field, values in counts.items():
        facets[field] = [{"value": value, "count": count} for value, count in values]
    return Facets.model_validate(facets)


@router.get(
    "/{key}",
    operation_id="getIcon",
    summary="Get one icon",
    response_model_exclude_none=True,
    responses=KEYED_ICON_FAILURES,
    dependencies=[KeyRequired],
)
def get_icon(
    request: Request,
    key: Key,
    library: ServedLibrary,
    headers: ListCaching,
    svg: WithSvg = False,
) -> IconDetails:
    """One icon with its code and its variants. Take its address from the `links` of an answer."""
    entry = find_entry(library, key)
    root_path = request.scope["root_path"]
    entries = variants(library.catalogue, entry)
    svgs = clean_svgs(library, [entry.id, *(each.id for each in entries)]) if svg else {}
    others = [icon_answer(each, root_path, svgs.get(each.id)) for each in entries]
    icon = icon_answer(entry, root_path, svgs.get(entry.id))
    add_code(library, [icon])
    return IconDetails(**icon.model_dump(), variants=others or None)


@router.get(
    "/{key}/svg",
    operation_id="getIconSvg",
    summary="Get an icon's SVG",
    response_class=Response,
    responses=_file_responses("image/svg+xml", "The icon's SVG", SVG_SAMPLE),
)
def get_svg(
    key: Key,
    library: ServedLibrary,
    headers: DrawingCaching,
    parameters: Annotated[DrawingParameters, Query()],
) -> Response:
    """An icon's SVG, cleaned so that it may be pasted into a page, or as the library has it."""
    entry = find_entry(library, key)
    svg = library.catalogue.svg(entry.id)
    if svg is None:
        raise NotFound(f"The icon {entry.id!r} came as a picture and has no SVG: take its image.")
    if not parameters.raw:
        svg = _clean(entry, svg)
        if parameters.appearance is not None:
            svg = adjusted(svg, parameters.appearance)
    return Response(svg, media_type="image/svg+xml", headers=SVG_HEADERS | headers)


def _clean(entry: Entry, svg: str) -> str:
    try:
        return KEPT.clean(svg)
    except Uncleanable as failure:
        raise NotFound(
            f"The SVG of {entry.id!r} cannot be cleaned, because {failure}: "
            "take the icon's image, or the SVG as it is with raw=true."
        ) from failure


@router.get(
    "/{key}/image",
    operation_id="getIconImage",
    summary="Get an icon's picture",
    response_class=Response,
    responses=_file_responses("image/jpeg", "The icon's JPEG", "(the bytes of a JPEG)"),
)
def get_image(
    key: Key,
    library: ServedLibrary,
    headers: DrawingCaching,
    ground: Annotated[
        Ground | None, Query(description="Of which background; absent, the first of the icon's.")
    ] = None,
) -> Response:
    """An icon's JPEG as it was indexed; a multi-colour icon has one for each background."""
    entry = find_entry(library, key)
    jpeg = library.catalogue.jpeg(entry.id, ground)
    if jpeg is None:
        raise NotFound(
            f"The icon {entry.id!r} has no picture on a {ground} ground: leave `ground` out."
        )
    return Response(jpeg, media_type="image/jpeg", headers=headers)


@router.get("/{path:path}", include_in_schema=False)
def redirect_to_key(request: Request, path: str, library: ServedLibrary) -> Response:
    """Redirect an address that someone made from an id with slashes to that of its key."""
    for part in ("", "/svg", "/image", "/copy", "/similar"):
        identifier = path.removesuffix(part)
        if path.endswith(part) and library.catalogue.get(identifier) is not None:
            root_path = request.scope["root_path"]
            return RedirectResponse(f"{root_path}/icons/{links.key(identifier)}{part}")
    raise _not_found(path)


def find_entry(library: PublishedLibrary, key: str) -> Entry:
    """The icon that a key stands for. Raises NotFound."""
    identifier = links.identifier(key)
    entry = library.catalogue.get(identifier)
    if entry is None:
        raise _not_found(identifier)
    return entry


def _not_found(identifier: str) -> NotFound:
    shown = identifier if len(identifier) <= SHOWN else f"{identifier[:SHOWN]}…"
    return NotFound(
        f"The library has no icon {shown!r}: "
        "search for it, and take its id or its links from the answer."
    )
