"""One icon's pictures: SVG to JPEG bytes on the right grounds. The same SVG, the same bytes."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from render.ground import GROUNDS, INK_ON_LIGHT, Palette, grounds_for, ink_for, inner_side
from render.pictures import Pictures
from render.svg.rasterise import EMPTY, draw, paint
from render.svg.screen import Screened, Undrawable, screen


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
    icon = screen(svg)
    side = inner_side(size)
    drawing = draw(icon, side, INK_ON_LIGHT)
    palette = Palette(drawing)
    if palette.empty:
        raise Undrawable(_why_empty(icon))
    jpegs = {}
    for name in grounds_for(palette):
        ground = GROUNDS[name]
        ink = ink_for(ground)
        shown = drawing
        # An icon all in currentColor is black and gets the light ground: it is never drawn twice.
        if icon.uses_current_colour and ink != INK_ON_LIGHT:
            shown = draw(icon, side, ink)
        jpegs[name] = encode(paint(shown, size, ground))
    return Pictures(jpegs, icon.flags)


def _why_empty(icon: Screened) -> str:
    if not icon.flags:
        return EMPTY
    return f"{EMPTY} (it uses {', '.join(icon.flags)})"


def encode(picture: Image.Image) -> bytes:
    """An RGB picture as JPEG."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG.quality, subsampling=JPEG.subsampling)
    return buffer.getvalue()
