"""One icon's pictures: SVG to JPEG bytes on the right grounds. The same SVG, the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass
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
from render.svg.drawing import draw
from render.svg.rasterise import paint
from render.svg.resolve import resolve
from render.svg.screen import EMPTY, Undrawable


@dataclass(frozen=True)
class JpegSettings:
    """The JPEGs as a run makes them unless it is asked for another size."""

    size: int = 64  # pixels of a side; chosen by hand
    # Pillow's default quality, 75, leaves 25.7 dB at 32 pixels, and 22 % of the pixels are off by
    # more than 24 of 255.
    quality: int = 95
    subsampling: int = 0  # 4:4:4; 4:2:0, colour at half the resolution, costs 10 dB at 32 pixels


JPEG = JpegSettings()


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
