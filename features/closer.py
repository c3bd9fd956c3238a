"""A closer look: the icon in a button, or beside a label.

What a person crops is at times the whole button, a ring or a filled shape with the icon in it, or letters besides. As one drawing that
looks like no icon, or like a plain disc. So where even the best icon is not quite what a picture shows, what the shape holds and the
largest group of its parts are looked at as pictures of their own, with a ground of their own, and believed where they come much nearer.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.calibration import distance
from features.embed import Seen
from features.glyph import THRESHOLD, Analysis
from features.index import Hit

CLEAR = 0.985  # score of the best icon from which on nothing else is looked at
NEARER = 0.8  # of the distance to the best icon: what a part must be within
INSET = 0.12  # of a frame's width and height, on each side: what is left of them and their corners
SMALLEST = 18  # pixels of a frame's shorter side
SIDES = 0.4, 0.6  # a frame is drawn along its four sides, at least between these shares of each
DEEP = 0.06  # of a frame's longer side, or two pixels: how far inside its box that may be
GAP = 0.05  # of the drawing's longer side: parts that are further apart than twice that are of different groups
AROUND = 0.08  # of the same, or two pixels: the ground that a group is cropped with

Mask = NDArray[np.bool_]
Crop = tuple[int, int, int, int]  # left, top, right, bottom in pixels, the last two exclusive


def surest(image: Image.Image, seen: Seen, look: Callable[[Image.Image], Seen], ask: Callable[[Seen], list[Hit]]) -> tuple[Seen, list[Hit]]:
    """What of a picture is best looked at, and the hits that `ask` finds for it, the best first.

    `seen` is what `look` saw in all of it.
    """
    hits = ask(seen)
    if seen.analysis is None or not hits or hits[0].score >= CLEAR:
        return seen, hits
    nearest = NEARER * _distance(hits[0])
    for crop in parts(seen.analysis, image.size):
        part = look(image.crop(crop))
        found = ask(part)
        if _distance(found[0]) < nearest:
            left, top, *_ = crop
            # The last reading's first, which is without what runs out of the crop: what is left of the frame.
            boxes = [(left + x, top + y, width, height) for x, y, width, height in reversed(part.boxes)]
            seen, hits, nearest = replace(part, boxes=boxes, part=True), found, _distance(found[0])
    return seen, hits


def parts(analysis: Analysis, size: tuple[int, int]) -> Iterator[Crop]:
    """The parts to look at of a picture of that size: what a frame around everything else holds, and the largest group of parts that are
    near to one another where there are several groups."""
    drawn = analysis.drawings[-1] > THRESHOLD
    across, down = size[0] / drawn.shape[1], size[1] / drawn.shape[0]

    def crop(left: float, top: float, right: float, bottom: float) -> Crop:
        """A box in the analysed picture, in whole pixels of the picture as given."""
        return round(left * across), round(top * down), round(right * across), round(bottom * down)

    labels, count = ndimage.label(drawn, np.ones((3, 3)))
    if count:
        number, (rows, columns) = _largest(labels)
        height, width = rows.stop - rows.start, columns.stop - columns.start
        if min(across * width, down * height) >= SMALLEST and _framed(labels[rows, columns] == number):
            x, y = INSET * width, INSET * height
            yield crop(columns.start + x, rows.start + y, columns.stop - x, rows.stop - y)
    side = max(analysis.boxes[-1][2:])
    reach = max(1, round(GAP * side))
    groups, count = ndimage.label(ndimage.maximum_filter(drawn, 2 * reach + 1), np.ones((3, 3)))
    if count > 1:
        _, (rows, columns) = _largest(groups * drawn)
        around = max(2.0, AROUND * side)
        left, top = max(0.0, columns.start - around), max(0.0, rows.start - around)
        yield crop(left, top, min(drawn.shape[1], columns.stop + around), min(drawn.shape[0], rows.stop + around))


def _largest(labels: NDArray[np.int32]) -> tuple[int, tuple[slice, slice]]:
    """Of what is labelled from 1 on, the number and the box, down and across, of that with the largest box."""

    def area(numbered: tuple[int, tuple[slice, slice]]) -> int:
        _, (rows, columns) = numbered
        return int((rows.stop - rows.start) * (columns.stop - columns.start))

    return max(enumerate(ndimage.find_objects(labels), 1), key=area)


def _framed(part: Mask) -> bool:
    """Whether a part (h, w) that fills its box has the four sides of a ring, a rectangle or a filled shape."""
    deep = max(2, int(np.ceil(DEEP * max(part.shape))))

    def along(side: Mask) -> bool:
        """Whether a strip (deep, n) is drawn all along its middle."""
        begin, end = int(SIDES[0] * side.shape[1]), int(np.ceil(SIDES[1] * side.shape[1]))
        return bool(side[:, begin:end].any(axis=0).all())

    return along(part[:deep]) and along(part[-deep:]) and along(part[:, :deep].T) and along(part[:, -deep:].T)


def _distance(hit: Hit) -> float:
    return float(distance(np.array(hit.score)))
