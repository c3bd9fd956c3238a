"""Box-filter resampling of cutouts on a target's pixel grid, and its derivatives by the pose.

A browser paints each pixel with the share of it that the drawing covers. A box filter computes
that share. It is separable: one matrix filters along x, another along y.

A cutout's pixel is a sample of its drawing, but counts as a square of one colour. That blurs the
drawing, and thin strokes would look thicker than they are. So the filter is narrower: see
`_filter_widths`.

A pose is (x, y, scale): the point of the cutout at the centre of the target's box, in pixels of
the cutout, and the length of a query pixel in pixels of the cutout. In shapes, S is the side of a
cutout.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.vision.cutout import CUTOUT
from features.vision.pixels import Plane

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FilterSettings:
    """`own_blur`: 12 times the variance of a square of one pixel, in squared pixels of a cutout.

    `least`: width of the filter at least, as a share of the target's pixel. A query finer than the
    cutouts cannot be sharpened. Chosen by hand; 0.3 is as good.
    """

    own_blur: float = 1.0
    least: float = 0.5


FILTER = FilterSettings()


def resample(planes: Plane, poses: Array, offsets: Plane, size: tuple[int, int]) -> Plane:
    """(n, 1, c, p): cutouts as a target of `size` (h, w) would show them, with p = h · w pixels.

    `planes` are (n, c, S, S). `poses` are (n, 3), or (1, 3) where all cutouts share one.
    `offsets` are (2, m + 1), the target's pixel edges.
    """
    edges = _edges_on_cutouts(poses, offsets)
    centres, widths = _centres_and_widths(edges)
    reach = _filter_widths(widths) * np.float32(0.5)
    weights = box_filter(centres - reach, centres + reach, CUTOUT.side)
    along_x, along_y = _by_axis(weights, size)

    rows = along_y @ planes  # (n, c, h, S)
    images: Plane = np.matmul(rows, along_x)  # (n, c, h, w)
    count, channels, _, _ = planes.shape
    return images.reshape(count, 1, channels, -1)


def resample_with_derivatives(
    planes: Plane, poses: Array, offsets: Plane, size: tuple[int, int]
) -> Plane:
    """(n, 4, c, p): as `resample`, then the derivatives by x, y and scale of the pose."""
    weights = _box_filter_with_derivatives(poses, offsets)
    along_x, along_y = _by_axis(weights, size)
    x_filter, x_by_position, x_by_scale = along_x

    # One product for the filter and both derivatives along y: (3, n, c, h, S).
    filtered = along_y @ planes
    rows, rows_by_position, rows_by_scale = filtered

    count, channels, _, _ = planes.shape
    images = np.empty((count, 4, channels, *size), np.float32)
    np.matmul(rows, x_filter, out=images[:, 0])
    np.matmul(rows, x_by_position, out=images[:, 1])
    np.matmul(rows_by_position, x_filter, out=images[:, 2])

    # The scale changes both factors of the separable filter: product rule.
    by_scale = images[:, 3]
    np.matmul(rows, x_by_scale, out=by_scale)
    by_scale += rows_by_scale @ x_filter
    return images.reshape(count, 4, channels, -1)


def box_filter(starts: Plane, ends: Plane, length: int) -> Plane:
    """(…, m, length): the weight of each of `length` source pixels in each of m target pixels.

    `starts` and `ends` (…, m) are where the target pixels begin and end, in source pixels.
    """
    overlap = _covered(ends, length) - _covered(starts, length)
    widths = ends - starts
    weights: Plane = overlap / widths[..., None]
    return weights


def _box_filter_with_derivatives(poses: Array, offsets: Plane) -> Plane:
    """(3, n, 2, m, S): box filters, and their derivatives by the position and by the scale."""
    edges = _edges_on_cutouts(poses, offsets)
    centres, widths = _centres_and_widths(edges)
    narrow = _filter_widths(widths)  # (n, 2, 1)
    scales = poses[:, 2].astype(np.float32)
    by_scale = _filter_width_by_scale(widths, narrow, scales.reshape(-1, 1, 1))

    # Where each filter begins and ends, and how far both move when the scale grows by 1.
    middles, _ = _centres_and_widths(offsets)
    half = np.float32(0.5)
    limits = np.stack([centres - half * narrow, centres + half * narrow])  # (2, n, 2, m)
    moves = np.stack([middles - half * by_scale, middles + half * by_scale])

    beyond = _beyond(limits, CUTOUT.side)  # (2, n, 2, m, S)
    at_limits = np.empty((3, *beyond.shape), np.float32)
    covered, by_position, by_move = at_limits
    # The share of each source pixel that is left of the limit.
    np.clip(beyond, 0, 1, out=covered)
    # That share changes only for the pixel that the limit is in.
    np.equal(covered, beyond, out=by_position)
    np.multiply(by_position, moves[..., None], out=by_move)

    weights: Plane = at_limits[:, 1] - at_limits[:, 0]
    weights /= narrow[..., None]
    # The width that divides the overlap grows with the scale: quotient rule.
    growth = by_scale / narrow
    weights[2] -= weights[0] * growth[..., None]
    return weights


def _filter_widths(widths: Plane) -> Plane:
    """The widths of the filters for target pixels of these widths, in pixels of a cutout.

    The variance of a box of width w is w² / 12. That of the filter and of a cutout's square pixel
    add up to that of the target's pixel.
    """
    squares = widths * widths
    remaining = squares - np.float32(FILTER.own_blur)
    least = squares * np.float32(FILTER.least**2)
    narrow: Plane = np.sqrt(np.maximum(remaining, least))
    return narrow


def _filter_width_by_scale(widths: Plane, narrow: Plane, scales: Plane) -> Plane:
    """The derivatives of `_filter_widths` by the scale: a target pixel's width is in proportion."""
    squares = widths * widths
    is_least = squares * np.float32(1 - FILTER.least**2) < FILTER.own_blur
    squares = np.where(is_least, narrow * narrow, squares)
    by_scale: Plane = squares / (narrow * scales)
    return by_scale


def _centres_and_widths(edges: Plane) -> tuple[Plane, Plane]:
    """(…, m) the centres of pixels with these edges (…, m + 1), and (…, 1) their common width."""
    starts = edges[..., :-1]
    ends = edges[..., 1:]
    centres: Plane = (starts + ends) * np.float32(0.5)
    widths: Plane = ends[..., :1] - starts[..., :1]
    return centres, widths


def _covered(limits: Plane, length: int) -> Plane:
    """(…, length): the share of each source pixel that is left of each limit (…)."""
    beyond = _beyond(limits, length)
    return np.clip(beyond, 0, 1, out=beyond)


def _beyond(limits: Plane, length: int) -> Plane:
    """(…, length): how far each limit (…) is beyond the start of each source pixel."""
    starts = np.arange(length, dtype=np.float32)
    beyond: Plane = limits[..., None] - starts
    return beyond


def _edges_on_cutouts(poses: Array, offsets: Plane) -> Plane:
    """(n, 2, m + 1): the target's pixel edges in pixels of each cutout, along x and along y."""
    points = poses[:, :2, None]
    scales = poses[:, 2:, None]
    edges = points + scales * offsets
    single: Plane = edges.astype(np.float32)
    return single


def _by_axis(weights: Plane, size: tuple[int, int]) -> tuple[Plane, Plane]:
    """(…, 1, S, w) along x and (…, 1, h, S) along y, of the weights (…, 2, m, S)."""
    height, width = size

    # The shorter side needs fewer than all m pixels.
    along_x = weights[..., :1, :width, :]
    along_y = weights[..., 1:, :height, :]
    transposed = along_x.swapaxes(-1, -2)
    return transposed, along_y
