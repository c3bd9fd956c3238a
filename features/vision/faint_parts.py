"""Faint parts: components of a drawing whose contrast is too low beside the rest to be foreground.

A black word beside a bright sign on a dark page is such a part.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from features.vision.background import BACKGROUND, frame_mask
from features.vision.colour import colourfulness
from features.vision.components import EIGHT_CONNECTED, at_edge
from features.vision.foreground import FOREGROUND
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane, ranked


@dataclass(frozen=True)
class FaintPartSettings:
    """When faint parts are added to a foreground.

    With them devicon went from 96.5, 94.2, 89.2 % to 97.2, 95.5, 89.7 % recall at 1; sets of one
    colour did not change (docs/quality.md). The single values were chosen by hand.

    `least_distance`: distance to the background from which a pixel is visible, of full scale.
    `above_noise`: the same, as a multiple of the frame's distance to its background.
    `extension_share`: how far faint parts must extend the box, as a share of its width or height.
    Less is an antialiased edge.
    `extension_pixels`: the same in pixels; the larger of the two counts.
    `least_component`: pixels of a component; smaller components are noise.
    `least_total`: pixels of all components together; fewer are no part of an icon.
    `full_strength`: quantile of the faint parts' distance that becomes contrast 1.
    """

    least_distance: float = 8 / 255
    above_noise: float = 3.0
    extension_share: float = 0.15
    extension_pixels: float = 3.0
    least_component: int = 3
    least_total: int = 8
    full_strength: float = 0.9


FAINT_PARTS = FaintPartSettings()


def with_faint_parts(
    distance: Plane, difference: Plane, contrast: Plane, foreground: Plane, box: Box
) -> Plane | None:
    """(h, w): the foreground with faint parts raised to its strength.

    `distance` (h, w) and `difference` (3, h, w) are those to the background, `contrast` (h, w) that
    of the whole picture, and `box` the bounding box of the foreground (h, w). None for a drawing of
    one colour, and where faint parts do not extend the box.
    """
    visible = distance > FAINT_PARTS.least_distance
    if not _extends(visible, box):  # saves the rest for most pictures
        return None
    mask = foreground > FOREGROUND.threshold
    visible &= distance > FAINT_PARTS.above_noise * _frame_noise(distance)
    if not mask.any() or not colourfulness(difference[:, visible]):
        return None
    faint = _faint_components(visible, contrast)
    if faint.sum() < FAINT_PARTS.least_total or not _extends(mask | faint, box):
        return None
    support = ndimage.binary_dilation(faint, EIGHT_CONNECTED) & ~mask
    full = ranked(distance[faint], FAINT_PARTS.full_strength)
    raised = np.maximum(foreground, np.minimum(distance / full, 1))
    return np.where(support, raised, foreground)


def _frame_noise(distance: Plane) -> Plane:
    """The distance that the frame's inliers do not exceed."""
    frame = frame_mask(*distance.shape)
    return ranked(distance[frame], BACKGROUND.inlier_share)


def _faint_components(visible: Mask, contrast: Plane) -> Mask:
    """(h, w): visible components without foreground that lie inside the picture."""
    labels, count = ndimage.label(visible, EIGHT_CONNECTED)
    excluded = at_edge(labels, count)
    excluded[labels[contrast > FOREGROUND.threshold]] = True
    sizes = np.bincount(labels.ravel())
    faint = ~excluded & (sizes >= FAINT_PARTS.least_component)
    components: Mask = faint[labels]
    return components


def _extends(mask: Mask, box: Box) -> bool:
    """Whether a mask is wider or higher than a box by more than an antialiased edge."""
    for axis, length in enumerate((box.width, box.height)):
        places = np.flatnonzero(mask.any(axis=axis))
        least = max(FAINT_PARTS.extension_share * length, FAINT_PARTS.extension_pixels)
        if places.size and places[-1] + 1 - places[0] - length >= least:
            return True
    return False
