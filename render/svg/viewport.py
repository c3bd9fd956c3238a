"""The part of the user space that an icon shows, and the pixels it becomes."""

from dataclasses import dataclass, replace
from typing import Self
from xml.etree.ElementTree import Element

from render.svg.resolve.geometry.viewport import Box, size, view_box


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
        longer = max(width, height)
        scale = side / longer
        left = _border(side, width * scale)
        top = _border(side, height * scale)
        return cls(
            box,
            columns=side - 2 * left,
            rows=side - 2 * top,
        )

    @property
    def scale(self) -> float:
        """Pixels of a unit of the user space."""
        _, _, width, height = self.box
        across = self.columns / width
        down = self.rows / height
        return min(across, down)

    def widened(self, factor: float) -> Self:
        """As many pixels of a box that is larger by a factor, about its middle."""
        x, y, width, height = self.box
        across = width * factor
        down = height * factor
        left = x - (across - width) / 2
        top = y - (down - height) / 2
        return replace(self, box=(left, top, across, down))

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
    sides = size(root)
    return (0.0, 0.0, *sides) if sides else None
