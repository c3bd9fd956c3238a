"""Candidates in a window: boxes of the size and shape of an icon, on a flat background.

An icon has a few strokes on a background that is flat or nearly so. Contours near one another
are joined, a little further apart at each step; text is taken out before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.search.timing import untimed
from features.search.windows.contours import Contours, find_contours
from features.search.windows.pixels import (
    RING,
    Boxes,
    JoinedBoxes,
    dilated,
    distances,
    widths_and_heights,
)
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
    # Candidates that are embedded at most, those nearest to square first.
    most: int = 1000
    # Boxes whose background is examined at most. A 4K screen full of small text has 6,000.
    most_examined: int = 10_000


CANDIDATES = CandidateSettings()


def find_candidates(pixels: Pixels, check: Callable[[], None] = untimed.check) -> Boxes:
    """What may be an icon in a picture (h, w, 3), those nearest to square first.

    Boxes overlap where components may or may not belong together. `check` is called between the
    steps, which take up to 0.3 s for 9 megapixels. What it raises ends the detection.
    """
    contours = find_contours(pixels, check)
    check()
    is_text, doubtful = find_text(contours.boxes, pixels, check)
    check()
    is_drawing = ~is_text
    parts = contours.boxes[is_drawing]
    joined = _joined(contours, is_drawing, check)
    boxes = np.concatenate([parts, doubtful, *joined])

    boxes = boxes[_is_icon_sized(boxes)]
    boxes = np.unique(boxes, axis=0)
    slimness = _slimness(boxes)
    nearest_to_square = np.argsort(slimness, kind="stable")
    check()
    return _on_flat_background(boxes[nearest_to_square], pixels, check)


def crop_candidates(pixels: Pixels, boxes: Boxes) -> list[Image.Image]:
    """Each candidate with a little of its background; what a neighbour paints there is removed."""
    return [_cropped(pixels, box) for box in boxes]


def _joined(
    contours: Contours, chosen: NDArray[np.bool_], check: Callable[[], None]
) -> list[Boxes]:
    """The boxes of the chosen components (n,), joined with those of them that are near.

    One array for each of the reaches.
    """
    mask = contours.mask(chosen)
    boxes = contours.boxes[chosen].T
    rows, columns = contours.places[chosen].T
    found = []
    for reach in CANDIDATES.reaches:
        labels, count = ndimage.label(dilated(mask, reach), np.ones((3, 3)))
        # A component lies in one group as a whole, so one of its pixels says in which.
        joined = JoinedBoxes(count)
        joined.add(labels[rows, columns], [*boxes])
        found.append(joined.boxes)
        check()
    return found


def _cropped(pixels: Pixels, box: Boxes) -> Image.Image:
    left, top, right, bottom = box.tolist()
    margin = CANDIDATES.margin
    x = max(0, left - margin)
    y = max(0, top - margin)
    end_y = bottom + margin
    end_x = right + margin
    part = pixels[y:end_y, x:end_x].copy()

    background = median_colour(outermost(part))
    foreign = distances(part, background) > CANDIDATES.flat  # (h, w)
    rows = slice(top - y, bottom - y)
    columns = slice(left - x, right - x)
    foreign[rows, columns] = False
    part[foreign] = background
    return Image.fromarray(part)


def _longer_and_shorter(boxes: Boxes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) each: the longer and the shorter side."""
    widths, heights = widths_and_heights(boxes)
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


def _on_flat_background(boxes: Boxes, pixels: Pixels, check: Callable[[], None]) -> Boxes:
    """The first `CANDIDATES.most` of boxes (n, 4) that are on a flat background."""
    found: list[Boxes] = []
    for box in boxes[: CANDIDATES.most_examined]:
        if len(found) == CANDIDATES.most:
            break
        check()
        if _is_on_flat_background(box, pixels):
            found.append(box)
    return np.array(found, np.int64).reshape(-1, 4)


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
