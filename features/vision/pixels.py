"""The types of pixel arrays, their order statistics, and the colour of a picture's frame."""

import math

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]  # (h, w, 3): red, green, blue
Colours = NDArray[np.uint8]  # (n, 3)


def ranked(values: Plane, share: float) -> Plane:
    """(…, n) → (…): the quantile `share` along the last axis, without interpolation.

    np.quantile interpolates and takes several times as long.
    """
    last = values.shape[-1] - 1
    rank = int(share * last)

    # Sorted as far as the rank needs.
    partitioned = np.partition(values, rank, axis=-1)
    quantile: Plane = partitioned[..., rank]
    return quantile


def strongest(channels: Plane) -> Plane:
    """(3, …) → (…): the maximum over the three channels."""
    first, second, third = channels
    maximum: Plane = np.maximum(first, second)
    np.maximum(maximum, third, out=maximum)
    return maximum


def outermost(pixels: Pixels) -> Colours:
    """(h, w, c) → (n, c): the colours of the outermost pixels, the corners twice."""
    top = pixels[0]
    bottom = pixels[-1]
    left = pixels[:, 0]
    right = pixels[:, -1]
    return np.concatenate([top, bottom, left, right])


def median_colour(colours: Colours) -> Colours:
    """(n, 3) → (3,): the median of each channel, the upper one of an even number."""
    middle = len(colours) // 2
    partitioned = np.partition(colours, middle, axis=0)
    median: Colours = partitioned[middle]
    return median


def reduction(size: tuple[int, int], most: int) -> int:
    """How many times narrower and lower a picture must be to have at most `most` pixels."""
    width, height = size
    share = width * height / most
    return max(1, math.ceil(math.sqrt(share)))
