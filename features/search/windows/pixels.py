"""Pixels of a window: differences between neighbours, and the background around a box."""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (h, w, 3): red, green, blue
# (n, 4): left, top, right, bottom in pixels, the last two exclusive. Arrays hold many boxes.
Boxes = NDArray[np.int64]

RING = 2  # pixels outside of a box in which its background is looked up


def difference(pixels: Pixels, others: Pixels) -> Pixels:
    """(h, w): the largest of the channels' absolute differences."""
    # Unsigned bytes: the larger value less the smaller one cannot wrap around.
    larger = np.maximum(pixels, others)
    smaller = np.minimum(pixels, others)
    red, green, blue = np.moveaxis(larger - smaller, -1, 0)
    # Two calls: `max` along the last axis takes several times as long.
    largest: Pixels = np.maximum(red, green)
    np.maximum(largest, blue, out=largest)
    return largest


def outermost(part: Pixels) -> NDArray[np.int16]:
    """(n, 3): the colours of the outermost pixels of a part (h, w, 3)."""
    edges = [part[0], part[-1], part[:, 0], part[:, -1]]
    return np.concatenate(edges).astype(np.int16)


def median(colours: NDArray[np.int16]) -> NDArray[np.int16]:
    """(3,): the median of each channel of colours (n, 3)."""
    middle = len(colours) // 2
    ranked: NDArray[np.int16] = np.partition(colours, middle, axis=0)[middle]
    return ranked
