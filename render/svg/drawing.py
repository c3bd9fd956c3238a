"""An icon's drawing: CairoSVG's, or resvg's where the two differ and it is nearer to a browser's.

A hostile source can hang or crash what calls these functions: `render.processes` calls them in
processes that may be killed.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from PIL import Image

from render.ground import Colour
from render.pictures import CAIROSVG, RESVG, Choice
from render.svg import choice, images
from render.svg.agreement import agree
from render.svg.renderers import cairo, doubts, hinting, resvg
from render.svg.resolve import Resolved
from render.svg.screen import Undrawable
from render.svg.viewport import Viewport, frame


@dataclass(frozen=True)
class Drawing:
    """A picture, RGBA and not premultiplied, its renderer, and what a browser may draw otherwise.

    `flags` are features of the document.
    """

    picture: Image.Image
    choice: Choice
    flags: tuple[str, ...]


def draw(icon: Resolved, side: int, ink: Colour) -> Drawing:
    """Draw an icon with transparency, its longer side `side` pixels, `currentColor` as `ink`.

    The shorter side is rounded up, by less than two pixels. They show what the icon paints there.
    Raises Undrawable where neither renderer can draw it.
    """
    root = icon.root
    features = icon.features
    images.confine(root)
    if icon.uses_current_colour:
        root.set("color", f"#{bytes(ink).hex()}")
    box = frame(root) or cairo.ink_box(root)
    viewport = Viewport.fitting(box, side)
    if "text" in features:
        hinting.hint(root, viewport)
    picture, chosen = _drawn(root, viewport, features)
    flags = doubts.flags(root, features, viewport, picture)
    shown = picture.convert("RGBA")
    return Drawing(shown, chosen, flags)


def _drawn(
    root: Element, viewport: Viewport, features: frozenset[str]
) -> tuple[Image.Image, Choice]:
    """The picture that is taken, premultiplied (RGBa), and why."""
    try:
        by_cairo = cairo.draw(root, viewport)
    except Undrawable as reason:
        by_resvg = resvg.draw(root, viewport, features)
        return by_resvg, Choice(RESVG, str(reason))
    try:
        by_resvg = resvg.draw(root, viewport, features)
    except Undrawable as reason:
        return by_cairo, Choice(CAIROSVG, str(reason))
    if agree(by_cairo, by_resvg):
        return by_cairo, Choice()
    return by_resvg, choice.of(features)
