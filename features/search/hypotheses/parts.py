"""Parts of a picture that may hold the icon: what a frame holds, and a group of components.

Boxes are found in the foreground mask of the picture's segmentation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.hypotheses.frames import FRAMES, is_frame
from features.vision.components import EIGHT_CONNECTED
from features.vision.geometry import Box
from features.vision.pixels import Mask
from features.vision.segmentation import Segmentation

PartKind = Literal["inside a frame", "beside text"]


@dataclass(frozen=True)
class GroupSettings:
    """Chosen on the validation sets ion, bi and material-icon-theme."""

    # Of the foreground's shorter side: components closer than twice that form a group.
    gap: float = 0.08
    # Width by height, or height by width, from which on a group is a stroke or a word.
    bar: float = 3.0
    # Of a group's longer side, and at least so many pixels: the background it is cropped with.
    margin: float = 0.08
    least_margin: float = 2.0
    # Two boxes have one size if the ratios of their widths and of their heights reach this.
    alike: float = 0.9


GROUPS = GroupSettings()


def part_boxes(
    segmentation: Segmentation, size: tuple[int, int], with_group: bool
) -> list[tuple[PartKind, Box]]:
    """The parts to look into, in whole pixels of a picture of that `size` (width, height).

    At most two: the inside of a frame around everything else, and, if `with_group`, the largest
    group of components.
    """
    mask = segmentation.mask  # (h, w)
    if not mask.any():
        return []

    width, height = size
    rows, columns = mask.shape
    across = width / columns
    down = height / rows
    found: list[tuple[PartKind, Box]] = []
    inside = _inside_frame(mask, min(across, down))
    if inside is not None:
        found.append(("inside a frame", _whole_pixels(inside, across, down)))
    group = _largest_group(mask) if with_group else None
    if group is not None:
        found.append(("beside text", _whole_pixels(group, across, down)))
    return found


def _inside_frame(mask: Mask, scale: float) -> Box | None:
    """The inside of the component with the largest bounding box, if that is a frame.

    None where another component is as large, as the squares of an icon for apps are. `scale` is
    the number of the picture's pixels for each of the mask's.
    """
    labels, _ = ndimage.label(mask, EIGHT_CONNECTED)
    boxes = component_boxes(labels)
    areas = [box.width * box.height for box in boxes]
    # Of equally large ones the last, in the order of labels.
    largest = len(areas) - 1 - int(np.argmax(areas[::-1]))
    frame = boxes.pop(largest)

    shorter, _ = _shorter_and_longer(frame)
    if scale * shorter < FRAMES.smallest:
        return None
    if any(_alike(box, frame) for box in boxes):
        return None
    component = _cut(labels, frame) == largest + 1
    if not is_frame(component):
        return None

    across = FRAMES.inset * frame.width
    down = FRAMES.inset * frame.height
    left = frame.left + across
    right = frame.right - across
    return Box.between(left, frame.top + down, right, frame.bottom - down)


def _largest_group(mask: Mask) -> Box | None:
    """The largest group of components by its shorter side: a word is longer than its icon.

    None where that is all of the foreground, a bar, one of several of one size (the dots of a
    menu), or not beside the others (the middle of a sun, the bar of an exclamation mark).
    """
    (whole,) = component_boxes(mask.astype(np.uint8))
    shorter, _ = _shorter_and_longer(whole)
    reach = max(1, round(GROUPS.gap * shorter))
    dilated = ndimage.maximum_filter(mask, 2 * reach + 1)
    groups, _ = ndimage.label(dilated, EIGHT_CONNECTED)
    boxes = component_boxes(groups * mask)
    boxes.sort(key=_shorter_and_longer)
    largest = boxes.pop()

    shorter, longer = _shorter_and_longer(largest)
    is_bar = longer >= GROUPS.bar * shorter
    if largest == whole or is_bar:
        return None
    if any(_alike(box, largest) for box in boxes):
        return None
    if not _is_beside(largest, boxes):
        return None

    height, width = mask.shape
    margin = max(GROUPS.least_margin, GROUPS.margin * longer)
    return Box.between(
        max(0.0, largest.left - margin),
        max(0.0, largest.top - margin),
        min(width, largest.right + margin),
        min(height, largest.bottom + margin),
    )


def component_boxes(labels: NDArray[np.integer]) -> list[Box]:
    """The bounding boxes of the components labelled 1, 2, … in (h, w), in pixels."""
    return [
        Box.between(columns.start, rows.start, columns.stop, rows.stop)
        for rows, columns in ndimage.find_objects(labels)
    ]


def _whole_pixels(box: Box, across: float, down: float) -> Box:
    """A box in a picture with that many times more pixels, rounded."""
    return Box.between(
        round(box.left * across),
        round(box.top * down),
        round(box.right * across),
        round(box.bottom * down),
    )


def _cut(labels: NDArray[np.integer], box: Box) -> NDArray[np.integer]:
    rows = slice(int(box.top), int(box.bottom))
    columns = slice(int(box.left), int(box.right))
    return labels[rows, columns]


def _shorter_and_longer(box: Box) -> tuple[float, float]:
    """The shorter and the longer side."""
    return min(box.width, box.height), max(box.width, box.height)


def _alike(box: Box, other: Box) -> bool:
    """Whether two boxes are about as wide and as high as each other."""
    narrower, wider = sorted((box.width, other.width))
    lower, higher = sorted((box.height, other.height))
    return narrower >= GROUPS.alike * wider and lower >= GROUPS.alike * higher


def _is_beside(largest: Box, others: Sequence[Box]) -> bool:
    """Whether the others lie all on one side, as words and badges do."""
    rest = Box.between(
        min(box.left for box in others),
        min(box.top for box in others),
        max(box.right for box in others),
        max(box.bottom for box in others),
    )
    left_or_right = rest.right <= largest.left or rest.left >= largest.right
    above_or_below = rest.bottom <= largest.top or rest.top >= largest.bottom
    return left_or_right or above_or_below
