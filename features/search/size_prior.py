"""The prior of an icon's layout: pages use a few usual sizes, and whole pixels of the screen.

Some icons differ only in the margin of their square: a drawing for 16 and for 24 pixels, or the
circle of two sets. No pixel distinguishes them. The right icon is the one whose square would have a
usual size, and would begin on the pixel grid.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LayoutSettings:
    """The mixture of layouts that pages are expected to have. Chosen by hand.

    What the prior gains in screenshots as they are, and loses in scaled ones, is in
    docs/quality.md.

    `css_sizes`: sizes that occur at all, in CSS pixels, each with `rare_weight`. `common_sizes` and
    `usual_sizes` have weights of their own. Weights are relative.
    `pixel_ratios`: screen pixels in a CSS pixel, with their relative weights.
    `on_pixel`, `on_half_pixel`: shares of squares that begin on a screen pixel, and between two,
    along either axis. The rest begins anywhere.
    `scaled`: share of pictures that were scaled, or show a scaled page. All layouts are equally
    likely in them.
    `scaled_density`: density of the logarithm of the size in a scaled picture. It is about that of
    the sizes above, of which few are far away.
    """

    css_sizes: range = range(10, 97)
    common_sizes: tuple[int, ...] = (12, 14, 18, 28, 36, 40, 64)
    usual_sizes: tuple[int, ...] = (16, 20, 24, 32, 48)
    rare_weight: float = 0.1
    common_weight: float = 1.0
    usual_weight: float = 3.0
    pixel_ratios: tuple[tuple[float, float], ...] = (
        (1, 3.0),
        (1.25, 1.0),
        (1.5, 2.0),
        (1.75, 0.3),
        (2, 3.0),
        (3, 1.0),
    )
    on_pixel: float = 0.65
    on_half_pixel: float = 0.2
    scaled: float = 0.2
    scaled_density: float = 0.4


@dataclass(frozen=True)
class MeasurementSettings:
    """Standard deviations of a registered square's side and edges.

    Registration determines a position to a tenth of a pixel, and a size to 0.3 %. "Pixels" are
    those of the segmented picture.

    `side_pixels`, `side_share`: deviation of a side, the sum of a share of a pixel and a share of
    the side.
    `edge_pixels`: deviation of an edge, in pixels.
    `largest_edge`: half a pixel of the picture. From this deviation on, all positions are alike.
    """

    side_pixels: float = 0.05
    side_share: float = 0.003
    edge_pixels: float = 0.12
    largest_edge: float = 0.5


LAYOUT = LayoutSettings()
MEASUREMENT = MeasurementSettings()


def _css_weights() -> dict[int, float]:
    """The relative weight of each size in CSS pixels."""
    weights = dict.fromkeys(LAYOUT.css_sizes, LAYOUT.rare_weight)
    weights |= dict.fromkeys(LAYOUT.common_sizes, LAYOUT.common_weight)
    weights |= dict.fromkeys(LAYOUT.usual_sizes, LAYOUT.usual_weight)
    return weights


def _screen_sizes() -> tuple[Array, Array]:
    """(k,) sizes in screen pixels, and (k,) the share of icons that have each."""
    css = _css_weights()
    css_sizes = list(css)
    css_weights = list(css.values())
    ratios, ratio_weights = np.array(LAYOUT.pixel_ratios).T

    sizes = np.outer(css_sizes, ratios).ravel()
    weights = np.outer(css_weights, ratio_weights).ravel()

    # 24 screen pixels are 24 CSS pixels, or 16 on another screen.
    distinct, numbers = np.unique(sizes, return_inverse=True)
    summed = np.bincount(numbers, weights)
    return distinct, summed / summed.sum()


SIZES, SHARES = _screen_sizes()


def log_likelihood(side: Array, left: Array, top: Array, scale: tuple[float, float]) -> Array:
    """(n,): the logarithm of how likely pages are to lay out squares like these.

    `side`, `left` and `top` are (n,), in pixels of the picture. `scale` is the width and height of
    a pixel of the segmented picture, in pixels of the picture.
    """
    across, down = scale
    of_size = _size_density(side, max(scale))
    of_position = _edge_density(left, across) * _edge_density(top, down)

    as_laid_out = (1 - LAYOUT.scaled) * of_size * of_position
    in_scaled = LAYOUT.scaled * LAYOUT.scaled_density
    logarithm: Array = np.log(as_laid_out + in_scaled)
    return logarithm


def _size_density(side: Array, pixel: float) -> Array:
    """(n,): density of the logarithm of a size, a mixture of the usual sizes as measured."""
    sides = side[:, None]
    fixed = MEASUREMENT.side_pixels * pixel
    relative = MEASUREMENT.side_share * sides
    deviation = fixed + relative

    density = SHARES * _normal(sides - SIZES, deviation)  # (n, k)
    # The factor makes a density of the size into that of its logarithm.
    mixture: Array = np.sum(density, axis=1) * side
    return mixture


def _edge_density(edge: Array, pixel: float) -> Array:
    """(n,): density of an edge's position between two pixels of the picture.

    `pixel` is the length of a pixel of the segmented picture.
    """
    position = edge - np.floor(edge)
    deviation = min(MEASUREMENT.edge_pixels * pixel, MEASUREMENT.largest_edge)

    # The measured position may be beyond the next pixel.
    on_pixel = _near_any(position, np.arange(-2.0, 3), deviation)
    on_half = _near_any(position, np.arange(-1.5, 3), deviation)

    whole = LAYOUT.on_pixel
    half = LAYOUT.on_half_pixel
    # From left to right: the sum is rounded at each step.
    density: Array = whole * on_pixel + half * on_half + 1 - whole - half
    return density


def _near_any(position: Array, points: Array, deviation: float) -> Array:
    """(n,): sum of the densities of positions (n,) measured around each of the points (m,)."""
    distances = position[:, None] - points
    density: Array = _normal(distances, deviation).sum(axis=1)
    return density


def _normal(distance: Array, deviation: Array | float) -> Array:
    """The density of the normal distribution, at a distance from its mean."""
    relative = distance / deviation
    exponent = -(relative**2) / 2

    # The integral of the exponential.
    total = deviation * np.sqrt(2 * np.pi)
    density: Array = np.exp(exponent) / total
    return density
