"""How likely a page is to lay an icon out at a size and place: at one of a few usual sizes, on whole pixels of the screen.

Of two icons that differ only in how much of its square each leaves free (one thing drawn for 16 and for 24 pixels, a circle of two sets)
that one is right whose square would be as large as pages make them, and begin where they do.
"""

import numpy as np
from numpy.typing import NDArray

SIZES = dict.fromkeys(
    range(10, 97), 0.1
)  # CSS pixels, and how often icons have that size against others
SIZES |= dict.fromkeys((12, 14, 18, 28, 36, 40, 64), 1.0) | dict.fromkeys((16, 20, 24, 32, 48), 3.0)
RATIOS = {
    1: 3.0,
    1.25: 1.0,
    1.5: 2.0,
    1.75: 0.3,
    2: 3.0,
    3: 1.0,
}  # pixels of the screen for each of CSS, and how often it is so
WHOLE, HALF = (
    0.65,
    0.2,
)  # share of the squares that begin at a whole pixel, across or down; and in the middle of one
SCALED = (
    0.2  # share of the pictures that were scaled, or show a page that was: any place is as likely
)
ANY_SIZE = (
    0.4  # density of their sizes' logarithms: about that of the sizes above, which few are far from
)
# Standard deviations of what was measured: of a side a share of a pixel and of itself, of an edge a share of a pixel; pixels as they were
# analysed. From half a pixel of the picture on, all places are alike.
OFF_SIDE, OFF_EDGE, UNKNOWN = (0.05, 0.003), 0.12, 0.5

Array = NDArray[np.float64]
_SIDES = np.array([size * ratio for size in SIZES for ratio in RATIOS])
_OFTEN = np.array([often * each for often in SIZES.values() for each in RATIOS.values()])
_OFTEN /= _OFTEN.sum()


def log_likelihood(side: Array, left: Array, top: Array, scale: tuple[float, float]) -> Array:
    """(n,): of squares of these sides that begin there, (n,) each, in pixels of the picture; `scale` is the width and height in them of the
    pixels that they were measured by."""
    off = OFF_SIDE[0] * max(scale) + OFF_SIDE[1] * side[:, None]
    usual = np.sum(_OFTEN * _normal(side[:, None] - _SIDES, off), axis=1) * side
    on_the_grid = _on_the_grid(left, scale[0]) * _on_the_grid(top, scale[1])
    likely: Array = np.log((1 - SCALED) * usual * on_the_grid + SCALED * ANY_SIZE)
    return likely


def _on_the_grid(edge: Array, pixel: float) -> Array:
    """(n,): how likely an edge is to lie there between two pixels."""
    beyond, off = (edge - np.floor(edge))[:, None], min(OFF_EDGE * pixel, UNKNOWN)
    whole, half = (_normal(beyond - np.arange(first, 3), off).sum(axis=1) for first in (-2, -1.5))
    likely: Array = WHOLE * whole + HALF * half + 1 - WHOLE - HALF
    return likely


def _normal(distance: Array, deviation: Array | float) -> Array:
    density: Array = np.exp(-((distance / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))
    return density
