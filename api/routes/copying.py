"""GET /icons/{key}/copy: the texts in which an icon is copied, at a size and in a colour."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.copying.forms import forms
from api.http import links
from api.http.caching import ListCaching
from api.http.keys import KeyRequired
from api.http.openapi import KEYED_ICON_FAILURES
from api.routes.icons import Key, find_entry
from api.schemas.copying import CopyAnswer, CopyParameters
from api.serving import ServedLibrary
from api.svg.cleaned import KEPT
from api.svg.failures import Uncleanable
from features.search.published import PublishedLibrary
from features.store.generation import Entry

router = APIRouter(prefix="/icons", tags=["Icons"])


@router.get(
    "/{key}/copy",
    operation_id="getIconCode",
    summary="Get an icon's code to copy",
    response_model_exclude_none=True,
    responses=KEYED_ICON_FAILURES,
    dependencies=[KeyRequired],
)
def get_code(
    request: Request,
    key: Key,
    parameters: Annotated[CopyParameters, Query()],
    library: ServedLibrary,
    headers: ListCaching,
) -> CopyAnswer:
    """An icon as code to paste: that of its package, and its drawing in every form."""
    entry = find_entry(library, key)
    svg, reason = _svg(library, entry)
    image = f"{str(request.base_url).rstrip('/')}/icons/{links.key(entry.id)}/image"
    texts = forms(entry, library.copying, svg, parameters.appearance, image)
    return CopyAnswer(index=library.name, id=entry.id, forms=texts, reason=reason)


def _svg(library: PublishedLibrary, entry: Entry) -> tuple[str | None, str | None]:
    """The clean SVG of an icon, or the reason why there is none."""
    svg = library.catalogue.svg(entry.id)
    if svg is None:
        return None, f"{entry.name} came as a picture and has no SVG: save its picture."
    try:
        return KEPT.clean(svg), None
    except Uncleanable as failure:
        return None, (
            f"The SVG of {entry.name} cannot be cleaned, because {failure}: save its picture."
        )
