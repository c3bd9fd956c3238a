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


def _embedded(svg: str) -> Element:
    """An SVG in a data URI as a static document; what is embedded in it is not drawn."""
    return _resolve(svg, is_embedded=True).root


def _resolve(svg: str, is_embedded: bool) -> Resolved:
    root = screen.read(svg)
    names = [document.local(element) for element in root.iter()]
    features = document.features(set(names))
    view = viewport.of_root(root)
    sheet = cascade.style_sheet(root, viewport.page(root)) if "style" in features else None
    document.empty_html(root)
    specified.specify(root, sheet)
    root.attrib.pop("display", None)  # browsers show a document in any case
    frames = sheet.keyframes if sheet else {}
    moment = 0.0
    if frames or "animation" in features:
        moment = still.settle(root, frames)
    if document.strip(root):
        features |= {"foreign-object"}
    if "image/svg" in svg and not is_embedded:
        embedded.expand(root, _embedded)
        names = [document.local(element) for element in root.iter()]
    if "use" in features or names.count("svg") > 1:
        instances.expand(root, view)
    computation = Computation(svg, view, sheet.initial if sheet else {})
    computation.compute(root)
    if computation.has_context_paint:
        features |= {"context-paint"}
    if "linearRGB" in svg and document.mixes_light(root):
        features |= {"linear-rgb"}
    placement.place(root, view)
    if "clip-path" in svg:
        clip_shapes.clip(root, view)
    if "non-scaling-stroke" in svg or "pathLength" in svg:
        strokes.fix(root, view)
    if "url(" in svg or "href" in svg or not references.RESOURCES.isdisjoint(names):
        references.simplify(root)
        patterns.expand(root)
    placement.wrap_root(root)
    background.paint(root)
    return Resolved(root, computation.uses_current_colour, features, moment)
