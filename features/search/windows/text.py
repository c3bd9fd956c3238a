"""Text in a window: runs of components on one line, which are no icons."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.timing import untimed
from features.search.windows.pixels import Boxes, widths_and_heights
from features.search.windows.repetition import repetitions
from features.search.windows.runs import Runs, runs_of_letters
from features.vision.pixels import Pixels


@dataclass(frozen=True)
class TextSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py."""

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
    # Words in which icons are searched for at most. A 4K screen full of small numbers has 12,000.
    most_words: int = 12_000


TEXT = TextSettings()


def find_text(
    parts: Boxes, pixels: Pixels, check: Callable[[], None] = untimed.check
) -> tuple[NDArray[np.bool_], Boxes]:
    """Which components (n,) are text, and boxes (m, 4) in text that may be icons all the same.

    Text is a run of neighbours on one line that is long. The boxes are wide icons, icons at the
    end of a line, and a drawing that is repeated. `check` is called between the steps.
    """
    runs = runs_of_letters(parts)
    check()
    are_long = _are_long(runs.lines)
    are_ratings = _are_ratings(runs, parts)
    is_word = are_long & ~are_ratings

    is_text = np.zeros(len(parts), bool)
    is_text[runs.among(is_word)] = True

    doubtful = [_wide_icons(runs.lines[is_word])]
    for run in _examined(runs.lines, is_word, pixels):
        check()
        letters = runs.letters_of(run)
        icons = _icons_in(parts[letters], pixels)
        doubtful += [icon[None] for icon in icons]
    return is_text, np.concatenate(doubtful)


def _are_long(lines: Boxes) -> NDArray[np.bool_]:
    """(r,): whether each line is as long as text."""
    widths, heights = widths_and_heights(lines)
    long: NDArray[np.bool_] = widths >= TEXT.word * heights
    return long


def _are_ratings(runs: Runs, parts: Boxes) -> NDArray[np.bool_]:
    """(r,): whether a run is several boxes of one size and about square, as stars are."""
    widths, heights = widths_and_heights(parts[runs.letters])
    starts = runs.bounds[:-1]

    # (r,) each.
    widest = np.maximum.reduceat(widths, starts)
    highest = np.maximum.reduceat(heights, starts)
    narrowest = np.minimum.reduceat(widths, starts)
    lowest = np.minimum.reduceat(heights, starts)

    is_several = runs.lengths > 1
    as_wide = narrowest >= TEXT.same_size * widest
    as_high = lowest >= TEXT.same_size * highest
    wide_enough = widest >= TEXT.square_from * highest
    narrow_enough = widest <= TEXT.square_to * highest
    is_even = as_wide & as_high
    is_square = wide_enough & narrow_enough
    ratings: NDArray[np.bool_] = is_several & is_even & is_square
    return ratings


def _wide_icons(lines: Boxes) -> Boxes:
    """Those of the lines (r, 4) that are short enough for an icon."""
    widths, heights = widths_and_heights(lines)
    return lines[widths <= TEXT.wide_icon * heights]


def _examined(lines: Boxes, is_word: NDArray[np.bool_], pixels: Pixels) -> list[int]:
    """The words in which icons are searched for, those nearest to square first.

    Their lines (r, 4) have no more pixels together than the picture: lines that hold others can
    have many times as many.
    """
    widths, heights = widths_and_heights(lines)
    words = np.flatnonzero(is_word)
    elongations = widths[words] / heights[words]
    order = np.argsort(elongations, kind="stable")
    words = words[order[: TEXT.most_words]]

    height, width, _ = pixels.shape
    areas = np.cumsum(widths[words] * heights[words])
    are_affordable = areas <= width * height
    examined: list[int] = words[are_affordable].tolist()
    return examined


def _icons_in(boxes: Boxes, pixels: Pixels) -> list[Boxes]:
    """Boxes (4,) in a word of these letters (n, 4) that may be icons."""
    if len(boxes) > 1:
        return _ends(boxes)
    return repetitions(boxes[0], pixels)


def _ends(boxes: Boxes) -> list[Boxes]:
    """The first and the last box of a line, where it is about square and unlike the others.

    It is higher, or further off, or the others are whole words.
    """
    left, _, right, _ = boxes.T
    widths, heights = widths_and_heights(boxes)
    gaps = left[1:] - right[:-1]  # (n - 1,)
    far = TEXT.end_gap * np.median(gaps)
    elongations = widths / heights  # (n,)
    others_are_words = np.median(elongations) >= TEXT.whole_word

    first = (boxes[0], boxes[1:], gaps[0])
    last = (boxes[-1], boxes[:-1], gaps[-1])
    ends = []
    for end, rest, gap in (first, last):
        is_unlike = others_are_words or gap >= far or _is_higher(end, rest)
        if is_unlike and _is_about_square(end):
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
