"""Frames: components that surround others, as a button's outline or a filled button does."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from features.vision.glyph import Mask


@dataclass(frozen=True)
class FrameSettings:
    """Chosen on Chromium pictures of buttons with icons of ion, bi and material-icon-theme."""

    # Pixels of a frame's shorter side at least.
    smallest: int = 18
    # Of its width and height, on each side: what is taken off to lose the frame and its corners.
    inset: float = 0.12
    # The part of each side that is drawn without a gap: its middle.
    drawn_from: float = 0.4
    drawn_to: float = 0.6
    # Of its bounding box, filled together with its inside; a ring fills more than 0.75.
    filled: float = 0.7
    # Of its longer side, and at least so many pixels: how far inside its box a side may be.
    depth: float = 0.06
    least_depth: int = 2


FRAMES = FrameSettings()


def is_frame(component: Mask) -> bool:
    """Whether a component (h, w), cut out at its bounding box, is a ring, rectangle or filled shape.

    It has four sides, fills its box together with its inside, and is its own mirror image both
    ways within a tolerance. An eye, a door or a tag is not.
    """
    depth = max(FRAMES.least_depth, int(np.ceil(FRAMES.depth * max(component.shape))))
    filled = _with_inside(component)
    if filled.mean() < FRAMES.filled or not _is_symmetric(filled, depth):
        return False
    top = component[:depth]
    bottom = component[-depth:]
    left = component[:, :depth].T
    right = component[:, -depth:].T
    return all(_is_drawn_along(side) for side in (top, bottom, left, right))


def _with_inside(component: Mask) -> Mask:
    """The component with what lies between its outermost pixels along its row and its column.

    A thin ring may have a gap, so its inside need not be closed.
    """
    reached = np.logical_or.accumulate
    from_top = reached(component, 0)
    from_bottom = reached(component[::-1], 0)[::-1]
    from_left = reached(component, 1)
    from_right = reached(component[:, ::-1], 1)[:, ::-1]
    inside: Mask = from_top & from_bottom & from_left & from_right
    return inside


def _is_symmetric(filled: Mask, depth: int) -> bool:
    """Whether a mask is its own mirror image both ways, to half of `depth`."""
    nearly = ndimage.maximum_filter(filled, 2 * (depth // 2) + 1)
    mirrored = nearly[::-1] & nearly[:, ::-1]
    return not (filled & ~mirrored).any()


def _is_drawn_along(side: Mask) -> bool:
    """Whether a strip (depth, n) is drawn all along its middle."""
    begin = int(FRAMES.drawn_from * side.shape[1])
    end = int(np.ceil(FRAMES.drawn_to * side.shape[1]))
    return bool(side[:, begin:end].any(axis=0).all())
