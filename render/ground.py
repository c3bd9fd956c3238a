"""The grounds icons are painted on, how much of them is left to the drawing, and which of them it needs to be visible.

Colours are (red, green, blue), 0..255; contrast is that of WCAG 2, 1..21.
"""

from typing import cast

from PIL import Image, ImageChops

Colour = tuple[int, int, int]

LIGHT: Colour = (255, 255, 255)
DARK: Colour = (30, 30, 30)
GROUNDS: dict[str, Colour] = {"light": LIGHT, "dark": DARK}  # in the order of an icon's images
INK_ON_LIGHT: Colour = (0, 0, 0)  # what `currentColor` stands for
INK_ON_DARK: Colour = (240, 240, 240)

MARGIN = 1 / 16  # of the picture's side, free of drawing on each side
VISIBLE_ALPHA = (
    24  # of 255; fainter pixels are no part of the drawing, and their colour is mostly rounding
)
SAME_COLOUR = 32  # of 255; the spread in red, green or blue within which a drawing has one colour
ENOUGH_CONTRAST = 3.0  # WCAG's minimum for graphics; from there on the light ground is good enough


def inner_side(size: int) -> int:
    """Pixels of a picture's side left to the drawing."""
    return size - 2 * max(1, round(size * MARGIN))


class Palette:
    """The range of colours that a drawing with transparency shows, over its visible pixels.

    Antialiasing and opacity change a pixel's alpha, not its colour, so they do not make a second colour.
    """

    def __init__(self, drawing: Image.Image) -> None:
        """`drawing` is RGBA, not premultiplied, with transparent pixels black."""
        *self.colours, (_, self.alpha) = cast(list[tuple[int, int]], drawing.getextrema())
        if (
            max(highest for _, highest in self.colours) <= SAME_COLOUR
            and self.alpha >= VISIBLE_ALPHA
        ):
            return  # a black icon, as most are: known without looking further
        faint = Image.new("L", drawing.size, VISIBLE_ALPHA - 1)
        histogram = drawing.histogram(ImageChops.subtract(drawing.getchannel("A"), faint))
        present = bytes(
            map(bool, histogram)
        )  # 1 at each value that occurs, for each of the four bands
        ranges = [
            (band.find(1), band.rfind(1))
            for band in (present[start : start + 256] for start in (0, 256, 512, 768))
        ]
        *self.colours, (_, self.alpha) = ranges

    @property
    def empty(self) -> bool:
        """Nothing can be seen on any ground."""
        return self.alpha < 0

    @property
    def multicolour(self) -> bool:
        """Hues or lightnesses differ visibly within the drawing."""
        return any(highest - lowest > SAME_COLOUR for lowest, highest in self.colours)

    def contrast_on(self, ground: Colour) -> float:
        """Contrast between the ground and a one-colour drawing where it is most opaque."""
        alpha = self.alpha / 255
        ink = [(lowest + highest) / 2 for lowest, highest in self.colours]
        return contrast(
            [alpha * over + (1 - alpha) * under for over, under in zip(ink, ground, strict=True)],
            ground,
        )


def grounds_for(palette: Palette) -> tuple[str, ...]:
    """Both grounds for several colours; for one colour the light ground where it shows well enough, else the one with more contrast."""
    if palette.multicolour:
        return tuple(GROUNDS)
    on_light = palette.contrast_on(LIGHT)
    return (
        ("light",)
        if on_light >= ENOUGH_CONTRAST or on_light >= palette.contrast_on(DARK)
        else ("dark",)
    )


def ink_for(ground: Colour) -> Colour:
    """What `currentColor` stands for on a ground: what a page of that colour would write in."""
    return (
        INK_ON_LIGHT
        if contrast(INK_ON_LIGHT, ground) >= contrast(INK_ON_DARK, ground)
        else INK_ON_DARK
    )


def contrast(one: Colour | list[float], other: Colour | list[float]) -> float:
    """The contrast ratio of two colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour | list[float]) -> float:
    linear = [
        band / 12.92 if band <= 0.04045 else ((band + 0.055) / 1.055) ** 2.4
        for band in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
