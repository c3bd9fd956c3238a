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
from features.search.windows.pixels import RING, Boxes, distances
from features.search.windows.text import find_text
from features.vision.pixels import Pixels, median_colour, outermost


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
    rows, columns = places
    rest = ~is_text[labels - 1]  # (p,)
    mask = np.zeros_like(contours.mask)
    mask[rows[rest], columns[rest]] = True

    found = [parts[~is_text], doubtful, *_joined(mask)]
    boxes = np.unique(np.concatenate(found), axis=0)
    boxes = boxes[_is_icon_sized(boxes)]
    boxes = boxes[[_is_on_flat_background(box, pixels) for box in boxes]]
    nearest_to_square = np.argsort(_slimness(boxes), kind="stable")
    return boxes[nearest_to_square[: CANDIDATES.most]]


def crop_candidates(pixels: Pixels, boxes: Boxes) -> list[Image.Image]:
    """Each candidate with a little of its background; what a neighbour paints there is removed."""
    return [_cropped(pixels, box) for box in boxes]


def _joined(mask: NDArray[np.bool_]) -> list[Boxes]:
    """The boxes of a mask's components (h, w), joined with those near them.

    One array for each of the reaches.
    """
    places = np.nonzero(mask)
    found = []
    for reach in CANDIDATES.reaches:
        dilated = ndimage.maximum_filter(mask, 2 * reach + 1)
        labels, count = ndimage.label(dilated, np.ones((3, 3)))
        boxes = bounding_boxes(labels[places], places, count)
        found.append(boxes)
    return found


def _cropped(pixels: Pixels, box: Boxes) -> Image.Image:
    left, top, right, bottom = box.tolist()
    margin = CANDIDATES.margin
    x = max(0, left - margin)
    y = max(0, top - margin)
    part = pixels[y : bottom + margin, x : right + margin].copy()

    background = median_colour(outermost(part))
    foreign = distances(part, background) > CANDIDATES.flat  # (h, w)
    inside = np.s_[top - y : bottom - y, left - x : right - x]
    foreign[inside] = False
    part[foreign] = background
    return Image.fromarray(part)


def _longer_and_shorter(boxes: Boxes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) each: the longer and the shorter side."""
    left, top, right, bottom = boxes.T
    widths = right - left
    heights = bottom - top
    return np.maximum(widths, heights), np.minimum(widths, heights)


def _slimness(boxes: Boxes) -> NDArray[np.float64]:
    """(n,): the longer side by the shorter one."""
    longer, shorter = _longer_and_shorter(boxes)
    slimness: NDArray[np.float64] = longer / np.maximum(shorter, 1)
    return slimness


def _is_icon_sized(boxes: Boxes) -> NDArray[np.bool_]:
    """(n,): whether a box has the size and the shape of an icon."""
    longer, shorter = _longer_and_shorter(boxes)
    large_enough = longer >= CANDIDATES.smallest
    small_enough = longer <= CANDIDATES.largest
    thick_enough = shorter >= CANDIDATES.thinnest
    compact: NDArray[np.bool_] = _slimness(boxes) <= CANDIDATES.slimmest
    return large_enough & small_enough & thick_enough & compact


def _is_on_flat_background(box: Boxes, pixels: Pixels) -> bool:
    """Whether most of the pixels around a box have nearly one colour."""
    left, top, right, bottom = box.tolist()
    x = max(0, left - RING)
    y = max(0, top - RING)
    around = pixels[y : bottom + RING, x : right + RING]

    ring = outermost(around)  # (n, 3)
    flat = distances(ring, median_colour(ring)) <= CANDIDATES.flat
    share = np.mean(flat)
    return bool(share >= CANDIDATES.flat_share)
