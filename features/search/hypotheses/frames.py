"""Frames: components that surround others, as a button's outline or a filled button does."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from features.vision.pixels import Mask


@dataclass(frozen=True)
class FrameSettings:
    """Chosen on Chromium pictures of buttons with icons of ion, bi and material-icon-theme."""

    # Pixels of a frame's shorter side at least.
    smallest: int = 18
    # Of its width and height, on each side: what is taken off to lose the frame and its corners.
    inset: float = 0.12
    # Between these shares of its length each side is drawn without a gap.
    drawn_from: float = 0.4
    drawn_to: float = 0.6
    # Of its bounding box, filled together with its inside; a ring fills more than 0.75.
    filled: float = 0.7
    # How far inside the bounding box a side may be: a share of the longer side, and a least number
    # of pixels.
    depth: float = 0.06
    least_depth: int = 2


FRAMES = FrameSettings()


def is_frame(component: Mask) -> bool:
    """Whether a component (h, w), cut out at its box, is a ring, rectangle or filled shape.

    It has four sides, fills its box together with its inside, and is its own mirror image both
    ways within a tolerance. An eye, a door or a tag is not.
    """
    longer_side = max(component.shape)
    depth = int(np.ceil(FRAMES.depth * longer_side))
    depth = max(FRAMES.least_depth, depth)

    filled = _with_inside(component)
    if filled.mean() < FRAMES.filled:
        return False
    if not _is_symmetric(filled, depth):
        return False

    top = component[:depth]
    bottom = component[-depth:]
    left = component[:, :depth].T
    right = component[:, -depth:].T
    sides = (top, bottom, left, right)
    return all(_is_drawn_along(side) for side in sides)


def _with_inside(component: Mask) -> Mask:
    """The component with what lies between its outermost pixels along its row and its column.

    A thin ring may have a gap, so its inside need not be closed.
    """
    # True from the first drawn pixel on, seen from each of the four sides.
    reached = np.logical_or.accumulate
    from_top = reached(component, axis=0)
    from_left = reached(component, axis=1)
    flipped = np.flipud(component)
    from_bottom = np.flipud(reached(flipped, axis=0))
    mirrored = np.fliplr(component)
    from_right = np.fliplr(reached(mirrored, axis=1))

    inside: Mask = from_top & from_bottom & from_left & from_right
    return inside


def _is_symmetric(filled: Mask, depth: int) -> bool:
    """Whether a mask is symmetric about both axes, within `depth // 2` pixels."""
    tolerance = depth // 2
    nearly = ndimage.maximum_filter(filled, 2 * tolerance + 1)
    mirrored = np.flipud(nearly) & np.fliplr(nearly)
    unmatched = filled & ~mirrored
    return not unmatched.any()


def _is_drawn_along(side: Mask) -> bool:
    """Whether a strip (depth, n) is drawn all along its middle."""
    _, length = side.shape
    begin = int(FRAMES.drawn_from * length)
    end = int(np.ceil(FRAMES.drawn_to * length))
    middle = side[:, begin:end]
    return bool(middle.any(axis=0).all())
