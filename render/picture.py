"""One icon's pictures: SVG in, JPEG bytes on the right grounds out. Pure; the same source always gives the same bytes."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from render.ground import GROUNDS, INK_ON_LIGHT, Palette, grounds_for, ink_for, inner_side
from render.svg.rasterise import EMPTY, draw, paint
from render.svg.screen import Undrawable, screen

QUALITY = 95
SUBSAMPLING = 0  # 4:4:4; halved colour costs 10 dB at icon sizes


@dataclass(frozen=True)
class Pictures:
    """An icon's JPEGs by ground, one for a single colour and two (light first) for several, with the features drawn wrong."""

    jpegs: dict[str, bytes]
    flags: tuple[str, ...]

    @property
    def multicolour(self) -> bool:
        """Whether the icon looks different on each ground."""
        return len(self.jpegs) > 1


def depict(svg: str, size: int) -> Pictures:
    """Draw an icon once, look at its colours, and paint it on the grounds it needs.

    Raises Undrawable, also when nothing of the icon can be seen.
    """
    icon = screen(svg)
    drawing = draw(icon, inner_side(size), INK_ON_LIGHT)
    palette = Palette(drawing)
    if palette.empty:
        raise Undrawable(f"{EMPTY} (it uses {', '.join(icon.flags)})" if icon.flags else EMPTY)
    jpegs = {}
    for name in grounds_for(palette):
        ink = ink_for(GROUNDS[name])
        # A one-colour icon in currentColor is black and gets the light ground, so this redraws only mixtures with it.
        shown = (
            drawing
            if ink == INK_ON_LIGHT or not icon.uses_current_colour
            else draw(icon, inner_side(size), ink)
        )
        jpegs[name] = encode(paint(shown, size, GROUNDS[name]))
    return Pictures(jpegs, icon.flags)


def encode(picture: Image.Image) -> bytes:
    """An RGB picture as JPEG."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling=SUBSAMPLING)
    return buffer.getvalue()
