"""The grounds icons are painted on, the margin around a drawing, and the choice of its ground.

Colours are (red, green, blue), 0..255. Contrast is the ratio of WCAG 2, 1..21.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PIL import Image, ImageChops

Colour = tuple[int, int, int]

LIGHT: Colour = (255, 255, 255)
DARK: Colour = (30, 30, 30)
GROUNDS: dict[str, Colour] = {"light": LIGHT, "dark": DARK}  # in the order of an icon's images
INK_ON_LIGHT: Colour = (0, 0, 0)  # what `currentColor` stands for
INK_ON_DARK: Colour = (240, 240, 240)

# The least for graphics: https://www.w3.org/TR/WCAG22/#non-text-contrast
ENOUGH_CONTRAST = 3.0
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of linear red, green and blue
VALUES = 256  # of a band of a picture


@dataclass(frozen=True)
class DrawingSettings:
    """How a drawing is placed, and which of its pixels and colours count. All chosen by hand."""

    margin: float = 1 / 16  # of the picture's side, on each side
    # Alpha of the faintest visible pixel, 0..255. The colour of fainter ones is mostly rounding.
    visible_alpha: int = 24
    # The widest range, 0..255, in red, green or blue that is still a single colour.
    same_colour: int = 32


DRAWING = DrawingSettings()


def inner_side(size: int) -> int:
    """Pixels of a picture's side that the drawing may take."""
    margin = max(1, round(size * DRAWING.margin))
    return size - 2 * margin


class Palette:
    """The range of colours in a drawing with transparency, over its visible pixels.

    Antialiasing and opacity change a pixel's alpha, not its colour: they make no second colour.
    """

    def __init__(self, drawing: Image.Image) -> None:
        """`drawing` is RGBA, not premultiplied, with transparent pixels black."""
        # The lowest and highest value of red, green, blue and alpha.
        ranges = cast(list[tuple[int, int]], drawing.getextrema())
        *colours, (_, alpha) = ranges
        brightest = max(highest for _, highest in colours)

        # Most icons are black: their few extrema say all, and no histogram is needed.
        if brightest > DRAWING.same_colour or alpha < DRAWING.visible_alpha:
            *colours, (_, alpha) = _visible_ranges(drawing)
        self.colours = colours
        self.alpha = alpha

    @property
    def empty(self) -> bool:
        """Nothing is visible on any ground."""
        return self.alpha < 0

    @property
    def multicolour(self) -> bool:
        """Hues or lightnesses differ visibly within the drawing."""
        widths = []
        for lowest, highest in self.colours:
            widths.append(highest - lowest)
        return max(widths) > DRAWING.same_colour

    def contrast_on(self, ground: Colour) -> float:
        """Contrast between the ground and a drawing of one colour, where it is most opaque."""
        alpha = self.alpha / 255
        shown = []
        for (lowest, highest), under in zip(self.colours, ground, strict=True):
            over = (lowest + highest) / 2
            blended = alpha * over + (1 - alpha) * under
            shown.append(blended)
        return contrast(shown, ground)


def _visible_ranges(drawing: Image.Image) -> list[tuple[int, int]]:
    """The lowest and highest red, green, blue and alpha of the visible pixels; -1 without any."""
    faintest = DRAWING.visible_alpha
    hidden = Image.new("L", drawing.size, faintest - 1)
    alpha = drawing.getchannel("A")
    mask = ImageChops.subtract(alpha, hidden)  # 0 where the drawing is not visible

    histogram = drawing.histogram(mask)
    present = bytes(map(bool, histogram))  # 1 at each value that occurs, band after band
    ranges = []
    for start in range(0, len(present), VALUES):
        band = present[start : start + VALUES]
        lowest = band.find(1)
        highest = band.rfind(1)
        ranges.append((lowest, highest))
    return ranges


def grounds_for(palette: Palette) -> tuple[str, ...]:
    """The grounds of an icon: both for several colours, for one colour a single ground.

    That is the light ground if the contrast on it is enough or higher than on the dark one.
    """
    if palette.multicolour:
        return tuple(GROUNDS)
    on_light = palette.contrast_on(LIGHT)
    if on_light >= ENOUGH_CONTRAST:
        return ("light",)
    on_dark = palette.contrast_on(DARK)
    return ("light",) if on_light >= on_dark else ("dark",)


def ink_for(ground: Colour) -> Colour:
    """The colour that `currentColor` stands for on a ground: that of the text of such a page."""
    in_black = contrast(INK_ON_LIGHT, ground)
    in_white = contrast(INK_ON_DARK, ground)
    return INK_ON_LIGHT if in_black >= in_white else INK_ON_DARK


def contrast(first: Sequence[float], second: Sequence[float]) -> float:
    """The contrast ratio of two colours: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    one = _luminance(first)
    other = _luminance(second)
    lighter = max(one, other)
    darker = min(one, other)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    """Relative luminance, 0..1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    luminance = 0.0
    for share, value in zip(LUMINANCE, colour, strict=True):
        luminance += share * _linear(value)
    return luminance


def _linear(value: float) -> float:
    share = value / 255
    if share <= 0.04045:
        return share / 12.92
    base = (share + 0.055) / 1.055
    power: float = base**2.4
    return power
