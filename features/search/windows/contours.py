"""Contours in a window: pixels that differ clearly from a neighbour, as connected components.

An icon's contour is found in any theme: on dark, on light and on tinted backgrounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.windows.pixels import Boxes, difference
from features.vision.pixels import Pixels


@dataclass(frozen=True)
class ContourSettings:
    """Differences between neighbouring pixels, of 255 in any channel.

    Chosen on the templates of tests/benchmarks/screenshots/development.py with the sets ion and
    bi. Canny's hysteresis: a contour has `clear` differences, and `faint` ones that go on from
    them. The noisy values hold for pictures compressed with losses, and for photographs.
    """

    clear: int = 20
    faint: int = 10
    noisy_clear: int = 36
    noisy_faint: int = 26
    # The range of differences that noise has, and how many of them, for each difference of
    # `noisy_clear` or more, make a picture noisy.
    noise_from: int = 4
    noise_to: int = 15
    noisy: float = 0.8


CONTOURS = ContourSettings()


@dataclass(frozen=True)
class Contours:
    """The contours of a window.

    `mask` (h, w) marks their pixels, `labels` (h, w) numbers their components from 1.
    """

    mask: NDArray[np.bool_]
    labels: NDArray[np.int32]
    count: int


def find_contours(pixels: Pixels) -> Contours:
    """The contours in a picture (h, w, 3): pixels on both sides of a clear difference."""
    strengths = _strengths(pixels)
    clear, faint = _thresholds(strengths)
    labels, count = ndimage.label(strengths > faint, np.ones((3, 3)))

    # A component counts if any of its differences is clear.
    is_clear = np.zeros(count + 1, bool)
    is_clear[labels[strengths > clear]] = True
    new_labels = np.cumsum(is_clear) * is_clear
    labels = new_labels[labels]
    return Contours(labels > 0, labels, int(is_clear.sum()))


def bounding_boxes(
    labels: NDArray[np.int32], places: tuple[NDArray[np.intp], ...], count: int
) -> Boxes:
    """(count, 4): the boxes of components 1 to `count`, from each pixel's label and place.

    They leave out the pixel of background on each side that is part of a contour.
    """
    rows, columns = places
    left, right = _extents(labels, columns, count)
    top, bottom = _extents(labels, rows, count)
    return np.stack([left + 1, top + 1, right, bottom], axis=1)


def _extents(
    labels: NDArray[np.int32], positions: NDArray[np.intp], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(count,) each: the least and the largest position of each component's pixels."""
    least = np.full(count + 1, np.iinfo(np.int64).max)
    most = np.full(count + 1, -1)
    np.minimum.at(least, labels, positions)
    np.maximum.at(most, labels, positions)
    return least[1:], most[1:]


def _strengths(pixels: Pixels) -> NDArray[np.uint8]:
    """(h, w): the largest difference of each pixel to its four neighbours."""
    strengths = np.zeros(pixels.shape[:2], np.uint8)
    above, below = strengths[:-1], strengths[1:]
    vertical = difference(pixels[1:], pixels[:-1])
    np.maximum(below, vertical, out=below)
    np.maximum(above, vertical, out=above)

    left, right = strengths[:, :-1], strengths[:, 1:]
    horizontal = difference(pixels[:, 1:], pixels[:, :-1])
    np.maximum(right, horizontal, out=right)
    np.maximum(left, horizontal, out=left)
    return strengths


def _thresholds(strengths: NDArray[np.uint8]) -> tuple[int, int]:
    """The clear and the faint difference for a picture with these differences."""
    counts = np.bincount(strengths.ravel(), minlength=256)
    noise = counts[CONTOURS.noise_from : CONTOURS.noise_to + 1].sum()
    clear = counts[CONTOURS.noisy_clear :].sum()
    if noise > CONTOURS.noisy * clear:
        return CONTOURS.noisy_clear, CONTOURS.noisy_faint
    return CONTOURS.clear, CONTOURS.faint
