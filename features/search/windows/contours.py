"""Contours in a window: pixels that differ clearly from a neighbour, as connected components.

An icon's contour is found in any theme: on dark, on light and on tinted backgrounds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.timing import untimed
from features.search.windows.pixels import Boxes, JoinedBoxes, difference
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
    # Rows measured at a time. Chosen by hand.
    strip: int = 64


CONTOURS = ContourSettings()


@dataclass(frozen=True)
class Contours:
    """The contours of a window.

    `labels` (h, w) numbers their components from 1; 0 is no contour. `boxes` (n, 4) has the box of
    each component, and `places` (n, 2) the row and the column of one of its pixels.
    """

    labels: NDArray[np.int32]
    boxes: Boxes
    places: NDArray[np.int64]

    def mask(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(h, w): the pixels of the chosen components (n,)."""
        of_label = np.append(False, chosen)
        pixels: NDArray[np.bool_] = of_label[self.labels]
        return pixels


def find_contours(pixels: Pixels, check: Callable[[], None] = untimed.check) -> Contours:
    """The contours in a picture (h, w, 3): pixels on both sides of a clear difference.

    `check` is called between the steps.
    """
    strengths = _strengths(pixels)
    check()
    clear, faint = _thresholds(strengths)
    labels, count = ndimage.label(strengths > faint, np.ones((3, 3)))

    check()
    # A component counts if any of its differences is clear.
    with_clear = labels[strengths > clear]
    is_clear = np.zeros(count + 1, bool)
    is_clear[with_clear] = True

    new_labels = np.cumsum(is_clear, dtype=np.int32) * is_clear
    return _measured(new_labels[labels], int(is_clear.sum()), check)


def _measured(labels: NDArray[np.int32], count: int, check: Callable[[], None]) -> Contours:
    """The contours with these labels (h, w), 1 to `count`, their boxes and their places.

    Boxes leave out the pixel of background on each side that is part of a contour.
    """
    joined = JoinedBoxes(count)
    places = np.zeros((count + 1, 2), np.int64)

    # A strip of rows at a time: the places of all pixels take many times the picture's memory.
    for start in range(0, len(labels), CONTOURS.strip):
        end = start + CONTOURS.strip
        strip = labels[start:end]
        rows, columns = np.nonzero(strip)  # (p,) each
        numbers = strip[rows, columns]
        rows += start
        places[numbers, 0] = rows
        places[numbers, 1] = columns
        joined.add(numbers, [columns + 1, rows + 1, columns, rows])
        check()
    return Contours(labels, joined.boxes, places[1:])


def _strengths(pixels: Pixels) -> NDArray[np.uint8]:
    """(h, w): the largest difference of each pixel to its four neighbours."""
    strengths = np.zeros(pixels.shape[:2], np.uint8)

    above = strengths[:-1]
    below = strengths[1:]
    vertical = difference(pixels[1:], pixels[:-1])  # (h - 1, w)
    np.maximum(below, vertical, out=below)
    np.maximum(above, vertical, out=above)

    left = strengths[:, :-1]
    right = strengths[:, 1:]
    horizontal = difference(pixels[:, 1:], pixels[:, :-1])  # (h, w - 1)
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
