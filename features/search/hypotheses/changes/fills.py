"""Fills: an outlined icon whose inside is filled, as pages show what is chosen or active."""

from collections.abc import Iterator
from dataclasses import dataclass

from scipy import ndimage

from features.search.hypotheses.changes.covers import left_out
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class FillSettings:
    """All values were chosen by hand.

    `stroke`: width of the outline that remains, as a share of the drawing's longer side. Outlined
    icons have strokes of one to two 24ths.
    `least`: share of the foreground that is its inside. A filled icon is mostly inside.
    `flat`: standard deviation of the inside's contrast at most, of full scale.
    """

    stroke: float = 1 / 12
    least: float = 0.3
    flat: float = 0.05


FILLS = FillSettings()


def without_fill(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation with the outline of its drawing alone; nothing for a drawing of lines.

    Nothing is known of the inside: lines in the colour of the fill cannot be seen.
    """
    mask = segmentation.mask
    width = max(1, round(FILLS.stroke * segmentation.boxes[0].longer_side))
    inside = ndimage.minimum_filter(mask, 2 * width + 1, mode="constant")
    if inside.sum() < FILLS.least * mask.sum():
        return
    # Not a gradient.
    if segmentation.contrast[inside].std() <= FILLS.flat:
        yield from left_out(segmentation, inside)
