"""The vectors of one extractor by icon: an icon has a row for each of its pictures."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.store.vectors import Codes, Vectors, unit

Numbers = NDArray[np.integer[Any]]  # of icons, in the order of ids


class IconRows:
    """Rows in the order of ids, so that those of an icon are next to one another.

    Icons are numbered in the order of ids, from 0 on.
    """

    def __init__(self, rows: Vectors, as_stored: bool) -> None:
        """With `as_stored`, vectors are scaled to length 1 at each use.

        They then stay in the file, which all processes share. Otherwise they are scaled now, into
        memory, which makes their use faster.
        """
        ids, vectors, codes = _in_order_of_ids(rows)
        self.codes: Codes | None = codes
        self.vectors: NDArray[Any] = vectors if as_stored else unit(vectors)
        self._as_stored = as_stored

        is_first = _begins(ids)  # (rows,)
        counts = np.cumsum(is_first, dtype=np.int32)
        self.numbers = counts - 1  # (rows,): the icon of each row
        self.starts = np.flatnonzero(is_first)  # (n,): the first row of each icon
        self.ids = [ids[start] for start in self.starts.tolist()]  # of the icons

        next_starts = self.starts[1:]
        self._ends = np.append(next_starts, len(ids))  # (n,): the end of each icon's rows

    def number(self, identifier: str) -> int:
        """The number of an icon. Raises KeyError."""
        number = bisect_left(self.ids, identifier)
        if number == len(self.ids):
            raise KeyError(identifier)
        if self.ids[number] != identifier:
            raise KeyError(identifier)
        return number

    def pictures(self, number: int) -> NDArray[np.float32]:
        """(p, d): the vectors of all pictures of an icon."""
        start = self.starts[number]
        end = self._ends[number]
        return self._unit(self.vectors[start:end])

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(r, d): the vectors of these rows."""
        taken: NDArray[Any] = np.take(self.vectors, rows, axis=0)
        return self._unit(taken)

    def blocks(self, size: int) -> Iterator[NDArray[np.float32]]:
        """All vectors, a block of rows at a time."""
        for start in range(0, len(self.vectors), size):
            stop = start + size
            yield self._unit(self.vectors[start:stop])

    def _unit(self, vectors: NDArray[Any]) -> NDArray[np.float32]:
        """Some of the vectors, of length 1."""
        if self._as_stored:
            return unit(vectors)
        return vectors


def _in_order_of_ids(
    rows: Vectors,
) -> tuple[Sequence[str], NDArray[np.int16], Codes | None]:
    """Ids, vectors and codes, sorted by id: without a copy if a build has written them."""
    ids = rows.ids[:]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if order == list(range(len(ids))):
        return ids, rows.vectors, rows.codes
    return (
        [ids[row] for row in order],
        rows.vectors[order],
        None if rows.codes is None else rows.codes[order],
    )


def _begins(ids: Sequence[str]) -> NDArray[np.bool_]:
    """(rows,): whether each row is the first row of its icon."""
    begins = [
        row == 0 or identifier != ids[row - 1]
        for row, identifier in enumerate(ids)  # sorted
    ]
    return np.array(begins, np.bool_)


def highest(numbers: Numbers, scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """The places in `scores` (n,) of the `limit` highest, the best first.

    `numbers` (n,) are the icons that have these scores. Equal scores are in the order of
    the icons.
    """
    wanted = min(limit, len(scores))
    near = np.arange(len(scores))
    if wanted < len(scores):
        # A full sort of all scores would take longer than comparing the vectors.
        last = len(scores) - wanted
        least = np.partition(scores, last)[last]
        near = np.flatnonzero(scores >= least)
    # The last key is the first to sort by.
    keys = (numbers[near], -scores[near])
    order = np.lexsort(keys)
    return near[order[:wanted]]
