"""Runs of letters in a window: components of similar height, side by side on one line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from features.search.windows.pixels import RING, Boxes, widths_and_heights


@dataclass(frozen=True)
class RunSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py."""

    # Pixels: the height of a letter or a word.
    lowest: int = 4
    highest: int = 60
    # Of a letter's height, and one pixel more: the most between two letters of a word.
    gap: float = 0.25
    # The most by which a letter of a word is higher than the next.
    heights: float = 2.2
    # Of the lower one's height: the overlap of two components on one line.
    overlap: float = 0.5


RUNS = RunSettings()

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Runs:
    """Runs of letters on one line: the letters of each run side by side, from left to right.

    `letters` (m,) are numbers of components; run `i` has those from `bounds[i]` up to
    `bounds[i + 1]`. `lines` (r, 4) are the boxes around each run.
    """

    letters: Rows
    bounds: Rows
    lines: Boxes

    @property
    def lengths(self) -> Rows:
        """(r,): how many letters each run has."""
        return np.diff(self.bounds)

    def among(self, chosen: NDArray[np.bool_]) -> Rows:
        """The letters of the chosen runs (r,)."""
        return self.letters[np.repeat(chosen, self.lengths)]

    def letters_of(self, run: int) -> Rows:
        """The letters of one run."""
        return self.letters[self.bounds[run] : self.bounds[run + 1]]


def runs_of_letters(parts: Boxes) -> Runs:
    """The runs of the components (n, 4) that are as high as letters."""
    left, top, _, bottom = parts.T
    heights = bottom - top
    is_letter = (heights >= RUNS.lowest) & (heights <= RUNS.highest)
    letters = np.flatnonzero(is_letter)

    # From left to right, also within each run.
    order = np.argsort(left[letters], kind="stable")
    letters = letters[order]
    numbers = _run_numbers(parts[letters])
    order = np.argsort(numbers, kind="stable")
    letters = letters[order]

    # A run starts where the number changes.
    changes = np.diff(numbers[order], prepend=-1)
    starts = np.flatnonzero(changes)
    bounds = np.append(starts, len(letters))
    return Runs(letters, bounds, _lines(parts[letters], starts))


def _lines(boxes: Boxes, starts: Rows) -> Boxes:
    """(r, 4): the smallest boxes around the boxes (m, 4) of each run."""
    left, top, right, bottom = boxes.T
    edges = [
        np.minimum.reduceat(left, starts),
        np.minimum.reduceat(top, starts),
        np.maximum.reduceat(right, starts),
        np.maximum.reduceat(bottom, starts),
    ]
    return np.stack(edges, axis=1)


def _run_numbers(boxes: Boxes) -> NDArray[np.int32]:
    """(n,): the number of the run that each letter belongs to."""
    # All of (p,), one for each pair.
    first, second = _pairs_in_reach(boxes)
    are_close = _are_close(boxes[first], boxes[second])

    _, top, _, bottom = boxes.T
    shared_top = np.maximum(top[first], top[second])
    shared_bottom = np.minimum(bottom[first], bottom[second])
    shared = shared_bottom - shared_top

    heights = bottom - top
    lower = np.minimum(heights[first], heights[second])
    are_level = shared >= RUNS.overlap * lower

    joined = are_close & are_level
    left_letters = first[joined]
    right_letters = second[joined]
    links = (joined[joined], (left_letters, right_letters))
    count = len(boxes)
    graph = sparse.coo_array(links, (count, count))

    _, runs = sparse.csgraph.connected_components(graph, directed=False)
    numbers: NDArray[np.int32] = runs
    return numbers


def _are_close(first: Boxes, second: Boxes) -> NDArray[np.bool_]:
    """(p,): whether two letters side by side are of similar height, with a small gap."""
    _, _, ends, _ = first.T
    starts, _, _, _ = second.T
    _, heights = widths_and_heights(first)
    _, next_heights = widths_and_heights(second)
    lower = np.minimum(heights, next_heights)
    higher = np.maximum(heights, next_heights)

    similar = higher <= RUNS.heights * lower
    gaps = starts - ends
    small_gap: NDArray[np.bool_] = gaps <= RUNS.gap * lower + 1
    return similar & small_gap


def _pairs_in_reach(boxes: Boxes) -> tuple[Rows, Rows]:
    """(p,) each: letters, and the letters that begin where they end, give or take their gap.

    Both have rows in common, as far as `RUNS.heights` allows. So a letter has a few pairs, however
    many letters there are in the same columns.
    """
    left, top, right, bottom = boxes.T
    heights = bottom - top

    # (q,) each: the letters, and every column in their reach.
    reach = np.floor(right + RUNS.gap * heights + 1).astype(np.int64)
    nearest = np.maximum(right - RING, 0)
    letters, columns = _each_in(nearest, reach + 1)

    # The letters column by column, and downwards in each: one number for each place.
    rows = bottom.max(initial=0) + 1
    places = left * rows + top
    order = np.argsort(places)
    places = places[order]

    # Of each column, the letters between two heights: from `begin` to `end` in that order.
    highest = np.maximum(top - RUNS.heights * heights, 0).astype(np.int64)
    column_starts = columns * rows
    first_places = column_starts + highest[letters]
    last_places = column_starts + bottom[letters]
    begin = np.searchsorted(places, first_places)
    end = np.searchsorted(places, last_places)
    which, ranks = _each_in(begin, end)
    return letters[which], order[ranks]


def _each_in(begin: Rows, end: Rows) -> tuple[Rows, Rows]:
    """(p,) each: the numbers of ranges (n,), and the whole numbers in each range."""
    counts = np.maximum(end - begin, 0)
    numbers = np.arange(len(begin))
    ranges = np.repeat(numbers, counts)

    # A number's place among all, less its place in its range.
    numbers_before = np.cumsum(counts) - counts
    offsets = np.repeat(numbers_before - begin, counts)
    places = np.arange(len(ranges))
    return ranges, places - offsets
