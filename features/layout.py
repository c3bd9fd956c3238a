"""How likely a page is to lay an icon out at a size and place: at one of a few usual sizes, on whole pixels of the screen.

Of two icons that differ only in how much of its square each leaves free (one thing drawn for 16 and for 24 pixels, a circle of two sets)
that one is right whose square would be as large as pages make them, and begin where they do.
"""

import numpy as np
from numpy.typing import NDArray

SIZES = dict.fromkeys(range(10, 97), 0.1)  # CSS pixels, and how often icons have that size against others
SIZES |= dict.fromkeys((12, 14, 18, 28, 36, 40, 64), 1.0) | dict.fromkeys((16, 20, 24, 32, 48), 3.0)
RATIOS = {1: 3.0, 1.25: 1.0, 1.5: 2.0, 1.75: 0.3, 2: 3.0, 3: 1.0}  # pixels of the screen for each of CSS, and how often it is so
WHOLE, HALF = 0.65, 0.2  # share of the squares that begin at a whole pixel, across or down; and in the middle of one
SCALED = 0.2  # share of the pictures that were scaled, or show a page that was: any size and place is as likely
OFF = 0.05, 0.003  # standard deviation of a side that was measured: pixels, and a share of it
OFF_PLACE = 0.12  # of an edge that was measured, in pixels
RANGE = 2.5  # of the sizes that are likely at all, from the smallest to the largest: the logarithm of how many times

Array = NDArray[np.float64]
_SIDES = np.array([size * ratio for size in SIZES for ratio in RATIOS])
_OFTEN = np.array([often * each for often in SIZES.values() for each in RATIOS.values()])
_OFTEN /= _OFTEN.sum()


def likelihood(side: Array, left: Array, top: Array) -> Array:
    """(n,): the logarithm of how likely squares of these sides are, in pixels of the screen, that begin there, (n,) each."""
    off = OFF[0] + OFF[1] * side[:, None]
    usual = np.sum(_OFTEN * _normal(side[:, None] - _SIDES, off), axis=1) * side
    likely: Array = np.log((1 - SCALED) * usual * _on_the_grid(left) * _on_the_grid(top) + SCALED / RANGE)
    return likely


def _on_the_grid(edge: Array) -> Array:
    """(n,): how likely an edge is to lie there between two pixels."""
    beyond = edge - np.floor(edge)
    whole, half = np.minimum(beyond, 1 - beyond), beyond - 0.5
    likely: Array = WHOLE * _normal(whole, OFF_PLACE) + HALF * _normal(half, OFF_PLACE) + 1 - WHOLE - HALF
    return likely


def _normal(distance: Array, deviation: Array | float) -> Array:
    density: Array = np.exp(-((distance / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))
    return density
