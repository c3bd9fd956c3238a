"""Makes an icon's source a static document that every renderer draws alike."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg import screen
from render.svg.resolve import (
    background,
    document,
    embedded,
    instances,
    references,
    resources,
    texts,
)
from render.svg.resolve.animation import references as animated
from render.svg.resolve.animation import still
from render.svg.resolve.computed import Computation
from render.svg.resolve.css import cascade, specified
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.spaces import light
from render.svg.resolve.geometry import clip_shapes, placement, strokes, viewport
from render.svg.resolve.patterns import expansion
from render.svg.screen import Undrawable

# Words of a source, and the features that they stand for.
_NAMED = {
    "context-fill": "context-paint",
    "context-stroke": "context-paint",
    "gradient(": "css-gradient",
    "offset-path": "offset-path",
    "perspective(": "perspective",
    "plus-lighter": "plus-lighter",
}
# What browsers draw, and nothing here, in ways that no second drawing shows.
_UNKNOWN = re.compile(
    r""":[^;{}<>]*(?:\battr\(\s*[-\w]+\s+|\b(?:contrast-color|if|shape)\()
    |(?<![(\w-])(?:animation-composition|mask-mode)\s*:
    |\bmask(?:-image)?\s*:\s*url\((?:[^)]*\)\s*,|\s*["']?\s*[^\s"'\#])
    |\bbox-shadow\s*:[^;}]*\binset\b|\bcontent-visibility\s*:\s*hidden|@scope\b[^{]*\bto\b
    |\boutline\s*:[^;{}"']*\b(?:auto|dashed|dotted|double|solid)\b
    |@import\s+(?:url\(\s*)?["']?data:
    |\sattributeName=["']class["']""",
    re.VERBOSE,
)


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
        if "var(" in svg and sheet is not None:
            animated.replace(root, sheet.initial)
        moment = still.settle(root, frames)

    # Copies stand where the document refers to something.
    document.strip(root)
    if "text" in features:
        texts.change(root)
    if "image/svg" in svg and not is_embedded:
        features |= embedded.expand(root, _embedded)
        has_viewports = True
    if "use" in features or has_viewports:
        instances.expand(root, view)

    # All values are plain, and then all references.
    computation = Computation(svg, view, sheet.initial if sheet else {})
    computation.compute(root)
    features |= {name for word, name in _NAMED.items() if word in svg}
    may_be_unknown = "style" in svg or not features.isdisjoint(("animation", "filter"))
    if may_be_unknown and (_UNKNOWN.search(svg) or _has_frame(root)):
        features |= {"css"}

    _make_plain(root, svg, view)
    return Resolved(root, computation.uses_current_colour, features, moment)


def _has_frame(root: Element) -> bool:
    """Whether a style gives the root a border or a padding."""
    values = (root.get(name, "none") for name in ("css-border", "css-padding"))
    return any(not value.startswith(("0", "none")) for value in values)


def _make_plain(root: Element, svg: str, view: Context) -> None:
    """Resolve what refers to boxes and to other elements, once all values are computed."""
    placement.place(root, view)
    if "clip-path" in svg:
        clip_shapes.clip(root, view)
    if "non-scaling-stroke" in svg or "pathLength" in svg:
        strokes.fix(root, view)
    if "url(" in svg or "href" in svg or resources.are_in(root):
        references.simplify(root)
        if "linearRGB" in svg:
            light.mix(root)
        expansion.expand(root, view)
    placement.wrap_root(root)
    background.paint(root)
