"""One icon's pictures: SVG to JPEG bytes on the right grounds. The same SVG, the same bytes."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from render.ground import (
    GROUNDS,
    INK_ON_LIGHT,
    Colour,
    Palette,
    grounds_for,
    ink_for,
    inner_side,
)
from render.pictures import Pictures
from render.settings import JPEG
from render.svg.drawing import draw
from render.svg.rasterise import paint
from render.svg.resolve import resolve
from render.svg.screen import EMPTY, Undrawable


def depict(svg: str, size: int) -> Pictures:
    """Draw an icon once and paint it on each ground that its colours need.

    Raises Undrawable, also when nothing of the icon is visible.
    """
    icon = resolve(svg)
    side = inner_side(size)
    drawing = draw(icon, side, INK_ON_LIGHT)

    def again(ink: Colour) -> Image.Image:
        return draw(icon, side, ink).picture if icon.uses_current_colour else drawing.picture

    jpegs = on_grounds(drawing.picture, size, again)
    if not jpegs:
        raise Undrawable(_why_empty(icon.features))
    return Pictures(jpegs, drawing.flags, drawing.choice)


def on_grounds(
    drawing: Image.Image, size: int, again: Callable[[Colour], Image.Image]
) -> dict[str, bytes]:
    """The JPEGs of a drawing by ground; none of one on which nothing is visible.

    `drawing` is RGBA, with `currentColor` black. `again` draws the icon with another.
    """
    palette = Palette(drawing)
    if palette.empty:
        return {}
    jpegs = {}
    for name in grounds_for(palette):
        ground = GROUNDS[name]
        ink = ink_for(ground)
        # An icon all in currentColor is black and gets the light ground: it is never drawn twice.
        shown = drawing if ink == INK_ON_LIGHT else again(ink)
        jpegs[name] = encode(paint(shown, size, ground))
    return jpegs


def _why_empty(features: frozenset[str]) -> str:
    if not features:
        return EMPTY
    return f"{EMPTY} (it uses {', '.join(sorted(features))})"


def encode(picture: Image.Image) -> bytes:
    """An RGB picture as JPEG."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG.quality, subsampling=JPEG.subsampling)
    return buffer.getvalue()
