"""Cutouts: icons without background, cropped and of fixed size, as the catalogue stores them.

Registration compares them with a query pixel by pixel.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.foreground import extent
from features.vision.geometry import Box
from features.vision.matting import Matte, extract_matte
from features.vision.pixels import Plane
from features.vision.resampling import resample


@dataclass(frozen=True)
class CutoutSettings:
    """Size and colours of cutouts.

    `side`: pixels of a cutout's sides. Chosen by hand.
    `margin`: share of the side left free on each side. Chosen by hand.
    `kernel_room`: pixels of padding for the resampling kernel. Chosen by hand.
    `same_ink`: difference of any channel, of 255, up to which two inks are the same. By hand.
    `pale`, `dark`: an ink with all channels above the first, or below the second, counts as white
    or black, of 255. Sites tint such icons in their own colour. Chosen by hand.
    """

    side: int = 48
    margin: float = 1 / 16
    kernel_room: int = 4
    same_ink: int = 26
    pale: int = 216
    dark: int = 38


CUTOUT = CutoutSettings()
SQUARE = struct.Struct("<3f")  # as stored: the centre's x and y, and the side

Record = tuple[bytes, bytes, bytes]  # ink, square and compressed pixels, as a database stores them


class Square(NamedTuple):
    """The icon's own square, in which pages lay it out: centre and side in pixels of the cutout."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Cutout:
    """An icon without background, cropped to its drawing.

    `pixels`: uint8 (1, side, side), the coverage of a drawing of one colour. Or (4, side, side):
    premultiplied red, green and blue of a drawing of several colours, and its coverage.
    `ink`: red, green and blue bytes of a drawing of one colour.
    `square`: where the icon's own square is.
    """

    pixels: NDArray[np.uint8]
    ink: bytes
    square: Square

    @classmethod
    def of(cls, jpegs: Mapping[str, bytes]) -> Self:
        """The cutout of an icon from its JPEGs by background."""
        matte = extract_matte(jpegs)
        planes = matte.coverage[None]
        if matte.colours is not None:
            planes = np.concatenate([matte.colours, planes])
        part = _cropped_square(matte)
        padding = _padding(part, len(matte.coverage))
        resampled = resample(planes, part, (CUTOUT.side, CUTOUT.side), padding)
        square = _own_square(part, len(matte.coverage))
        return cls(_as_bytes(resampled), _as_bytes(matte.ink).tobytes(), square)

    @classmethod
    def read(cls, ink: bytes, square: bytes, pixels: bytes) -> Self:
        """The cutout from its record. Raises zlib.error, struct.error, ValueError for another."""
        flat = np.frombuffer(zlib.decompress(pixels), np.uint8)
        count = 1 if len(flat) == CUTOUT.side**2 else 4
        planes = flat.reshape(count, CUTOUT.side, CUTOUT.side)
        return cls(planes, ink, Square(*SQUARE.unpack(square)))

    def record(self) -> Record:
        """Its record for a database, which `read` takes."""
        return self.ink, SQUARE.pack(*self.square), zlib.compress(self.pixels.tobytes(), 1)

    @property
    def coloured(self) -> bool:
        """Whether the drawing has several colours."""
        return len(self.pixels) > 1

    @property
    def coverage(self) -> Plane:
        """(side, side) in 0..1: the alpha channel."""
        coverage: Plane = self.pixels[-1] * np.float32(1 / 255)
        return coverage

    @property
    def outline(self) -> float:
        """Length of the outlines along rows and columns, in sides; of several planes the longest."""
        planes = self.pixels.astype(np.int16)
        down = np.abs(np.diff(planes, axis=1)).sum(axis=(1, 2))
        across = np.abs(np.diff(planes, axis=2)).sum(axis=(1, 2))
        return float((down + across).max()) / (255 * CUTOUT.side)

    @property
    def tinted(self) -> bool:
        """Whether the drawing has a single colour that is neither black nor white.

        Sites show such icons in that colour more often than not.
        """
        if self.coloured:
            return False
        return max(self.ink) > CUTOUT.dark and min(self.ink) < CUTOUT.pale

    def same_ink(self, other: "Cutout") -> bool:
        """Whether two drawings of one shape have the same colour, or several colours each."""
        if self.coloured or other.coloured:
            return self.coloured == other.coloured
        channels = zip(self.ink, other.ink, strict=True)
        return all(abs(own - others) <= CUTOUT.same_ink for own, others in channels)


def difference_on(background: Plane, cutouts: Sequence[Cutout]) -> Plane:
    """(n, 3, side, side): what drawings of several colours add to a background (3,) in 0..1."""
    planes = np.stack([cutout.pixels for cutout in cutouts]) * np.float32(1 / 255)
    colours = planes[:, :3]
    coverage = planes[:, 3:]
    difference: Plane = colours - coverage * background[:, None, None]
    return difference


def _cropped_square(matte: Matte) -> Box:
    """The square around the drawing, with the margin, in pixels of the matte."""
    peak = max(float(matte.coverage.max()), 1e-6)
    box = extent(matte.coverage / peak)
    return box.centred_square(box.longer_side / (1 - 2 * CUTOUT.margin))


def _own_square(part: Box, side: int) -> Square:
    """A matte's own square, in pixels of the cutout of a part of it."""
    pixel = CUTOUT.side / part.width
    middle = side / 2
    x = (middle - part.left) * pixel
    y = (middle - part.top) * pixel
    return Square(x, y, 2 * middle * pixel)


def _padding(part: Box, side: int) -> int:
    """Pixels by which a matte is padded before the part is resampled."""
    beyond = max(0, -part.left, -part.top, part.right - side, part.bottom - side)
    return int(beyond) + CUTOUT.kernel_room


def _as_bytes(values: Plane) -> NDArray[np.uint8]:
    """0..1 → 0..255, rounded."""
    return np.rint(255 * np.clip(values, 0, 1)).astype(np.uint8)
