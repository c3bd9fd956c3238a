"""Makes an icon's source a static document that every renderer draws alike."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg import screen
from render.svg.resolve import (
    background,
    document,
    embedded,
    instances,
    patterns,
    references,
)
from render.svg.resolve.animation import still
from render.svg.resolve.computed import Computation
from render.svg.resolve.css import cascade, specified
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.geometry import clip_shapes, placement, strokes, viewport
from render.svg.screen import Undrawable


@dataclass(frozen=True)
class Resolved:
    """A document of plain presentation attributes: no style, variable, animation or <use>.

    `features` names what renderers differ in, such as "mask" or "text", and what was resolved,
    such as "animation".
    """

    root: Element
    uses_current_colour: bool  # of a renderer's choice: no element sets `color`
    features: frozenset[str]
    moment: float  # seconds since the document was opened, for one that moves


def resolve(svg: str) -> Resolved:
    """One icon's source as a static document.

    Raises Undrawable with the limit that it breaks, or the place where it is not XML.
    """
    try:
        return _resolve(svg, is_embedded=False)
    except RecursionError as error:
        raise Undrawable("its styles are nested too deep") from error


def _embedded(svg: str) -> tuple[Element, frozenset[str]]:
    """An SVG in a data URI as a static document, with its features.

    What is embedded in it is not drawn.
    """
    resolved = _resolve(svg, is_embedded=True)
    return resolved.root, resolved.features


def _resolve(svg: str, is_embedded: bool) -> Resolved:
    root = screen.read(svg)
    names = [document.local(element) for element in root.iter()]
    features = document.features(set(names))
    has_viewports = names.count("svg") > 1
    view = viewport.of_root(root)

    # Styles become attributes, and motion what it shows at one moment.
    sheet = cascade.style_sheet(root, viewport.page(root)) if "style" in features else None
    document.empty_html(root)
    specified.specify(root, sheet)
    root.attrib.pop("display", None)  # browsers show a document in any case
    frames = sheet.keyframes if sheet else {}
    moment = 0.0
    if frames or "animation" in features:
        moment = still.settle(root, frames)

    # Copies stand where the document refers to something.
    if document.strip(root):
        features |= {"foreign-object"}
    if "image/svg" in svg and not is_embedded:
        features |= embedded.expand(root, _embedded)
        has_viewports = True
    if "use" in features or has_viewports:
        instances.expand(root, view)

    # All values are plain, and then all references.
    computation = Computation(svg, view, sheet.initial if sheet else {})
    computation.compute(root)
    if computation.has_context_paint:
        features |= {"context-paint"}
    if "linearRGB" in svg and document.mixes_light(root):
        features |= {"linear-rgb"}
    if "offset-path" in svg:
        features |= {"offset-path"}

    _make_plain(root, svg, view)
    return Resolved(root, computation.uses_current_colour, features, moment)


def _make_plain(root: Element, svg: str, view: Context) -> None:
    """Resolve what refers to boxes and to other elements, once all values are computed."""
    placement.place(root, view)
    if "clip-path" in svg:
        clip_shapes.clip(root, view)
    if "non-scaling-stroke" in svg or "pathLength" in svg:
        strokes.fix(root, view)
    if "url(" in svg or "href" in svg or references.has_resources(root):
        references.simplify(root)
        patterns.expand(root)
    placement.wrap_root(root)
    background.paint(root)
