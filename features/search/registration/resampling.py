"""Box-filter resampling of cutouts on a target's pixel grid, and its derivatives by the pose.

A browser paints each pixel with the share of it that the drawing covers. A box filter computes
that share. It is separable: one matrix filters along x, another along y.

A pose is (x, y, scale): the point of the cutout at the centre of the target's box, in pixels of
the cutout, and the length of a query pixel in pixels of the cutout.
"""

import numpy as np
from numpy.typing import NDArray

from features.vision.cutout import SIDE

Array = NDArray[np.float64]
Plane = NDArray[np.float32]


def resample(planes: Plane, poses: Array, offsets: Plane, size: tuple[int, int]) -> Plane:
    """(n, 1, c, p): cutouts as a target of `size` (h, w) would show them, with p = h · w pixels.

    `planes` are (n, c, SIDE, SIDE). `poses` are (n, 3), or (1, 3) where all cutouts share one.
    `offsets` are (2, m + 1), the target's pixel edges.
    """
    weights = box_filter(_edges_on_cutouts(poses, offsets), SIDE)
    along_x, along_y = _by_axis(weights, size)
    images: Plane = np.matmul(along_y @ planes, along_x)  # (n, c, h, w)
    return images.reshape(len(planes), 1, planes.shape[1], -1)


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
    edges = _edges_on_cutouts(poses, offsets)
    scales = poses[:, 2].astype(np.float32)
    weights = _box_filter_with_derivatives(edges, offsets, scales, pixel_size)
    along_x, along_y = _by_axis(weights, size)
    rows = along_y @ planes  # (3, n, c, h, SIDE)
    images = np.empty((len(planes), 4, planes.shape[1], *size), np.float32)
    np.matmul(rows[0], along_x[0], out=images[:, 0])
    np.matmul(rows[0], along_x[1], out=images[:, 1])
    np.matmul(rows[1], along_x[0], out=images[:, 2])
    # The scale changes both factors of the separable filter: product rule.
    np.matmul(rows[0], along_x[2], out=images[:, 3])
    images[:, 3] += rows[2] @ along_x[0]
    return images.reshape(*images.shape[:3], -1)


def box_filter(edges: Plane, length: int) -> Plane:
    """(…, m, length): the weight of each of `length` source pixels in each of m target pixels.

    `edges` (…, m + 1) are the edges of the target pixels, in source pixels, equally spaced.
    """
    source_pixels = np.arange(length, dtype=np.float32)
    beyond = edges[..., None] - source_pixels
    covered = np.minimum(np.maximum(beyond, 0), 1)  # share of each pixel to the left of the edge
    overlap = covered[..., 1:, :] - covered[..., :-1, :]
    width = edges[..., 1:2, None] - edges[..., :1, None]
    weights: Plane = overlap / width
    return weights


def _box_filter_with_derivatives(
    edges: Plane, offsets: Plane, scales: Plane, pixel_size: tuple[float, float]
) -> Plane:
    """(3, n, 2, m, SIDE): box filters, and their derivatives by the position and by the scale.

    `edges` are (n, 2, m + 1), `offsets` (2, m + 1), `scales` (n,).
    """
    source_pixels = np.arange(SIDE, dtype=np.float32)
    beyond = edges[..., None] - source_pixels  # (n, 2, m + 1, SIDE)
    covered = np.empty((3, *beyond.shape), np.float32)
    np.minimum(np.maximum(beyond, 0), 1, out=covered[0])
    # The clipped share changes by 1 for each pixel the edge moves inside a pixel, else by 0.
    np.equal(covered[0], beyond, out=covered[1])
    # An edge moves by its offset when the scale grows by 1.
    np.multiply(covered[1], offsets[..., None], out=covered[2])
    weights: Plane = covered[..., 1:, :] - covered[..., :-1, :]
    scales = scales[:, None, None, None]
    weights /= scales * np.array(pixel_size, np.float32)[:, None, None]
    # The width that divides the overlap grows with the scale: quotient rule.
    weights[2] -= weights[0] / scales
    return weights


def _edges_on_cutouts(poses: Array, offsets: Plane) -> Plane:
    """(n, 2, m + 1): the target's pixel edges in pixels of each cutout, along x and along y."""
    centres = poses[:, :2, None]
    scales = poses[:, 2:, None]
    edges: Plane = (centres + scales * offsets).astype(np.float32)
    return edges


def _by_axis(weights: Plane, size: tuple[int, int]) -> tuple[Plane, Plane]:
    """(…, 1, SIDE, w) along x and (…, 1, h, SIDE) along y, of the weights (…, 2, m, SIDE)."""
    height, width = size
    along_x = weights[..., :1, :width, :]
    along_y = weights[..., 1:, :height, :]
    return along_x.swapaxes(-1, -2), along_y
