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
    # Most pictures end here: nothing visible is outside the box.
    visible = distance > FAINT_PARTS.least_distance
    if not _extends(visible, box):
        return None

    mask = foreground > FOREGROUND.threshold
    noise = FAINT_PARTS.above_noise * _frame_noise(distance)
    visible &= distance > noise
    if not mask.any():
        return None
    if not colourfulness(difference[:, visible]):
        return None

    faint = _faint_components(visible, contrast)
    if faint.sum() < FAINT_PARTS.least_total:
        return None
    if not _extends(mask | faint, box):
        return None
    return _raised(distance, foreground, faint, mask)


def _raised(distance: Plane, foreground: Plane, faint: Mask, mask: Mask) -> Plane:
    """(h, w): the foreground, with the faint parts and their antialiased edges raised to it."""
    around = ndimage.binary_dilation(
        faint,
        EIGHT_CONNECTED,
    )
    support = around & ~mask

    # The strongest faint pixels become as strong as the foreground.
    full = ranked(distance[faint], FAINT_PARTS.full_strength)
    contrast = np.minimum(distance / full, 1)
    raised = np.maximum(foreground, contrast)
    return np.where(support, raised, foreground)


def _frame_noise(distance: Plane) -> Plane:
    """The distance that the frame's inliers do not exceed."""
    height, width = distance.shape
    frame = frame_mask(height, width)
    distances = distance[frame]
    return ranked(distances, BACKGROUND.inlier_share)


def _faint_components(visible: Mask, contrast: Plane) -> Mask:
    """(h, w): visible components without foreground that lie inside the picture."""
    labels, count = ndimage.label(visible, EIGHT_CONNECTED)
    sizes = np.bincount(labels.ravel())

    # (count + 1,): labels that are not faint parts.
    excluded = at_edge(labels, count)
    with_foreground = contrast > FOREGROUND.threshold
    excluded[labels[with_foreground]] = True
    excluded |= sizes < FAINT_PARTS.least_component

    components: Mask = ~excluded[labels]
    return components


def _extends(mask: Mask, box: Box) -> bool:
    """Whether a mask is wider or higher than a box by more than an antialiased edge."""
    if _longer(mask, 0, box.width):
        return True
    return _longer(mask, 1, box.height)


def _longer(mask: Mask, axis: int, length: float) -> bool:
    """Whether a mask, projected along an axis, extends over clearly more than a length."""
    profile = mask.any(axis=axis)
    places = np.flatnonzero(profile)
    if not places.size:
        return False

    first = places[0]
    end = places[-1] + 1
    least = max(
        FAINT_PARTS.extension_share * length,
        FAINT_PARTS.extension_pixels,
    )
    return bool(end - first - length >= least)
