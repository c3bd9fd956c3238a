"""The library over HTTP: lists of icons, one icon, its SVG and its JPEG."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.http import links
from api.http.caching import KeptDrawing, KeptList
from api.http.keys import NeedsKey
from api.http.openapi import ICON_FAILURES, KEYED_ICON_FAILURES, LIST_FAILURES
from api.http.problems import NotFound
from api.schemas import schemas
from api.serving import Served
from features.search.published import PublishedLibrary
from features.store.generation import Entry

router = APIRouter(prefix="/icons", tags=["Icons"])

# An SVG opened by its address is a document of this host: this takes its scripts, its origin and its requests away.
SVG_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return ICON_FAILURES | {
        200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
    }


def icon_of(entry: Entry, root_path: str, svg: str | None = None) -> schemas.Icon:
    """An entry of the catalogue as clients see it, with its SVG where that was asked for."""
    return schemas.Icon(**facts_of(entry, root_path, svg))


def facts_of(entry: Entry, root_path: str, svg: str | None) -> dict[str, Any]:
    """The fields that every schema of an icon has."""
    address = f"{root_path}/icons/{links.key(entry.id)}"
    return {
        "id": entry.id,
        "name": entry.name,
        "library": entry.library,
        "style": entry.style,
        "category": entry.category,
        "tags": list(entry.tags) or None,
        "aliases": list(entry.aliases) or None,
        "license": entry.license,
        "updated_at": entry.updated_at,
        "grounds": list(entry.grounds),
        "links": schemas.Links(
            icon=address, svg=f"{address}/svg" if entry.has_svg else None, image=f"{address}/image"
        ),
        "svg": svg,
    }


@router.get(
    "",
    operation_id="listIcons",
    response_model_exclude_none=True,
    responses=LIST_FAILURES,
    dependencies=[NeedsKey],
)
def list_icons(
    request: Request,
    parameters: Annotated[schemas.ListParameters, Query()],
    library: Served,
    kept: KeptList,
) -> schemas.IconList:
    """List the library's icons: all by id, or those with these fields, or those that words find, the best first.

    Words find names, tags and aliases, by their beginning and with one typing error too.
    """
    root_path = request.scope["root_path"]
    total, entries = library.catalogue.list(
        parameters.offset, parameters.limit, parameters.filters, parameters.q
    )
    svgs = library.catalogue.svgs([entry.id for entry in entries]) if parameters.svg else {}
    following = parameters.offset + len(entries)
    query = parameters.model_dump(exclude_defaults=True) | {
        "limit": parameters.limit,
        "offset": following,
    }
    return schemas.IconList(
        index=library.name,
        total=total,
        offset=parameters.offset,
        limit=parameters.limit,
        icons=[icon_of(entry, root_path, svgs.get(entry.id)) for entry in entries],
        next=f"{root_path}/icons?{urlencode(query, doseq=True)}"
        if entries and following < total
        else None,
        facets=_facets(library, parameters) if parameters.facets else None,
    )


def _facets(library: PublishedLibrary, parameters: schemas.ListParameters) -> schemas.Facets:
    counted = library.catalogue.facets(parameters.filters, parameters.q)
    return schemas.Facets.model_validate(
        {
            field: [{"value": value, "count": count} for value, count in values]
            for field, values in counted.items()
        }
    )


@router.get(
    "/{key}",
    operation_id="getIcon",
    response_model_exclude_none=True,
    responses=KEYED_ICON_FAILURES,
    dependencies=[NeedsKey],
)
def get_icon(request: Request, key: str, library: Served, kept: KeptList) -> schemas.Icon:
    """One icon. Take its address from the `links` of an answer."""
    return icon_of(entry_of(library, key), request.scope["root_path"])


@router.get(
    "/{key}/svg",
    operation_id="getIconSvg",
    response_class=Response,
    responses=_file("image/svg+xml"),
)
def get_svg(key: str, library: Served, kept: KeptDrawing) -> Response:
    """An icon's SVG as the library has it."""
    entry = entry_of(library, key)
    svg = library.catalogue.svg(entry.id)
    if svg is None:
        raise NotFound(f"The icon {entry.id!r} came as a picture and has no SVG: take its image.")
    return Response(svg, media_type="image/svg+xml", headers=SVG_HEADERS | kept)


@router.get(
    "/{key}/image",
    operation_id="getIconImage",
    response_class=Response,
    responses=_file("image/jpeg"),
)
def get_image(
    key: str, library: Served, kept: KeptDrawing, ground: schemas.Ground | None = None
) -> Response:
    """An icon's JPEG as it was indexed; multi-colour icons have one on a light and one on a dark ground."""
    entry = entry_of(library, key)
    jpeg = library.catalogue.jpeg(entry.id, ground)
    if jpeg is None:
        raise NotFound(
            f"The icon {entry.id!r} has no picture on a {ground} ground: leave `ground` out."
        )
    return Response(jpeg, media_type="image/jpeg", headers=kept)


@router.get("/{path:path}", include_in_schema=False)
def find_by_hand(request: Request, path: str, library: Served) -> Response:
    """An address put together by hand from an id with slashes: on to the one that survives every proxy."""
    for part in ("", "/svg", "/image", "/similar"):
        identifier = path.removesuffix(part)
        if path.endswith(part) and library.catalogue.get(identifier) is not None:
            return RedirectResponse(
                f"{request.scope['root_path']}/icons/{links.key(identifier)}{part}"
            )
    raise _unknown(path)


def entry_of(library: PublishedLibrary, key: str) -> Entry:
    """The icon that a key stands for. Raises NotFound."""
    identifier = links.identifier(key)
    entry = library.catalogue.get(identifier)
    if entry is None:
        raise _unknown(identifier)
    return entry


def _unknown(identifier: str) -> NotFound:
    return NotFound(
        f"The library has no icon {identifier!r}: find it with /icons?q=…, or take the links of an answer."
    )
