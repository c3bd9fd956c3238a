"""Searches vectors in memory: exactly, or in a large library coarse to fine."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from features.search.index.codes import CodeIndex
from features.search.index.grouping import HitVectors, group
from features.search.index.hit import HITS, NO_FILTERS, FetchCutouts, Hit
from features.store.catalogue import Filters
from features.store.generation import Generation
from features.store.vectors import Codes, Vectors, unit

Numbers = NDArray[np.integer[Any]]  # of icons, in the order of ids
Scored = tuple[Numbers, NDArray[np.float32]]  # icons (m,) and their scores (m,)


@dataclass(frozen=True)
class IndexSettings:
    """How vectors are compared."""

    # Rows from which on codes choose a shortlist. Below, comparing all vectors costs no more than
    # comparing all codes and then the vectors of the shortlist.
    coarse_from: int = 5_000
    block: int = 4_096  # rows compared at a time where all are: they fit the processor's cache
    # Rows that the codes leave to the vectors, for each query: the largest of these three. Share of
    # the ten nearest that they contain: 0.995 of 85,000 rows; of a million, 0.990 with 500 rows and
    # 0.996 with 1,000.
    shortest: int = 500
    rows_per_shortlisted: int = 1_000
    shortlisted_per_hit: int = 8  # for each hit wanted; chosen by hand


SETTINGS = IndexSettings()


class Index:
    """The rows of one extractor in memory. Read-only, so safe to use from several threads.

    An icon has a row for each of its pictures. Icons are numbered in the order of ids.
    """

    def __init__(
        self,
        rows: Vectors,
        same: float | None = None,
        select: Callable[[Filters], NDArray[np.bool_]] | None = None,
    ) -> None:
        """The index of some rows.

        From the cosine `same` on, two pictures of the library look the same; None joins no icons.
        `select` returns for each icon (n,), in the order of ids, whether it passes filters; only
        searches with filters need it.
        """
        self._select = select
        self._same = same
        ids, vectors, codes = _in_order_of_ids(rows)
        is_large = codes is not None and len(ids) >= SETTINGS.coarse_from
        self._codes = CodeIndex(codes) if codes is not None and is_large else None
        # A search in a large library reads few vectors: they stay in the file, which all processes
        # share. Otherwise single precision is faster.
        self._vectors = vectors if is_large else unit(vectors)
        begins = [row == 0 or identifier != ids[row - 1] for row, identifier in enumerate(ids)]
        is_first = np.array(begins, bool)  # (rows,): whether it is the first row of its icon
        self._numbers = np.cumsum(is_first, dtype=np.int32) - 1  # (rows,): the icon of each row
        self._starts = np.flatnonzero(is_first)  # (n,): the first row of each icon
        self._ids = [ids[start] for start in self._starts.tolist()]

    @classmethod
    def open(cls, generation: Generation, extractor: str) -> Self:
        """The index of a generation.

        Raises BrokenGeneration when the generation has no vectors of this extractor, or vectors
        that this code cannot compare with.
        """
        return cls(
            generation.vectors(extractor),
            generation.encoder(extractor).same,
            generation.catalogue.select,
        )

    def __len__(self) -> int:
        return len(self._ids)

    def search(
        self,
        vectors: NDArray[np.float32],
        limit: int,
        without: Collection[str] = (),
        filters: Filters = NO_FILTERS,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Hit]:
        """As `VectorIndex.search`."""
        if filters:
            among = self._pass(filters, among)
        numbers, scores = self._scores(vectors, limit + len(without), among)
        if without:
            excluded = [self._number(identifier) for identifier in without]
            is_allowed = ~np.isin(numbers, excluded)
            numbers = numbers[is_allowed]
            scores = scores[is_allowed]
        rounded = scores.astype(np.float64).round(HITS.digits)
        best = _best(numbers, rounded, limit)
        names = [self._ids[number] for number in numbers[best].tolist()]
        at_most_1 = np.minimum(rounded[best], 1).tolist()
        return list(map(Hit, names, at_most_1))

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As `VectorIndex.similar`."""
        vectors = self._pictures(self._number(identifier))
        return self.search(vectors, limit, (identifier,), filters)

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """As `VectorIndex.nearest`. Much faster than a search for each query, and exact."""
        best = np.full(len(vectors), -1, np.float32)
        for block in self._blocks():
            cosines = block @ vectors.T  # (rows, queries)
            np.maximum(best, cosines.max(axis=0), out=best)
        return best

    def alike(self, identifier: str, least: float) -> list[str]:
        """The icons with a picture whose cosine with one of an icon's pictures is at least `least`.

        The icon itself is one of them. Raises KeyError when it is not in the index.
        """
        vectors = self._pictures(self._number(identifier))
        numbers, scores = self._scores(vectors, 0)
        return [self._ids[number] for number in numbers[scores >= least]]

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """As `VectorIndex.together`."""
        if self._same is None:
            return list(hits[:limit])
        numbers = [self._number(hit.id) for hit in hits]
        firsts = self._take(self._starts[numbers])
        vectors = HitVectors(firsts, lambda place: self._pictures(numbers[place]), self._same)
        return group(hits, vectors, cutouts, limit)

    def _pass(self, filters: Filters, among: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """(n,): which icons `among` those given pass the filters."""
        assert self._select is not None, "the index of a generation has the catalogue's filters"
        passing = self._select(filters)
        return passing if among is None else among & passing

    def _scores(
        self, vectors: NDArray[np.float32], wanted: int, among: NDArray[np.bool_] | None = None
    ) -> Scored:
        """Icons in ascending order with their scores for one query (k, d).

        All icons that `among` (n,) marks; of a large library only those on the shortlist.
        """
        if self._codes is not None:
            return self._shortlist_scores(self._codes, vectors, wanted, among)
        products = [(block @ vectors.T).max(axis=1) for block in self._blocks()]
        scores = np.maximum.reduceat(np.concatenate(products), self._starts)  # (n,)
        numbers = np.arange(len(self._ids))
        return (numbers, scores) if among is None else (numbers[among], scores[among])

    def _shortlist_scores(
        self,
        codes: CodeIndex,
        vectors: NDArray[np.float32],
        wanted: int,
        among: NDArray[np.bool_] | None,
    ) -> Scored:
        """As `_scores`, for the rows whose codes are nearest: several times as many as wanted."""
        count = max(
            SETTINGS.shortest,
            len(self._vectors) // SETTINGS.rows_per_shortlisted,
            SETTINGS.shortlisted_per_hit * wanted,
        )
        allowed = None if among is None else np.flatnonzero(among[self._numbers])
        rows = codes.nearest(vectors, count, allowed)
        best = (self._take(rows) @ vectors.T).max(axis=1)  # (rows,)
        numbers, firsts = np.unique(self._numbers[rows], return_index=True)
        return numbers, np.maximum.reduceat(best, firsts)

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        """All vectors, a block at a time."""
        for start in range(0, len(self._vectors), SETTINGS.block):
            yield self._as_unit(self._vectors[start : start + SETTINGS.block])

    def _pictures(self, number: int) -> NDArray[np.float32]:
        """(p, d): the vectors of all pictures of an icon."""
        is_last = number + 1 == len(self._starts)
        end = len(self._vectors) if is_last else self._starts[number + 1]
        return self._as_unit(self._vectors[self._starts[number] : end])

    def _take(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(r, d): the vectors of these rows."""
        taken: NDArray[Any] = np.take(self._vectors, rows, axis=0)
        return self._as_unit(taken)

    def _as_unit(self, vectors: NDArray[Any]) -> NDArray[np.float32]:
        """Some of the vectors, scaled to length 1."""
        # Those of a small library were scaled when it was opened.
        return vectors.astype(np.float32, copy=False) if self._codes is None else unit(vectors)

    def _number(self, identifier: str) -> int:
        """The number of an icon. Raises KeyError."""
        number = bisect_left(self._ids, identifier)
        if number == len(self._ids) or self._ids[number] != identifier:
            raise KeyError(identifier)
        return number


def _in_order_of_ids(rows: Vectors) -> tuple[list[str], NDArray[np.int16], Codes | None]:
    """Ids, vectors and codes, sorted by id. A build writes them in this order."""
    ids = list(rows.ids[:])
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if order == list(range(len(ids))):
        return ids, rows.vectors, rows.codes  # without a copy
    codes = None if rows.codes is None else rows.codes[order]
    return [ids[row] for row in order], rows.vectors[order], codes


def _best(numbers: Numbers, scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """The places of the `limit` highest scores, the best first, equal scores by number."""
    wanted = min(limit, len(scores))
    near = np.arange(len(scores))
    if wanted < len(scores):
        # A full sort of all scores would take longer than comparing the vectors.
        last = len(scores) - wanted
        near = np.flatnonzero(scores >= np.partition(scores, last)[last])
    order = np.lexsort((numbers[near], -scores[near]))
    return near[order[:wanted]]
