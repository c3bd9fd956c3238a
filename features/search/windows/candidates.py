"""Candidates in a window: boxes of the size and shape of an icon, on a flat background.

An icon has a few strokes on a background that is flat or nearly so. Contours near one another
are joined, a little further apart at each step; text is taken out before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.search.windows.contours import bounding_boxes, find_contours
from features.search.windows.pixels import RING, Boxes, Pixels, median, outermost
from features.search.windows.text import find_text


@dataclass(frozen=True)
class CandidateSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py."""

    # Pixels: components up to twice as far apart are joined at each step.
    reaches: tuple[int, ...] = (1, 2, 4, 7, 11)
    # Pixels of a candidate's longer side, and of its shorter side.
    smallest: int = 7
    largest: int = 160
    thinnest: int = 3
    # The longer side by the shorter one.
    slimmest: float = 5.0
    # Pixels of background that a candidate is cropped with.
    margin: int = 3
    # Of 255: how far the background may be from its median, and for what share of the ring.
    flat: int = 14
    flat_share: float = 0.6
    # Candidates that are searched at most, those nearest to square first.
    most: int = 1000


CANDIDATES = CandidateSettings()


def find_candidates(pixels: Pixels) -> Boxes:
    """What may be an icon in a picture (h, w, 3), those nearest to square first.

    Boxes overlap where components may or may not belong together.
    """
    contours = find_contours(pixels)
    places = np.nonzero(contours.mask)
    labels = contours.labels[places]  # (p,) of the contours' pixels
    parts = bounding_boxes(labels, places, contours.count)
    is_text, doubtful = find_text(parts, pixels)
    rest = ~is_text[labels - 1]
    places = (places[0][rest], places[1][rest])
    found = [parts[~is_text], doubtful, *_joined(contours.mask.shape, places)]
    boxes = np.unique(np.concatenate(found), axis=0)
    boxes = boxes[_is_icon_sized(boxes)]
    boxes = boxes[[_is_on_flat_background(box, pixels) for box in boxes]]
    order = np.argsort(_slimness(boxes), kind="stable")
    return boxes[order[: CANDIDATES.most]]


def crop_candidates(pixels: Pixels, boxes: Boxes) -> list[Image.Image]:
    """Each candidate with a little of its background; what a neighbour paints there is removed."""
    return [_cropped(pixels, box) for box in boxes]


def _joined(shape: tuple[int, ...], places: tuple[NDArray[np.intp], ...]) -> list[Boxes]:
    """The boxes of the components at `places` when those near one another are joined."""
    mask = np.zeros(shape, bool)
    mask[places] = True
    found = []
    for reach in CANDIDATES.reaches:
        dilated = ndimage.maximum_filter(mask, 2 * reach + 1)
        labels, count = ndimage.label(dilated, np.ones((3, 3)))
        found.append(bounding_boxes(labels[places], places, count))
    return found


def _cropped(pixels: Pixels, box: Boxes) -> Image.Image:
    height, width = pixels.shape[:2]
    left, top, right, bottom = box.tolist()
    x = max(0, left - CANDIDATES.margin)
    y = max(0, top - CANDIDATES.margin)
    down = min(height, bottom + CANDIDATES.margin)
    across = min(width, right + CANDIDATES.margin)
    part = pixels[y:down, x:across].copy()
    background = median(outermost(part))
    foreign = np.abs(part.astype(np.int16) - background).max(axis=2) > CANDIDATES.flat
    foreign[top - y : bottom - y, left - x : right - x] = False
    part[foreign] = background
    return Image.fromarray(part)


def _slimness(boxes: Boxes) -> NDArray[np.float64]:
    """(n,): the longer side by the shorter one."""
    sides = boxes[:, 2:] - boxes[:, :2]
    slimness: NDArray[np.float64] = sides.max(axis=1) / np.maximum(sides.min(axis=1), 1)
    return slimness


def _is_icon_sized(boxes: Boxes) -> NDArray[np.bool_]:
    """(n,): whether a box has the size and the shape of an icon."""
    sides = boxes[:, 2:] - boxes[:, :2]
    longer = sides.max(axis=1)
    shorter = sides.min(axis=1)
    sized = (longer >= CANDIDATES.smallest) & (longer <= CANDIDATES.largest)
    shaped = (shorter >= CANDIDATES.thinnest) & (_slimness(boxes) <= CANDIDATES.slimmest)
    both: NDArray[np.bool_] = sized & shaped
    return both


def _is_on_flat_background(box: Boxes, pixels: Pixels) -> bool:
    """Whether most of the pixels around a box have nearly one colour."""
    left, top = np.maximum(0, box[:2] - RING)
    ring = outermost(pixels[top : box[3] + RING, left : box[2] + RING])
    apart = np.abs(ring - median(ring)).max(axis=1)
    return bool(np.mean(apart <= CANDIDATES.flat) >= CANDIDATES.flat_share)
