"""Box-filter resampling of cutouts on a target's pixel grid, and its derivatives by the pose.

A browser paints each pixel with the share of it that the drawing covers. A box filter computes
that share. It is separable: one matrix filters along x, another along y.

A cutout's pixel is a sample of its drawing, but counts here as a square of one colour. That blurs
the drawing, and thin strokes would look thicker than they are. So cutouts are sharpened first.

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
class SharpeningSettings:
    """`blur`: 12 times the variance that is taken from cutouts, in their pixels squared.

    Their square pixels have 1. The pixels of the rendered pictures, 64 on a side, have 0.67 where
    a drawing fills four fifths of its square.
    """

    blur: float = 1.67


SHARPENING = SharpeningSettings()


def sharpened(planes: Plane) -> Plane:
    """(…, S, S): planes of cutouts without the blur of their pixels.

    Along both axes, a pixel gets the weight 1 + 2 w and its neighbours -w: weights with the
    variance -2 w, which take the same variance from the blur.
    """
    weight = np.float32(SHARPENING.blur / 24)
    of_itself = 1 + 2 * weight
    centres = planes * of_itself
    neighbours = planes * weight
    centres[..., 1:] -= neighbours[..., :-1]
    centres[..., :-1] -= neighbours[..., 1:]

    sharp: Plane = centres * of_itself
    neighbours = centres * weight
    sharp[..., 1:, :] -= neighbours[..., :-1, :]
    sharp[..., :-1, :] -= neighbours[..., 1:, :]
    return sharp


def resample(planes: Plane, poses: Array, offsets: Plane, size: tuple[int, int]) -> Plane:
    """(n, 1, c, p): cutouts as a target of `size` (h, w) would show them, with p = h · w pixels.

    `planes` are (n, c, S, S). `poses` are (n, 3), or (1, 3) where all cutouts share one.
    `offsets` are (2, m + 1), the target's pixel edges.
    """
    edges = _edges_on_cutouts(poses, offsets)
    weights = box_filter(edges, CUTOUT.side)
    along_x, along_y = _by_axis(weights, size)

    rows = along_y @ planes  # (n, c, h, S)
    images: Plane = np.matmul(rows, along_x)  # (n, c, h, w)
    count, channels, _, _ = planes.shape
    return images.reshape(count, 1, channels, -1)


def resample_with_derivatives(
    planes: Plane,
    poses: Array,
    offsets: Plane,
    size: tuple[int, int],
    pixel_size: tuple[float, float],
) -> Plane:
    """(n, 4, c, p): as `resample`, then the derivatives by x, y and scale of the pose.

    `pixel_size` is the width and height of the target's pixels, in query pixels.
    """
    weights = _box_filter_with_derivatives(poses, offsets, pixel_size)
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


def box_filter(edges: Plane, length: int) -> Plane:
    """(…, m, length): the weight of each of `length` source pixels in each of m target pixels.

    `edges` (…, m + 1) are the edges of the target pixels, in source pixels, equally spaced.
    """
    beyond = _beyond(edges, length)

    # The share of each source pixel that is left of the edge.
    right_of_start = np.maximum(beyond, 0)
    covered = np.minimum(right_of_start, 1)
    overlap = _differences(covered)

    first = edges[..., :1, None]
    second = edges[..., 1:2, None]
    weights: Plane = overlap / (second - first)
    return weights


def _box_filter_with_derivatives(
    poses: Array, offsets: Plane, pixel_size: tuple[float, float]
) -> Plane:
    """(3, n, 2, m, S): box filters, and their derivatives by the position and by the scale."""
    edges = _edges_on_cutouts(poses, offsets)
    beyond = _beyond(edges, CUTOUT.side)  # (n, 2, m + 1, S)
    edge_weights = np.empty((3, *beyond.shape), np.float32)
    covered, by_position, by_scale = edge_weights

    # The share of each source pixel that is left of the edge.
    right_of_start = np.maximum(beyond, 0)
    np.minimum(right_of_start, 1, out=covered)
    # That share changes only for the pixel that the edge is in.
    np.equal(covered, beyond, out=by_position)
    # An edge moves by its offset when the scale grows by 1.
    np.multiply(by_position, offsets[..., None], out=by_scale)

    weights = _differences(edge_weights)
    scales = poses[:, 2].astype(np.float32)
    scales = scales.reshape(-1, 1, 1, 1)
    pixel = np.array(pixel_size, np.float32)
    weights /= scales * pixel[:, None, None]

    # The width that divides the overlap grows with the scale: quotient rule.
    weights[2] -= weights[0] / scales
    return weights


def _beyond(edges: Plane, length: int) -> Plane:
    """(…, m + 1, length): how far each edge is beyond the start of each source pixel."""
    starts = np.arange(length, dtype=np.float32)
    beyond: Plane = edges[..., None] - starts
    return beyond


def _differences(at_edges: Plane) -> Plane:
    """(…, m, S): differences between successive edges, from (…, m + 1, S).

    np.diff gives the same and takes longer.
    """
    starts = at_edges[..., :-1, :]
    ends = at_edges[..., 1:, :]
    differences: Plane = ends - starts
    return differences


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
