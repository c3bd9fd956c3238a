"""Enlargement by repeated pixels: undone, the drawing has its antialiased edges again."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.pixels import Mask


@dataclass(frozen=True)
class EnlargementSettings:
    """Chosen by hand.

    `largest`: pixels of the longer side. Whoever enlarges an icon sends a small picture.
    `fewest`: changes of colour along each axis. Straight lines alone may be drawn on even pixels.
    """

    largest: int = 512
    fewest: int = 6


ENLARGEMENT = EnlargementSettings()


@dataclass(frozen=True)
class Native:
    """A picture before it was enlarged.

    `left`, `top`: where the enlarged picture begins, in pixels of this one. Not 0 where the
    enlarged one was cropped inside of a pixel.
    `times`: pixels of the enlarged picture along a side of one pixel of this one.
    """

    image: Image.Image
    left: float
    top: float
    times: int

    @classmethod
    def of(cls, image: Image.Image) -> Self | None:
        """The picture before each of its pixels was repeated; None for any other picture."""
        if max(image.size) > ENLARGEMENT.largest:
            return None
        if not _may_be_enlarged(_middle_row(image)):
            return None

        pixels = np.asarray(image)  # (h, w, c)
        differs = pixels[:, 1:] != pixels[:, :-1]  # (h, w - 1, c)
        across = _period(differs, axis=1)
        if across is None:
            return None
        differs = pixels[1:] != pixels[:-1]  # (h - 1, w, c)
        down = _period(differs, axis=0)
        if down is None or down.times != across.times:
            return None

        rows = down.starts(image.height)
        columns = across.starts(image.width)
        kept = pixels[rows][:, columns]
        return cls(Image.fromarray(kept), across.before, down.before, across.times)


@dataclass(frozen=True)
class _Period:
    """Along one axis, `times` pixels are alike; the first whole block begins at `first`."""

    times: int
    first: int

    @property
    def before(self) -> float:
        """The start of the enlarged picture, in pixels of the native one; 0 or negative."""
        return self.first / self.times - 1 if self.first else 0.0

    def starts(self, length: int) -> np.ndarray:
        """(n,): the first pixel of each block, a block that was cut included."""
        starts = np.arange(self.first, length, self.times)
        return np.append(0, starts) if self.first else starts


def _middle_row(image: Image.Image) -> NDArray[np.uint8]:
    """(w, c): one row of a picture. To convert all of it costs more than to look at a row."""
    top = image.height // 2
    row = image.crop((0, top, image.width, top + 1))
    pixels: NDArray[np.uint8] = np.asarray(row)[0]
    return pixels


def _may_be_enlarged(row: NDArray[np.uint8]) -> bool:
    """Whether the changes of colour along one row (w, c) allow a period; nearly always not.

    The whole picture has these changes too, so its period divides theirs.
    """
    differs = row[1:] != row[:-1]  # (w - 1, c)
    is_change = differs.any(axis=1)
    changes = np.flatnonzero(is_change)
    distances = np.diff(changes)
    return bool(np.gcd.reduce(distances) != 1)


def _period(differs: Mask, axis: int) -> _Period | None:
    """The period of the changes along an axis; None where they have none."""
    others = tuple(other for other in range(differs.ndim) if other != axis)
    is_change = differs.any(axis=others)  # (n - 1,)
    changes = np.flatnonzero(is_change) + 1  # (k,): the pixels before which one is
    if len(changes) < ENLARGEMENT.fewest:
        return None

    distances = np.diff(changes)
    times = int(np.gcd.reduce(distances))
    if times == 1:
        return None
    first = int(changes[0])
    return _Period(times, first % times)
