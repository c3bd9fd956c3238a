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

    # The mask divided: what belongs to components at the edge, and the rest.
    touching = at_edge(labels, count)
    cut = mask & touching[labels]
    remaining = mask & ~cut
    least = EDGE_PARTS.least_remaining * mask.sum()
    if remaining.sum() < least:
        return None

    support = _support(remaining, cut)
    foreground = np.where(support, contrast, 0)
    return foreground.astype(np.float32)


def at_edge(labels: NDArray[np.int32], count: int) -> Mask:
    """(count + 1,): which labels of a picture (h, w) touch its edge.

    Label 0, which is no component, always does.
    """
    touching = np.zeros(count + 1, bool)
    touching[0] = True

    touching[labels[0]] = True
    touching[labels[-1]] = True
    touching[labels[:, 0]] = True
    touching[labels[:, -1]] = True
    return touching


def _touches_edge(mask: Mask) -> bool:
    """Whether any pixel at the picture's edge is set."""
    rows = mask[[0, -1]]
    if rows.any():
        return True
    columns = mask[:, [0, -1]]
    return bool(columns.any())


def _support(remaining: Mask, cut: Mask) -> Mask:
    """(h, w): pixels whose contrast belongs to the remaining components.

    Within their bounding box that includes contrast below the threshold, such as the second tone
    of an icon, unless it is beside a component that was cut.
    """
    support: Mask = ndimage.binary_dilation(
        remaining,
        EIGHT_CONNECTED,
    )
    beside_cut = ndimage.binary_dilation(
        cut,
        EIGHT_CONNECTED,
    )

    # The bounding box of all remaining pixels, as if they were one component.
    as_labels = remaining.astype(np.uint8)
    (box,) = ndimage.find_objects(as_labels)
    support[box] |= ~beside_cut[box]
    return support
