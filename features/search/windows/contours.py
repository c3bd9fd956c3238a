"""Contours in a window: pixels that differ clearly from a neighbour, as connected components.

An icon's contour is found in any theme: on dark, on light and on tinted backgrounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.windows.pixels import Boxes, Pixels, difference


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
    is_clear = np.zeros(count + 1, bool)
    is_clear[labels[strengths > clear]] = True
    numbers = np.cumsum(is_clear) * is_clear  # old label → new label, 0 for faint components
    labels = numbers[labels]
    return Contours(labels > 0, labels, int(is_clear.sum()))


def bounding_boxes(
    labels: NDArray[np.int32], places: tuple[NDArray[np.intp], ...], count: int
) -> Boxes:
    """(count, 4): the boxes of components 1 to `count`, from each pixel's label and place.

    They leave out the pixel of background on each side that is part of a contour.
    """
    rows, columns = places
    least = np.full((2, count + 1), np.iinfo(np.int64).max)
    most = np.full((2, count + 1), -1)
    for axis, along in enumerate((columns, rows)):
        np.minimum.at(least[axis], labels, along)
        np.maximum.at(most[axis], labels, along)
    edges = [least[0] + 1, least[1] + 1, most[0], most[1]]
    return np.stack(edges, axis=1)[1:]


def _strengths(pixels: Pixels) -> NDArray[np.uint8]:
    """(h, w): the largest difference of each pixel to its four neighbours."""
    strengths = np.zeros(pixels.shape[:2], np.uint8)
    down = difference(pixels[1:], pixels[:-1])
    across = difference(pixels[:, 1:], pixels[:, :-1])
    for view, differences in (
        (strengths[1:], down),
        (strengths[:-1], down),
        (strengths[:, 1:], across),
        (strengths[:, :-1], across),
    ):
        np.maximum(view, differences, out=view)
    return strengths


def _thresholds(strengths: NDArray[np.uint8]) -> tuple[int, int]:
    """The clear and the faint difference for a picture with these differences."""
    counts = np.bincount(strengths.ravel(), minlength=256)
    noise = counts[CONTOURS.noise_from : CONTOURS.noise_to + 1].sum()
    clear = counts[CONTOURS.noisy_clear :].sum()
    if noise > CONTOURS.noisy * clear:
        return CONTOURS.noisy_clear, CONTOURS.noisy_faint
    return CONTOURS.clear, CONTOURS.faint
