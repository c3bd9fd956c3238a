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

from features.vision.foreground import extent
from features.vision.geometry import Box
from features.vision.matting import Matte, extract_matte
from features.vision.pixels import Plane
from features.vision.scaling.resampling import resample


@dataclass(frozen=True)
class CutoutSettings:
    """Size and colours of cutouts.

    `side`: pixels of a cutout's sides. Chosen by hand.
    `margin`: share of the side left free on each side. Chosen by hand.
    `kernel_room`: pixels of padding for the resampling kernel. Chosen by hand.
    `same_ink`: difference of any channel, of 255, up to which two inks are the same. By hand.
    `pale`, `dark`: an ink with all channels above the first, or below the second, counts as white
    or black, of 255. Sites tint such icons in their own colour. Chosen by hand.
    `drawn`: coverage from which on a pixel belongs to the drawing. Chosen by hand.
    `convex`: length of the outlines by the bounding box's, up to which a drawing is convex along
    rows and columns. Rounding adds a little. Chosen by hand.
    `filled`: share of its bounding box that a plain drawing covers; a disc covers 0.785.
    `unlike`: share of its pixels in which a plain drawing may differ from its mirror image. By
    hand.
    `compression`: zlib's level. The fastest; chosen by hand.
    """

    side: int = 48
    margin: float = 1 / 16
    kernel_room: int = 4
    same_ink: int = 26
    pale: int = 216
    dark: int = 38
    drawn: float = 0.5
    convex: float = 1.06
    filled: float = 0.75
    unlike: float = 0.04
    compression: int = 1


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
        part = _cropped_square(matte)
        side = len(matte.coverage)
        resampled = resample(
            _planes(matte),
            part,
            (CUTOUT.side, CUTOUT.side),
            _padding(part, side),
        )
        ink = _as_bytes(matte.ink)
        return cls(
            _as_bytes(resampled),
            ink.tobytes(),
            _own_square(part, side),
        )

    @classmethod
    def read(cls, ink: bytes, square: bytes, pixels: bytes) -> Self:
        """The cutout from its record. Raises zlib.error, struct.error, ValueError for another."""
        content = zlib.decompress(pixels)
        flat = np.frombuffer(content, np.uint8)
        count = 1 if len(flat) == CUTOUT.side**2 else 4
        planes = flat.reshape(
            count,
            CUTOUT.side,
            CUTOUT.side,
        )
        x, y, side = SQUARE.unpack(square)
        return cls(planes, ink, Square(x, y, side))

    def record(self) -> Record:
        """Its record for a database, which `read` takes."""
        square = SQUARE.pack(*self.square)
        content = self.pixels.tobytes()
        compressed = zlib.compress(content, CUTOUT.compression)
        return self.ink, square, compressed

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
        """Length of the outlines along rows and columns, in sides of the cutout.

        Of several planes that of the longest.
        """
        planes = self.pixels.astype(np.int16)
        across = _total_variation(planes, axis=1)
        down = _total_variation(planes, axis=2)

        longest = float((across + down).max())
        return longest / (255 * CUTOUT.side)

    @property
    def is_plain(self) -> bool:
        """Whether the drawing is a disc, a rectangle or the like, which are parts of many icons.

        It nearly fills its bounding box, has no hole, and both its mirror images look the same.
        """
        drawn = self.coverage > CUTOUT.drawn
        rows = drawn.any(axis=1)
        columns = drawn.any(axis=0)
        filled = drawn[rows][:, columns]
        if not filled.size or filled.mean() < CUTOUT.filled:
            return False
        around = 2 * (rows.sum() + columns.sum()) / CUTOUT.side
        if self.outline > CUTOUT.convex * around:
            return False
        mirrored = (filled != filled[:, ::-1]).mean()
        upside_down = (filled != filled[::-1]).mean()
        return bool(max(mirrored, upside_down) <= CUTOUT.unlike)

    @property
    def tinted(self) -> bool:
        """Whether the drawing has a single colour that is neither black nor white.

        Sites show such icons in that colour more often than not.
        """
        if self.coloured:
            return False
        black = max(self.ink) <= CUTOUT.dark
        white = min(self.ink) >= CUTOUT.pale
        return not black and not white

    def same_ink(self, other: "Cutout") -> bool:
        """Whether two drawings of one shape have the same colour, or several colours each."""
        if self.coloured or other.coloured:
            return self.coloured == other.coloured
        for own, its in zip(self.ink, other.ink, strict=True):
            if abs(own - its) > CUTOUT.same_ink:
                return False
        return True


def difference_on(background: Plane, cutouts: Sequence[Cutout]) -> Plane:
    """(n, 3, side, side): what drawings of several colours add to a background (3,) in 0..1."""
    pixels = np.stack([cutout.pixels for cutout in cutouts])
    planes = pixels * np.float32(1 / 255)
    colours = planes[:, :3]
    coverage = planes[:, 3:]

    # What the drawing covers of the background is taken from it.
    covered = coverage * background[:, None, None]
    difference: Plane = colours - covered
    return difference


def _planes(matte: Matte) -> Plane:
    """(1, s, s) coverage of a drawing of one colour, or (4, s, s) colours and coverage."""
    coverage = matte.coverage[None]
    if matte.colours is None:
        return coverage
    return np.concatenate([matte.colours, coverage])


def _total_variation(planes: NDArray[np.int16], axis: int) -> NDArray[np.int64]:
    """(c, h, w) → (c,): the sum of absolute differences of neighbours along an axis."""
    steps = np.diff(planes, axis=axis)
    absolute = np.abs(steps)
    variation: NDArray[np.int64] = absolute.sum(axis=(1, 2))
    return variation


def _cropped_square(matte: Matte) -> Box:
    """The square around the drawing, with the margin, in pixels of the matte."""
    peak = float(matte.coverage.max())
    contrast = matte.coverage / max(peak, 1e-6)
    box = extent(contrast)

    drawn_share = 1 - 2 * CUTOUT.margin
    side = box.longer_side / drawn_share
    return box.centred_square(side)


def _own_square(part: Box, side: int) -> Square:
    """A matte's own square, in pixels of the cutout of a part of it."""
    pixel = CUTOUT.side / part.width
    middle = side / 2
    x = middle - part.left
    y = middle - part.top
    return Square(
        x * pixel,
        y * pixel,
        side * pixel,
    )


def _padding(part: Box, side: int) -> int:
    """Pixels by which a matte is padded before the part is resampled."""
    beyond = max(
        0,
        -part.left,
        -part.top,
        part.right - side,
        part.bottom - side,
    )
    return int(beyond) + CUTOUT.kernel_room


def _as_bytes(values: Plane) -> NDArray[np.uint8]:
    """0..1 → 0..255, rounded."""
    clipped = np.clip(values, 0, 1)
    rounded = np.rint(255 * clipped)
    return rounded.astype(np.uint8)
