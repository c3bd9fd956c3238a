"""Text in a window: runs of components on one line, which are no icons."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from features.search.windows.pixels import RING, Boxes
from features.search.windows.repetition import repetitions
from features.vision.pixels import Pixels


@dataclass(frozen=True)
class TextSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py."""

    # Pixels: the height of a letter or a word.
    lowest: int = 4
    highest: int = 60
    # Of a letter's height, and one pixel more: the most between two letters of a word.
    gap: float = 0.25
    # The most by which a letter of a word is higher than the next.
    heights: float = 2.2
    # Width by height from which on a run of letters is text.
    word: float = 2.0
    # Width by height up to which it may be a wide icon all the same.
    wide_icon: float = 3.2
    # Stars of a rating have one size, to this share of the largest, and are about square.
    same_size: float = 0.85
    square_from: float = 0.75
    square_to: float = 1.4
    # Width by height of an icon at the end of a line, and of a whole word.
    end_from: float = 0.6
    end_to: float = 1.9
    whole_word: float = 1.3
    # Of the usual gap: how far an icon at the end of a line is apart from the text.
    end_gap: float = 1.5
    # Of the lower one's height: the overlap of two components on one line.
    overlap: float = 0.5


TEXT = TextSettings()

Rows = NDArray[np.intp]


def find_text(parts: Boxes, pixels: Pixels) -> tuple[NDArray[np.bool_], Boxes]:
    """Which components (n,) are text, and boxes (m, 4) in text that may be icons all the same.

    Text is a run of neighbours on one line that is long. The boxes are wide icons, icons at the
    end of a line, and a drawing that is repeated.
    """
    left, top, _, bottom = parts.T
    heights = bottom - top
    is_letter = (heights >= TEXT.lowest) & (heights <= TEXT.highest)
    letters = np.flatnonzero(is_letter)

    # From left to right, as the search for runs needs them.
    order = np.argsort(left[letters], kind="stable")
    letters = letters[order]

    is_text = np.zeros(len(parts), bool)
    doubtful: list[Boxes] = []
    for run in _by_run(letters, parts):
        boxes = parts[run]
        line = _enclosing(boxes)
        if not _is_long(line) or _is_rating(boxes):
            continue
        is_text[run] = True
        doubtful += _icons_in(line, boxes, pixels)
    return is_text, np.array(doubtful, np.int64).reshape(-1, 4)


def _by_run(letters: Rows, parts: Boxes) -> list[Rows]:
    """The letters of each run, given from left to right."""
    runs = _runs(parts[letters])

    # Letters of one run side by side; a run starts where the number changes.
    order = np.argsort(runs, kind="stable")
    changes = np.diff(runs[order], prepend=-1)
    starts = np.flatnonzero(changes)
    return np.split(letters[order], starts)[1:]


def _enclosing(boxes: Boxes) -> Boxes:
    """(4,): the smallest box around all boxes (n, 4)."""
    left, top, right, bottom = boxes.T
    edges = [left.min(), top.min(), right.max(), bottom.max()]
    return np.array(edges, np.int64)


def _widths_and_heights(boxes: Boxes) -> tuple[Rows, Rows]:
    """(n,) each: widths and heights."""
    left, top, right, bottom = boxes.T
    return right - left, bottom - top


def _is_long(line: Boxes) -> bool:
    left, top, right, bottom = line.tolist()
    width = right - left
    height = bottom - top
    return bool(width >= TEXT.word * height)


def _is_rating(boxes: Boxes) -> bool:
    """Whether these are several boxes of one size and about square, as stars are, not letters."""
    if len(boxes) == 1:
        return False
    widths, heights = _widths_and_heights(boxes)
    width = widths.max()
    height = heights.max()

    as_wide = np.all(widths >= TEXT.same_size * width)
    as_high = np.all(heights >= TEXT.same_size * height)
    narrowest = TEXT.square_from * height
    widest = TEXT.square_to * height
    return bool(as_wide and as_high and narrowest <= width <= widest)


def _icons_in(line: Boxes, boxes: Boxes, pixels: Pixels) -> list[Boxes]:
    """Boxes (4,) in a line of text that may be icons."""
    left, top, right, bottom = line.tolist()
    width = right - left
    height = bottom - top

    icons = []
    if width <= TEXT.wide_icon * height:
        icons.append(line)
    if len(boxes) > 1:
        icons += _ends(boxes)
    else:
        icons += repetitions(line, pixels)
    return icons


def _ends(boxes: Boxes) -> list[Boxes]:
    """The first and the last box of a line, where it is about square and unlike the others.

    It is higher, or further off, or the others are whole words.
    """
    left, _, right, _ = boxes.T
    widths, heights = _widths_and_heights(boxes)
    gaps = left[1:] - right[:-1]
    far = TEXT.end_gap * np.median(gaps)
    others_are_words = np.median(widths / heights) >= TEXT.whole_word

    ends = []
    for end, rest, gap in (
        (boxes[0], boxes[1:], gaps[0]),
        (boxes[-1], boxes[:-1], gaps[-1]),
    ):
        unlike = others_are_words or gap >= far or _is_higher(end, rest)
        if unlike and _is_about_square(end):
            ends.append(end)
    return ends


def _is_higher(box: Boxes, others: Boxes) -> bool:
    """Whether a box (4,) begins above all others (n, 4) or ends below them."""
    _, top, _, bottom = box
    _, tops, _, bottoms = others.T
    return bool(top < tops.min() or bottom > bottoms.max())


def _is_about_square(box: Boxes) -> bool:
    left, top, right, bottom = box.tolist()
    width = right - left
    height = bottom - top
    return bool(TEXT.end_from * height <= width <= TEXT.end_to * height)


def _runs(boxes: Boxes) -> NDArray[np.int32]:
    """(n,): the number of the run that each letter belongs to; letters go from left to right."""
    _, top, _, bottom = boxes.T
    first, second = _pairs_in_reach(boxes)
    near = _are_close(boxes[first], boxes[second])

    shared_top = np.maximum(top[first], top[second])
    shared_bottom = np.minimum(bottom[first], bottom[second])
    heights = bottom - top
    lower = np.minimum(heights[first], heights[second])
    near &= shared_bottom - shared_top >= TEXT.overlap * lower

    links = (near[near], (first[near], second[near]))
    graph = sparse.coo_array(links, (len(boxes), len(boxes)))
    _, runs = sparse.csgraph.connected_components(graph, directed=False)
    numbers: NDArray[np.int32] = runs
    return numbers


def _are_close(first: Boxes, second: Boxes) -> NDArray[np.bool_]:
    """(p,): whether two letters side by side are of similar height, with a small gap."""
    _, _, ends, _ = first.T
    starts, _, _, _ = second.T
    _, heights = _widths_and_heights(first)
    _, next_heights = _widths_and_heights(second)
    lower = np.minimum(heights, next_heights)
    higher = np.maximum(heights, next_heights)

    similar = higher <= TEXT.heights * lower
    small_gap: NDArray[np.bool_] = starts - ends <= TEXT.gap * lower + 1
    return similar & small_gap


def _pairs_in_reach(boxes: Boxes) -> tuple[Rows, Rows]:
    """(p,) each: letters, and the letters that begin where they end, give or take their gap."""
    left, top, right, bottom = boxes.T
    reach = right + TEXT.gap * (bottom - top) + 1
    begin = np.searchsorted(left, right - RING)
    end = np.searchsorted(left, reach, side="right")
    counts = end - begin

    # The k-th pair of a letter leads to the k-th letter from its `begin`.
    first = np.repeat(np.arange(len(left)), counts)
    pairs_before = np.cumsum(counts) - counts
    offsets = np.repeat(pairs_before - begin, counts)
    second = np.arange(len(first)) - offsets
    return first, second
