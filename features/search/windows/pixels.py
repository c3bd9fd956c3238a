"""Boxes in a window, and differences between its pixels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features.vision.pixels import Pixels

# (n, 4): left, top, right, bottom in pixels, the last two exclusive. Arrays hold many boxes.
Boxes = NDArray[np.int64]

RING = 2  # pixels outside of a box in which its background is estimated


class JoinedBoxes:
    """The boxes around what is added to each of `count` groups, which are numbered from 1."""

    def __init__(self, count: int) -> None:
        """Groups without anything yet."""
        farthest = np.iinfo(np.int64).max
        size = count + 1

        self._left = np.full(size, farthest)
        self._top = np.full(size, farthest)
        self._right = np.full(size, -1)
        self._bottom = np.full(size, -1)

    def add(self, groups: NDArray[np.integer], boxes: Sequence[NDArray[np.int64]]) -> None:
        """Add a box to each of the groups (n,): left, top, right and bottom, (n,) each."""
        left, top, right, bottom = boxes
        np.minimum.at(self._left, groups, left)
        np.minimum.at(self._top, groups, top)
        np.maximum.at(self._right, groups, right)
        np.maximum.at(self._bottom, groups, bottom)

    @property
    def boxes(self) -> Boxes:
        """(count, 4): the boxes of groups 1 to `count`."""
        edges = [self._left, self._top, self._right, self._bottom]
        return np.stack(edges, axis=1)[1:]


def widths_and_heights(boxes: Boxes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) each: widths and heights."""
    left, top, right, bottom = boxes.T
    return right - left, bottom - top


def difference(pixels: Pixels, others: Pixels) -> NDArray[np.uint8]:
    """(h, w): the largest of the channels' absolute differences."""
    # Unsigned bytes: the larger value less the smaller one cannot wrap around.
    larger = np.maximum(pixels, others)
    smaller = np.minimum(pixels, others)
    absolute = larger - smaller

    # Two calls: `max` along the last axis takes several times as long.
    red, green, blue = np.moveaxis(absolute, -1, 0)
    largest: NDArray[np.uint8] = np.maximum(red, green)
    np.maximum(largest, blue, out=largest)
    return largest


def distances(pixels: Pixels, colour: NDArray[np.uint8]) -> NDArray[np.int16]:
    """(…, 3) → (…): how far each pixel is from a colour (3,) in the channel that differs most."""
    signed = pixels.astype(np.int16) - colour
    largest: NDArray[np.int16] = np.abs(signed).max(axis=-1)
    return largest


def dilated(mask: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """(h, w): the pixels that are at most `reach` rows and columns from one of a mask.

    The same as SciPy's `maximum_filter`, in a fraction of the time: each copy that is shifted both
    ways about doubles what is covered.
    """
    return _widened(_widened(mask, reach, axis=0), reach, axis=1)


def _widened(mask: NDArray[np.bool_], reach: int, axis: int) -> NDArray[np.bool_]:
    """The pixels that are at most `reach` from one of a mask along an axis."""
    widened = mask
    covered = 0
    farthest = min(reach, mask.shape[axis] - 1)
    while covered < farthest:
        # At the picture's edge a shift by more would leave a gap.
        shift = min(covered + 1, farthest - covered)
        ahead = (slice(None),) * axis + (slice(shift, None),)
        behind = (slice(None),) * axis + (slice(None, -shift),)
        before = widened
        widened = before.copy()
        widened[ahead] |= before[behind]
        widened[behind] |= before[ahead]
        covered += shift
    return widened
