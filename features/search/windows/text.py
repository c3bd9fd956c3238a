"""Text in a window: runs of components on one line, which are no icons."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from features.search.windows.pixels import RING, Boxes, Pixels


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
    # Of a drawing's own standard deviation: how much two repetitions of it may differ.
    repeated: float = 0.35
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


def find_text(parts: Boxes, pixels: Pixels) -> tuple[NDArray[np.bool_], Boxes]:
    """Which components (n,) are text, and boxes (m, 4) in text that may be icons all the same.

    Text is a run of neighbours on one line that is long. The boxes are wide icons, icons at the
    end of a line, and a drawing that is repeated.
    """
    heights = parts[:, 3] - parts[:, 1]
    letters = np.flatnonzero((heights >= TEXT.lowest) & (heights <= TEXT.highest))
    letters = letters[np.argsort(parts[letters, 0], kind="stable")]  # from left to right
    runs = _runs(parts[letters])
    order = np.argsort(runs, kind="stable")
    starts = np.flatnonzero(np.diff(runs[order], prepend=-1))
    is_text = np.zeros(len(parts), bool)
    doubtful: list[Boxes] = []
    for run in np.split(letters[order], starts)[1:]:
        boxes = parts[run]
        line = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        if _is_long(line) and not _is_rating(boxes):
            is_text[run] = True
            doubtful += _icons_in(line, boxes, pixels)
    return is_text, np.array(doubtful, np.int64).reshape(-1, 4)


def _is_long(line: Boxes) -> bool:
    width, height = line[2:] - line[:2]
    return bool(width >= TEXT.word * height)


def _is_rating(boxes: Boxes) -> bool:
    """Whether these are several boxes of one size and about square, as stars are, not letters."""
    sides = boxes[:, 2:] - boxes[:, :2]
    width, height = sides.max(axis=0)
    same_size = np.all(sides >= TEXT.same_size * sides.max(axis=0))
    square = TEXT.square_from * height <= width <= TEXT.square_to * height
    return bool(len(boxes) > 1 and same_size and square)


def _icons_in(line: Boxes, boxes: Boxes, pixels: Pixels) -> list[Boxes]:
    """Boxes (4,) in a line of text that may be icons."""
    width, height = line[2:] - line[:2]
    wide = [line] if width <= TEXT.wide_icon * height else []
    rest = _ends(boxes) if len(boxes) > 1 else _repetitions(line, pixels)
    return wide + rest


def _ends(boxes: Boxes) -> list[Boxes]:
    """The first and the last box of a line, where it is about square and unlike the others.

    It is higher, or further off, or the others are whole words.
    """
    sides = boxes[:, 2:] - boxes[:, :2]
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    usual_gap = np.median(gaps)
    words = np.median(sides[:, 0] / sides[:, 1]) >= TEXT.whole_word
    ends = []
    for end, rest, gap in ((0, slice(1, None), gaps[0]), (-1, slice(None, -1), gaps[-1])):
        width, height = sides[end]
        above = boxes[end, 1] < boxes[rest, 1].min()
        below = boxes[end, 3] > boxes[rest, 3].max()
        unlike = above or below or words or gap >= TEXT.end_gap * usual_gap
        if TEXT.end_from * height <= width <= TEXT.end_to * height and unlike:
            ends.append(boxes[end])
    return ends


def _repetitions(box: Boxes, pixels: Pixels) -> list[Boxes]:
    """The boxes of a drawing repeated side by side so closely that it is one component.

    Empty where nothing is repeated.
    """
    left, top, right, bottom = box.tolist()
    columns = pixels[top:bottom, left:right].sum(axis=2, dtype=np.float64).T  # (w, h)
    columns -= columns.mean()
    width, height = columns.shape
    pitches = np.arange(round(0.7 * height), min(2 * height, width // 2 + 2))
    differences = _self_differences(columns, pitches)
    repeated = pitches[differences < TEXT.repeated**2 * columns.var()]
    if not repeated.size:
        return []
    pitch = int(repeated[0])
    count = -(-width // pitch)
    side = width - (count - 1) * pitch
    lefts = [left + number * pitch for number in range(count)]
    return [np.array([start, top, start + side, bottom]) for start in lefts]


def _self_differences(
    columns: NDArray[np.float64], pitches: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The mean square by which (w, h) differs from its copy moved by each pitch (p,).

    All pitches come from one autocorrelation (the Wiener-Khinchin theorem).
    """
    width, height = columns.shape
    spectrum = np.fft.rfft(columns, 2 * width, axis=0)
    power = (spectrum * spectrum.conj()).real.sum(axis=1)
    products = np.fft.irfft(power, 2 * width)[pitches]
    energy = np.cumsum((columns**2).sum(axis=1))  # of the first columns
    moved = energy[-1] - energy[pitches - 1]
    staying = energy[width - 1 - pitches]
    differences: NDArray[np.float64] = (moved + staying - 2 * products) / (
        height * (width - pitches)
    )
    return differences


def _runs(boxes: Boxes) -> NDArray[np.int32]:
    """(n,): the number of the run that each letter belongs to; letters go from left to right."""
    left, top, right, bottom = boxes.T
    heights = bottom - top
    first, second = _pairs_in_reach(left, right, heights)
    lower = np.minimum(heights[first], heights[second])
    higher = np.maximum(heights[first], heights[second])
    shared = np.minimum(bottom[first], bottom[second]) - np.maximum(top[first], top[second])
    on_one_line = shared >= TEXT.overlap * lower
    similar = higher <= TEXT.heights * lower
    close = left[second] - right[first] <= TEXT.gap * lower + 1
    near = on_one_line & similar & close
    links = (near[near], (first[near], second[near]))
    graph = sparse.coo_array(links, (len(boxes), len(boxes)))
    runs: NDArray[np.int32] = sparse.csgraph.connected_components(graph, directed=False)[1]
    return runs


def _pairs_in_reach(
    left: NDArray[np.int64], right: NDArray[np.int64], heights: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(p,) each: letters, and the letters that begin where they end, give or take their gap."""
    begin = np.searchsorted(left, right - RING)
    end = np.searchsorted(left, right + TEXT.gap * heights + 1, side="right")
    counts = end - begin
    first = np.repeat(np.arange(len(left)), counts)
    # The k-th pair of a letter leads to the k-th letter from its `begin`.
    offsets = np.repeat(np.cumsum(counts) - counts - begin, counts)
    second = np.arange(len(first)) - offsets
    return first, second
