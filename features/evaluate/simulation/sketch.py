"""A sketch: the coverage of shapes and words, drawn larger and then reduced."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from features.vision.geometry import Box
from features.vision.pixels import Plane

Point = tuple[float, float]


@dataclass(frozen=True)
class SketchSettings:
    """`scale`: shapes are drawn this many times larger and then reduced, as a browser antialiases.

    `least_letters`: the smallest font, in drawn pixels. Both were chosen by hand.
    """

    scale: int = 4
    least_letters: float = 9.0


SKETCH = SketchSettings()


class Sketch:
    """Shapes on a canvas of `width` by `height` pixels. Lengths are in pixels of the canvas."""

    def __init__(self, width: int, height: int) -> None:
        size = (width * SKETCH.scale, height * SKETCH.scale)
        self._mask = Image.new("L", size)
        self._draw = ImageDraw.Draw(self._mask)

    def rounded(self, box: Box, radius: float, line: float | None = None) -> None:
        """Draw a rectangle with round corners: filled, or its outline of that width."""
        enlarged = box.scaled(SKETCH.scale, SKETCH.scale)
        filled = line is None
        self._draw.rounded_rectangle(
            enlarged.edges,
            radius * SKETCH.scale,
            fill=255 if filled else None,
            outline=None if filled else 255,
            width=1 if line is None else _whole(line),
        )

    def circle(self, middle: Point, radius: float) -> None:
        """Draw a filled disc."""
        x, y = middle
        side = 2 * radius
        box = Box(x - radius, y - radius, side, side)
        scaled = box.scaled(SKETCH.scale, SKETCH.scale)
        self._draw.ellipse(scaled.edges, fill=255)

    def path(self, points: list[Point], line: float) -> None:
        """Draw lines of that width from point to point."""
        enlarged = [(x * SKETCH.scale, y * SKETCH.scale) for x, y in points]
        self._draw.line(enlarged, fill=255, width=_whole(line), joint="curve")

    def text(self, place: Point, word: str, letters: float, anchor: str) -> None:
        """Draw a word with its anchor, as Pillow names it, at a place; `letters` is its size."""
        x, y = place
        self._draw.text(
            (x * SKETCH.scale, y * SKETCH.scale),
            word,
            fill=255,
            font=_font(letters),
            anchor=anchor,
        )

    def coverage(self) -> Plane:
        """(h, w) in 0..1: what is drawn so far."""
        return reduced(self._mask)


def text_width(word: str, letters: float) -> float:
    """How wide a word is in that size."""
    return _font(letters).getlength(word) / SKETCH.scale


def reduced(mask: Image.Image) -> Plane:
    """(h, w) in 0..1: the coverage of a mask that was drawn larger."""
    smaller = mask.reduce(SKETCH.scale)
    levels = np.asarray(smaller, np.float32)
    coverage: Plane = levels / np.float32(255)
    return coverage


def _font(letters: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font, for the enlarged mask."""
    size = max(SKETCH.least_letters, letters * SKETCH.scale)
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built with FreeType"
    return font


def _whole(length: float) -> int:
    """The width of a line, in drawn pixels."""
    return max(1, round(length * SKETCH.scale))
