"""Connected components of a foreground, and the foreground without components cut by the edge."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.vision.foreground import FOREGROUND
from features.vision.pixels import Mask, Plane

# The structuring element of ndimage under which diagonal neighbours are connected.
EIGHT_CONNECTED = np.ones((3, 3), bool)


@dataclass(frozen=True)
class EdgePartSettings:
    """When components that run out of the picture are left out.

    `least_remaining`: share of the foreground's pixels that must remain. Chosen by hand.
    """

    least_remaining: float = 0.15


EDGE_PARTS = EdgePartSettings()


def without_edge_parts(contrast: Plane) -> Plane | None:
    """(h, w): the foreground without components that touch the picture's edge.

    Such components are mostly a neighbour's: a label, a border, a ring. None where there are none,
    or where too little remains.
    """
    mask = contrast > FOREGROUND.threshold
    if not _touches_edge(mask):
        return None
    labels, count = ndimage.label(mask, EIGHT_CONNECTED)
    if count < 2:
        return None
    cut = mask & at_edge(labels, count)[labels]
    remaining = mask & ~cut
    if remaining.sum() < EDGE_PARTS.least_remaining * mask.sum():
        return None
    foreground: Plane = np.where(_support(remaining, cut), contrast, 0).astype(np.float32)
    return foreground


def at_edge(labels: NDArray[np.int32], count: int) -> Mask:
    """(count + 1,): which labels of a picture (h, w) touch its edge; 0, no component, always does."""
    touching = np.zeros(count + 1, bool)
    touching[0] = True
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        touching[edge] = True
    return touching


def _touches_edge(mask: Mask) -> bool:
    """Whether any pixel at the picture's edge is set."""
    edges = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    return any(edge.any() for edge in edges)


def _support(remaining: Mask, cut: Mask) -> Mask:
    """(h, w): pixels whose contrast belongs to the remaining components.

    Within their bounding box that includes contrast below the threshold, such as the second tone
    of an icon, unless it is beside a component that was cut.
    """
    support: Mask = ndimage.binary_dilation(remaining, EIGHT_CONNECTED)
    box = ndimage.find_objects(remaining.astype(np.uint8))[0]
    support[box] |= ~ndimage.binary_dilation(cut, EIGHT_CONNECTED)[box]
    return support
