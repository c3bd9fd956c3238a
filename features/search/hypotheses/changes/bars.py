"""Bars across an icon: the slash of what is off, or crossed out by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from features.search.hypotheses.changes.covers import without
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class BarSettings:
    """All values were chosen by hand.

    `drawn`: share of a diagonal that a bar covers.
    `line`: pixels from a diagonal up to which a pixel is on it.
    `reach`: share of the box's width and height in which the diagonal is examined: a bar's ends
    are round.
    `width`: of the longer side, what is left out along the bar: the bar, and the gap that many
    icons have beside it.
    """

    drawn: float = 0.9
    line: float = 0.75
    reach: float = 0.84
    width: float = 0.24


BARS = BarSettings()


def without_bar(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation without the bar along either diagonal of its drawing."""
    mask = segmentation.mask
    box = segmentation.boxes[0]
    for falling in (True, False):
        distance = _distance_to_diagonal(mask, box, falling)
        on_diagonal = (distance <= BARS.line) & _is_inside(mask, box)
        if not on_diagonal.any() or mask[on_diagonal].mean() < BARS.drawn:
            continue
        # Of a tiny drawing the bar is narrower than the diagonal's pixels.
        half = max(BARS.line, BARS.width / 2 * box.longer_side)
        covered = distance <= half
        reading = without(segmentation, covered)
        if reading is not None:
            yield reading


def _distance_to_diagonal(mask: Mask, box: Box, falling: bool) -> Plane:
    """(h, w): the distance of each pixel to a diagonal of the box, from the left down or up."""
    rows, columns = np.indices(mask.shape, np.float32)
    x = columns + 0.5 - box.left
    y = rows + 0.5 - box.top
    if not falling:
        y = box.height - y
    aside = y * box.width - x * box.height
    distance: Plane = np.abs(aside) / np.hypot(box.width, box.height)
    return distance


def _is_inside(mask: Mask, box: Box) -> Mask:
    """(h, w): the pixels in the middle of a box."""
    rows, columns = np.indices(mask.shape, np.float32)
    x, y = box.middle
    half = BARS.reach / 2
    is_across = np.abs(columns + 0.5 - x) <= half * box.width
    is_down = np.abs(rows + 0.5 - y) <= half * box.height
    inside: Mask = is_across & is_down
    return inside
