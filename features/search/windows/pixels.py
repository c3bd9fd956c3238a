"""Boxes in a window, and differences between its pixels."""

import numpy as np
from numpy.typing import NDArray

from features.vision.pixels import Pixels

# (n, 4): left, top, right, bottom in pixels, the last two exclusive. Arrays hold many boxes.
Boxes = NDArray[np.int64]

RING = 2  # pixels outside of a box in which its background is estimated


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
