"""Foregrounds of which a part is covered: nothing is known of the icon there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from features.vision.components import EIGHT_CONNECTED
from features.vision.foreground import FOREGROUND, extent
from features.vision.geometry import Box
from features.vision.pixels import Mask
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class CoverSettings:
    """Chosen by hand.

    `least`, `most`: share of the foreground's pixels that may be covered.
    `rim`: pixels from the covered part up to which a remnant of its blurred rim reaches.
    `remnant`: area of such a remnant, as a share of the covered part's at most.
    """

    least: float = 0.015
    most: float = 0.75
    rim: int = 3
    remnant: float = 0.1


COVERS = CoverSettings()


def left_out(segmentation: Segmentation, covered: Mask) -> Iterator[Segmentation]:
    """The segmentation without `covered` (h, w), unless that is too little or too much of it."""
    mask = segmentation.mask
    share = (mask & covered).sum() / mask.sum()
    if not COVERS.least <= share <= COVERS.most:
        return
    reading = without(segmentation, _with_rim(covered, mask))
    if reading is not None:
        yield reading


def without(segmentation: Segmentation, covered: Mask) -> Segmentation | None:
    """The segmentation in which nothing is known of `covered` (h, w); None if nothing remains.

    A badge is centred about at the icon's corner. So the icon may reach to its middle below it:
    that is the second box.
    """
    foreground = np.where(covered, 0, segmentation.foreground)
    foreground = foreground.astype(np.float32)
    if not (foreground > FOREGROUND.threshold).any():
        return None
    visible = extent(foreground)
    reaching = _reaching(visible, covered)
    return replace(
        segmentation,
        foreground=foreground,
        boxes=[visible] if reaching == visible else [visible, reaching],
        hidden=covered,
        without_edge_parts=None,
        with_faint_parts=None,
    )


def _with_rim(covered: Mask, mask: Mask) -> Mask:
    """`covered` (h, w), with what remains of its blurred rim in the foreground's `mask`.

    A remnant is a small component, all of it next to what is covered.
    """
    remaining = mask & ~covered
    labels, count = ndimage.label(remaining, EIGHT_CONNECTED)
    if not count:
        return covered
    near = ndimage.maximum_filter(covered, 2 * COVERS.rim + 1)
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    beyond = np.bincount(labels[~near], minlength=count + 1)
    is_remnant = (beyond == 0) & (areas <= COVERS.remnant * covered.sum())
    is_remnant[0] = False  # no component
    if is_remnant[1:].all():
        return covered
    rim: Mask = covered | is_remnant[labels]
    return rim


def filled(mask: Mask) -> Mask:
    """A mask (h, w) with its holes, one pixel wider: a badge's number belongs to the badge."""
    # Closing would erode at the picture's edge.
    padded = np.pad(mask, 2)
    closed = ndimage.minimum_filter(wider(padded), 3)
    # SciPy's own filling of holes takes four times as long.
    outside, _ = ndimage.label(~closed)
    without_holes = outside != outside[0, 0]
    return wider(without_holes[2:-2, 2:-2])


def wider(mask: Mask) -> Mask:
    """A mask (h, w), one pixel wider."""
    dilated: Mask = ndimage.maximum_filter(mask, 3)
    return dilated


def _reaching(visible: Box, covered: Mask) -> Box:
    """A box extended to the middle of what is covered."""
    as_labels = covered.astype(np.uint8)
    ((rows, columns),) = ndimage.find_objects(as_labels)
    x = (columns.start + columns.stop) / 2
    y = (rows.start + rows.stop) / 2
    return Box.between(
        min(visible.left, x),
        min(visible.top, y),
        max(visible.right, x),
        max(visible.bottom, y),
    )
