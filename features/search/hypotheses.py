"""A closer look: the icon in a button, beside a label, cropped at its frame, or partly as dark as its ground.

What a person crops is at times the whole button, a ring or a filled shape with the icon in it, or letters besides. As one drawing that
looks like no icon, or like a plain disc. So where even the best icon is not quite what a picture shows, what the shape holds is looked
at as a picture of its own, with a ground of its own, and believed where it comes much nearer; where the best icon is another one, so is
the largest group of its parts. What runs out of the crop, as a neighbour's border does, is left out where nothing is like all of it, or
the rest is far more like an icon. And what is faint on its ground, as black words are on dark ones, is taken for a part of the icon
where there is an icon like that. Where nothing is clear in the end, many more icons of several colours are compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image
from scipy import ndimage

from features.encoders.embedder import Seen
from features.search.calibration import distance
from features.search.index.hit import Hit
from features.vision.glyph import EIGHT, THRESHOLD, Segmentation, Mask

CLEAR = 0.985  # score of the best icon from which on nothing else is looked at: plain discs are like filled buttons
LIKELY = 0.9  # from which on some of its parts are not looked at without the others: the sign of a logo is often an icon of its own
SURE = 0.93  # from which on what is faint is believed to belong to the icon, if that has several colours
UNCLEAR = 0.95  # below which many more are compared among icons of several colours: vectors tell folders by their signs badly
# Of the distance to the best icon: what a part must be within; and what all but the parts at the edge must be, where all is like an icon.
NEARER, FAR_NEARER = 0.8, 0.4
INSET = 0.12  # of a frame's width and height, on each side: what is left of them and their corners
SMALLEST = 18  # pixels of a frame's shorter side
SIDES = 0.4, 0.6  # a frame is drawn along its four sides, at least between these shares of each
FULL = 0.7  # of its box is a frame with its inside at least; a ring is more than three quarters
DEEP = 0.06  # of a frame's longer side, or two pixels: how far inside its box that may be
ALIKE = 0.9  # of the largest box's sides, or of another one's: where two are as near, neither is a frame, nor the icon beside a word
SHALLOW = 0.12  # of a part's shorter side: how far what runs out of it may reach into it
OFF = 0.15  # of a part's width or height: how far from its middle the icon may be
BAR = 3  # times as long as wide: a stroke of an icon, or a word
GAP = 0.08  # of the drawing's shorter side: parts that are further apart than twice that are of different groups
AROUND = 0.08  # of a group's longer side, or two pixels: the ground that it is cropped with
LARGE = 768  # pixels: the parts of a picture whose longer side is twice as long or more are cut out of a smaller one

Edges = tuple[float, float, float, float]  # left, top, right, bottom
Crop = tuple[int, int, int, int]  # left, top, right, bottom in pixels, the last two exclusive


def surest(
    image: Image.Image,
    seen: Seen,
    look: Callable[[Image.Image], Seen],
    ask: Callable[[Seen, bool], list[Hit]],
) -> tuple[Seen, list[Hit]]:
    """What of a picture is best looked at, and the hits that `ask` finds for it, thoroughly or not, the best first.

    `seen` is what `look` saw in all of it.
    """
    # What is faint in an icon of one colour is what compression left around it.
    if (
        seen.with_faint_parts is not None
        and (found := ask(seen.with_faint_parts, False))
        and found[0].coloured
        and found[0].score >= SURE
    ):
        return seen.with_faint_parts, found
    seen, hits = _likelier(seen, seen.without_edge_parts, ask)
    if seen.segmentation is None or not hits or hits[0].score >= CLEAR:
        return seen, hits
    nearest = NEARER * _distance(hits[0])
    times = max(1, max(image.size) // LARGE)
    smaller = image.reduce(times) if times > 1 else image
    for crop in parts(seen.segmentation, smaller.size, hits[0].score):
        part = _moved(look(smaller.crop(crop)), crop, times)
        # Of a frame something is left at the edges, more often than not.
        first, second = (
            (part.without_edge_parts, part)
            if part.without_edge_parts is not None and _shallow(part.without_edge_parts)
            else (part, None)
        )
        part, found = _likelier(first, second, ask)
        if found and _distance(found[0]) < nearest and _centred(part, crop, times):
            seen, hits, nearest = part, found, _distance(found[0])
    unclear = hits[0].score < UNCLEAR and any(hit.coloured for hit in hits)
    return seen, ask(seen, True) if unclear else hits


def _likelier(
    first: Seen, second: Seen | None, ask: Callable[[Seen, bool], list[Hit]]
) -> tuple[Seen, list[Hit]]:
    """Which of two is more like an icon, and the hits for it; where the first one is likely to be one, the second must be far nearer."""
    hits = ask(first, False)
    if second is None or not hits or hits[0].score >= CLEAR:
        return first, hits
    found = ask(second, False)
    nearest = (FAR_NEARER if hits[0].score >= LIKELY else 1) * _distance(hits[0])
    return (second, found) if found and _distance(found[0]) < nearest else (first, hits)


def parts(segmentation: Segmentation, size: tuple[int, int], score: float) -> list[Crop]:
    """The parts to look at of a picture of that size, as a whole most like an icon with that score: what a frame around everything else
    holds, and the largest group of parts that are near to one another where that is not everything."""
    drawn = segmentation.foreground > THRESHOLD
    if not drawn.any():
        return []
    across, down = size[0] / drawn.shape[1], size[1] / drawn.shape[0]
    found = [_held(drawn, min(across, down)), _group(drawn) if score < LIKELY else None]
    boxes = [box for box in found if box is not None]
    return [
        (round(left * across), round(top * down), round(right * across), round(bottom * down))
        for left, top, right, bottom in boxes
    ]


def _held(drawn: Mask, scale: float) -> Edges | None:
    """What the part with the largest box holds, if that is a frame, and none of several that are alike, as the squares of an icon for apps
    are. In the picture to crop all is `scale` times as large."""
    labels, _ = ndimage.label(drawn, EIGHT)
    *others, (number, largest) = sorted(
        enumerate(ndimage.find_objects(labels), 1),
        key=lambda numbered: np.prod(_sides(numbered[1])),
    )
    (rows, columns), (height, width) = largest, _sides(largest)
    if (
        scale * min(height, width) < SMALLEST
        or any(_alike(box, largest) for _, box in others)
        or not _framed(labels[largest] == number)
    ):
        return None
    x, y = INSET * width, INSET * height
    return columns.start + x, rows.start + y, columns.stop - x, rows.stop - y


def _group(drawn: Mask) -> Edges | None:
    """The largest group of parts, by the shorter side, as a word is longer than the icon beside it; None if that is everything, a
    bar, one of several that are alike, as the dots of a menu are, or has others on several sides, as the middle of a sun, or a bar beside
    it, as the dot of an exclamation mark."""
    whole = ndimage.find_objects(drawn.astype(np.uint8))[0]
    reach = max(1, round(GAP * min(_sides(whole))))
    groups, _ = ndimage.label(ndimage.maximum_filter(drawn, 2 * reach + 1), EIGHT)
    *others, largest = sorted(
        ndimage.find_objects(groups * drawn), key=lambda box: (min(_sides(box)), max(_sides(box)))
    )
    (rows, columns), (shorter, longer) = largest, sorted(_sides(largest))
    if (
        largest == whole
        or longer >= BAR * shorter
        or any(_alike(box, largest) for box in others)
        or not _beside(largest, others)
    ):
        return None
    around = max(2.0, AROUND * longer)
    left, top = max(0.0, columns.start - around), max(0.0, rows.start - around)
    return (
        left,
        top,
        min(drawn.shape[1], columns.stop + around),
        min(drawn.shape[0], rows.stop + around),
    )


def _shallow(inner: Seen) -> bool:
    """Whether what runs out of a picture, left out of this reading, stays at its edges: shoulders in a frame do not, and the head alone
    is no icon in a button."""
    assert inner.segmentation is not None
    left_out = (inner.segmentation.contrast > THRESHOLD) & ~(
        inner.segmentation.foreground > THRESHOLD
    )
    reach = int(np.ceil(SHALLOW * min(left_out.shape)))
    return not left_out[reach:-reach, reach:-reach].any()


def _centred(part: Seen, crop: Crop, times: int) -> bool:
    """Whether what was seen in a part is in its middle, as in a button; the knob of a switch is not."""
    return all(
        abs(begin + length / 2 - times * (first + end) / 2) <= OFF * times * (end - first)
        for begin, length, first, end in zip(
            part.boxes[0][:2], part.boxes[0][2:], crop[:2], crop[2:], strict=True
        )
    )


def _moved(part: Seen, crop: Crop, times: int) -> Seen:
    """What was seen in a part, told in pixels of the picture, which was reduced so many times."""
    left, top, *_ = crop
    boxes = [
        ((left + x) * times, (top + y) * times, width * times, height * times)
        for x, y, width, height in part.boxes
    ]
    assert part.segmentation is not None
    across, down = part.segmentation.scale
    segmentation = replace(part.segmentation, scale=(times * across, times * down))
    inner = (
        None if part.without_edge_parts is None else _moved(part.without_edge_parts, crop, times)
    )
    return replace(
        part,
        boxes=boxes,
        segmentation=segmentation,
        part=True,
        without_edge_parts=inner,
        with_faint_parts=None,
    )


def _sides(box: tuple[slice, slice]) -> tuple[int, int]:
    """Height and width."""
    rows, columns = box
    return rows.stop - rows.start, columns.stop - columns.start


def _alike(one: tuple[slice, slice], other: tuple[slice, slice]) -> bool:
    """Whether two boxes are about as wide and as high as each other."""
    return all(
        ALIKE * max(sides) <= min(sides) for sides in zip(_sides(one), _sides(other), strict=True)
    )


def _beside(largest: tuple[slice, slice], others: Sequence[tuple[slice, slice]]) -> bool:
    """Whether the others, at least one, are all on one side of the largest box, and together no higher than wide, as words are."""
    rows, columns = (
        slice(min(box[axis].start for box in others), max(box[axis].stop for box in others))
        for axis in (0, 1)
    )
    height, width = _sides((rows, columns))
    aside = any(
        other.stop <= own.start or other.start >= own.stop
        for own, other in zip(largest, (rows, columns), strict=True)
    )
    return aside and height <= width


def _framed(part: Mask) -> bool:
    """Whether a part (h, w) has the four sides of a ring, a rectangle or a filled shape in its box, is as full as these with its inside,
    and its own mirror image both ways, give or take a little: an eye, a door or a tag frames nothing."""
    deep = max(2, int(np.ceil(DEEP * max(part.shape))))
    until = np.logical_or.accumulate  # along each row and column, as a thin ring may have a gap
    filled = (
        until(part, 0)
        & until(part[::-1], 0)[::-1]
        & until(part, 1)
        & until(part[:, ::-1], 1)[:, ::-1]
    )
    nearly = ndimage.maximum_filter(filled, 2 * (deep // 2) + 1)
    if filled.mean() < FULL or (filled & ~(nearly[::-1] & nearly[:, ::-1])).any():
        return False

    def along(side: Mask) -> bool:
        """Whether a strip (deep, n) is drawn all along its middle."""
        begin, end = int(SIDES[0] * side.shape[1]), int(np.ceil(SIDES[1] * side.shape[1]))
        return bool(side[:, begin:end].any(axis=0).all())

    return (
        along(part[:deep])
        and along(part[-deep:])
        and along(part[:, :deep].T)
        and along(part[:, -deep:].T)
    )


def _distance(hit: Hit) -> float:
    return float(distance(np.array(hit.score)))
