"""An icon's drawing cut out, for the finer comparison: off its ground, aspect kept, of one size, as it lies in the catalogue."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.glyph import extent
from features.vision.matting import Drawing, lift

SIDE = 48  # pixels
MARGIN = 1 / 16  # of the side, free of drawing on each side
SAME_INK = 26  # of 255, in any channel: tints that differ less are one
PALE, DARK = (
    216,
    38,
)  # of 255: an ink with all channels above or all below is none that a site would keep
PLANES = {SIDE * SIDE: 1, 4 * SIDE * SIDE: 4}
SQUARE = struct.Struct("<3f")

Plane = NDArray[np.float32]
Record = tuple[
    bytes, bytes, bytes
]  # a cutout as a database keeps it: its ink, its square, and its pixels


class Square(NamedTuple):
    """An icon's own square, in which pages lay it out: its middle and its side, in pixels of the cutout."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Cutout:
    """`pixels` (1, SIDE, SIDE) or (4, SIDE, SIDE) of bytes: the coverage of a drawing of one colour, which is `ink`, a byte each of red,
    green and blue; or these of one of several, premultiplied, and its coverage. `square` is where the icon's own lies."""

    pixels: NDArray[np.uint8]
    ink: bytes
    square: Square

    @classmethod
    def of(cls, jpegs: Mapping[str, bytes]) -> Self:
        """Of an icon's JPEGs by ground."""
        drawing = lift(jpegs)
        planes = (
            drawing.coverage[None]
            if drawing.colours is None
            else np.concatenate([drawing.colours, drawing.coverage[None]])
        )
        left, top, side = _around(drawing)
        pixel, middle = SIDE / side, len(drawing.coverage) / 2
        square = Square((middle - left) * pixel, (middle - top) * pixel, 2 * middle * pixel)
        return cls(_bytes(_cut(planes, left, top, side)), _bytes(drawing.ink).tobytes(), square)

    @classmethod
    def read(cls, ink: bytes, square: bytes, pixels: bytes) -> Self:
        """From what `record` made. Raises zlib.error, struct.error, KeyError, ValueError when it is not one."""
        content = zlib.decompress(pixels)
        return cls(
            np.frombuffer(content, np.uint8).reshape(PLANES[len(content)], SIDE, SIDE),
            ink,
            Square(*SQUARE.unpack(square)),
        )

    def record(self) -> Record:
        """For a database."""
        return self.ink, SQUARE.pack(*self.square), zlib.compress(self.pixels.tobytes(), 1)

    @property
    def coloured(self) -> bool:
        """Whether it has several colours."""
        return len(self.pixels) > 1

    @property
    def coverage(self) -> Plane:
        """(SIDE, SIDE) in 0..1."""
        coverage: Plane = self.pixels[-1] * np.float32(1 / 255)
        return coverage

    @property
    def outline(self) -> float:
        """How long the outlines in it are, along its rows and columns, in sides of it; of several planes those of the one with most."""
        planes = self.pixels.astype(np.int16)
        across, down = (np.abs(np.diff(planes, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
        return float((across + down).max()) / (255 * SIDE)

    @property
    def tinted(self) -> bool:
        """Whether it has one colour, neither black nor white: sites show such icons in their colour more often than not."""
        return not self.coloured and max(self.ink) > DARK and min(self.ink) < PALE

    def same_ink(self, other: "Cutout") -> bool:
        """Whether two drawings of one shape have the same colour, or several each."""
        if self.coloured or other.coloured:
            return self.coloured == other.coloured
        return all(
            abs(mine - its) <= SAME_INK for mine, its in zip(self.ink, other.ink, strict=True)
        )


def on(ground: Plane, drawings: Sequence[Cutout]) -> Plane:
    """(n, 3, SIDE, SIDE): what drawings of several colours change of a ground (3,) in 0..1."""
    planes = np.stack([drawing.pixels for drawing in drawings]) * np.float32(1 / 255)
    changes: Plane = planes[:, :3] - planes[:, 3:] * ground[:, None, None]
    return changes


def _around(drawing: Drawing) -> tuple[float, float, float]:
    """Left, top and side of what is cut out of a drawing: where something is drawn, centred, and the margin."""
    left, top, width, height = extent(drawing.coverage / max(float(drawing.coverage.max()), 1e-6))
    side = max(width, height) / (1 - 2 * MARGIN)
    return left + (width - side) / 2, top + (height - side) / 2, side


def _cut(planes: Plane, left: float, top: float, side: float) -> Plane:
    """(c, s, s) → (c, SIDE, SIDE): a part, which may reach beyond them."""
    within = planes.shape[1]
    pad = (
        int(max(0, -left, -top, left + side - within, top + side - within)) + 4
    )  # for the filter to reach
    padded = np.zeros((len(planes), within + 2 * pad, within + 2 * pad), np.float32)
    padded[:, pad:-pad, pad:-pad] = planes
    box = (left + pad, top + pad, left + pad + side, top + pad + side)
    return np.stack(
        [
            np.asarray(
                Image.fromarray(plane).resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box)
            )
            for plane in padded
        ]
    )


def _bytes(values: Plane) -> NDArray[np.uint8]:
    """0..1 as bytes."""
    return np.rint(255 * np.clip(values, 0, 1)).astype(np.uint8)
