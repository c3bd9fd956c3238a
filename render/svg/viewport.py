"""The part of the user space that an icon shows, and the pixels it becomes."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from xml.etree.ElementTree import Element

from render.svg.resolve.geometry.viewport import Box, view_box

_ABSOLUTE = re.compile(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|ex|)\s*", re.IGNORECASE)
# Pixels: https://www.w3.org/TR/css-values-3/#absolute-lengths, and of browsers' default font.
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "ex": 8.0,
}


@dataclass(frozen=True)
class Viewport:
    """A box of the user space, and the pixels it is drawn on."""

    box: Box
    columns: int
    rows: int

    @classmethod
    def fitting(cls, box: Box, side: int) -> Self:
        """The pixels of a box whose longer side has `side` of them.

        The shorter side is rounded up, by less than two pixels.
        """
        _, _, width, height = box
        scale = side / max(width, height)
        left = _border(side, width * scale)
        top = _border(side, height * scale)
        return cls(box, side - 2 * left, side - 2 * top)

    def attributes(self) -> dict[str, str]:
        """What the root element says about it."""
        x, y, width, height = self.box
        return {
            "viewBox": f"{x} {y} {width} {height}",
            "width": str(self.columns),
            "height": str(self.rows),
            "preserveAspectRatio": "xMidYMid",
        }


def _border(side: int, extent: float) -> int:
    """Whole pixels that fit on each side of `extent` pixels in the middle of a square.

    The drawing thereby keeps its scale and stays in the middle. Without `round`, an extent of
    28.000000000000004 would become 30.
    """
    outside = side - round(extent, 6)
    return int(outside / 2)


def frame(root: Element) -> Box | None:
    """The icon's viewBox, else its width and height; None if neither can be used."""
    box = view_box(root)
    if box is not None:
        return box
    width = _length(root, "width")
    height = _length(root, "height")
    if width > 0 and height > 0:
        return 0.0, 0.0, width, height
    return None


def _length(root: Element, name: str) -> float:
    """The pixels of a side of the root; 0 where it has no absolute length."""
    found = _ABSOLUTE.fullmatch(root.get(name, ""))
    if found is None:
        return 0.0
    with suppress(ValueError):
        return float(found[1]) * _PIXELS[found[2].lower()]
    return 0.0
