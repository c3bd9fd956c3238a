"""Searches vectors in memory: exactly, or in a large library coarse to fine."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.index.codes import CodeIndex
from features.search.index.grouping import HitVectors, group
from features.search.index.hit import ALL_ICONS, HITS, NO_FILTERS, FetchCutouts, Hit, Selection
from features.search.index.icon_rows import IconRows, Numbers, highest
from features.store.catalogue import Filters
from features.store.generation import Generation
from features.store.vectors import Vectors

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
    """The rows of one extractor in memory. Read-only, so safe to use from several threads."""

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
        self._same = same
        self._select = select
        # In a large library, a search reads the vectors of the shortlist alone.
        is_large = rows.codes is not None and len(rows.ids) >= SETTINGS.coarse_from
        self._rows = IconRows(rows, as_stored=is_large)
        self._codes: CodeIndex | None = None
        if is_large and self._rows.codes is not None:
            self._codes = CodeIndex(self._rows.codes)

    @classmethod
    def open(cls, generation: Generation, extractor: str) -> Self:
        """The index of a generation.

        Raises BrokenGeneration when the generation has no vectors of this extractor, or vectors
        that this code cannot compare with.
        """
        encoder = generation.encoder(extractor)
        return cls(
            generation.vectors(extractor),
            same=encoder.same,
            select=generation.catalogue.select,
        )

    def __len__(self) -> int:
        return len(self._rows.ids)

    def search(
        self, vectors: NDArray[np.float32], limit: int, selection: Selection = ALL_ICONS
    ) -> list[Hit]:
        """As `VectorIndex.search`."""
        among = selection.among
        if selection.filters:
            among = self._passing(selection.filters, among)
        wanted = limit + len(selection.without)
        numbers, scores = self._scores(vectors, wanted, among)
        if selection.without:
            is_allowed = self._is_not(selection.without, numbers)
            numbers = numbers[is_allowed]
            scores = scores[is_allowed]
        rounded = scores.astype(np.float64).round(HITS.digits)
        return self._hits(numbers, rounded, limit)

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As `VectorIndex.similar`."""
        number = self._rows.number(identifier)
        others = Selection((identifier,), filters)
        return self.search(self._rows.pictures(number), limit, others)

    def best_scores(
        self, vectors: NDArray[np.float32], filters: Filters = NO_FILTERS
    ) -> NDArray[np.float32]:
        """As `VectorIndex.best_scores`. Much faster than a search for each query.

        Of a large library, a few queries are compared with their shortlists alone.
        """
        best = np.full(len(vectors), -1, np.float32)
        for block in self._compared(vectors, filters):
            cosines = block @ vectors.T  # (rows, queries)
            of_block = cosines.max(axis=0, initial=-1)  # (queries,)
            np.maximum(best, of_block, out=best)
        return best

    def _compared(
        self, vectors: NDArray[np.float32], filters: Filters
    ) -> Iterator[NDArray[np.float32]]:
        """The vectors that queries (n, d) are compared with, a block of rows at a time."""
        shortlisted = len(vectors) * SETTINGS.shortest
        if self._codes is None or shortlisted >= len(self._rows.vectors):
            yield from self._blocks(filters)
            return
        among = self._passing(filters, None) if filters else None
        yield self._rows.take(self._shortlist(vectors, SETTINGS.shortest, among))

    def _blocks(self, filters: Filters) -> Iterator[NDArray[np.float32]]:
        """The vectors of the icons that pass the filters, a block of rows at a time."""
        if not filters:
            yield from self._rows.blocks(SETTINGS.block)
            return
        passing = self._passing(filters, None)  # (n,) of the icons
        rows = np.flatnonzero(passing[self._rows.numbers])
        for start in range(0, len(rows), SETTINGS.block):
            yield self._rows.take(rows[start : start + SETTINGS.block])

    def alike(self, identifier: str, least: float) -> list[str]:
        """The icons with a picture whose cosine with one of an icon's pictures is at least `least`.

        The icon itself is one of them. Raises KeyError when it is not in the index.
        """
        number = self._rows.number(identifier)
        pictures = self._rows.pictures(number)
        numbers, scores = self._scores(pictures, wanted=0)
        alike = numbers[scores >= least]
        return [self._rows.ids[other] for other in alike]

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """As `VectorIndex.together`."""
        if self._same is None:
            return list(hits[:limit])
        numbers = [self._rows.number(hit.id) for hit in hits]
        firsts = self._rows.starts[numbers]  # (h,)
        vectors = HitVectors(
            firsts=self._rows.take(firsts),
            pictures=lambda place: self._rows.pictures(numbers[place]),
            same=self._same,
        )
        return group(hits, vectors, cutouts, limit)

    def _passing(self, filters: Filters, among: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """(n,): whether each icon passes the filters, and `among` marks it, if given."""
        assert self._select is not None, "only the index of a generation is searched with filters"
        passing = self._select(filters)
        if among is None:
            return passing
        return among & passing

    def _is_not(self, without: Collection[str], numbers: Numbers) -> NDArray[np.bool_]:
        """(m,): whether each icon of `numbers` is none of those `without`. Raises KeyError."""
        excluded = [self._rows.number(identifier) for identifier in without]
        is_excluded = np.isin(numbers, excluded)
        return ~is_excluded

    def _scores(
        self,
        vectors: NDArray[np.float32],
        wanted: int,
        among: NDArray[np.bool_] | None = None,
    ) -> Scored:
        """Icons in ascending order with their scores for one query (k, d).

        All icons that `among` (n,) marks; of a large library only those on the shortlist.
        """
        if self._codes is None:
            return self._all_scores(vectors, among)
        count = max(
            SETTINGS.shortest,
            len(self._rows.vectors) // SETTINGS.rows_per_shortlisted,
            SETTINGS.shortlisted_per_hit * wanted,
        )
        rows = self._shortlist(vectors, count, among)
        return self._scores_of_rows(vectors, rows)

    def _shortlist(
        self, vectors: NDArray[np.float32], count: int, among: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """The rows of the `count` codes nearest to each query (k, d), of icons that `among` marks.

        In ascending order.
        """
        assert self._codes is not None, "only a large library has a shortlist"
        allowed = None
        if among is not None:
            allowed = np.flatnonzero(among[self._rows.numbers])
        return self._codes.nearest(vectors, count, allowed)

    def _all_scores(self, vectors: NDArray[np.float32], among: NDArray[np.bool_] | None) -> Scored:
        """All icons, or those that `among` marks, with their scores for one query (k, d)."""
        best = []
        for block in self._rows.blocks(SETTINGS.block):
            cosines = block @ vectors.T  # (rows, k)
            best.append(cosines.max(axis=1))
        of_rows = np.concatenate(best)  # (rows,)
        scores = np.maximum.reduceat(of_rows, self._rows.starts)  # (n,)
        numbers = np.arange(len(scores))
        if among is None:
            return numbers, scores
        return numbers[among], scores[among]

    def _scores_of_rows(self, vectors: NDArray[np.float32], rows: NDArray[np.int64]) -> Scored:
        """The icons of some rows, in ascending order, with their scores for one query (k, d)."""
        cosines = self._rows.take(rows) @ vectors.T  # (rows, k)
        best = cosines.max(axis=1)  # (rows,)
        numbers, starts = np.unique(
            self._rows.numbers[rows],
            return_index=True,
        )
        scores = np.maximum.reduceat(best, starts)  # (icons,)
        return numbers, scores

    def _hits(self, numbers: Numbers, scores: NDArray[np.float64], limit: int) -> list[Hit]:
        """The `limit` icons with the highest scores, the best first, equal scores by id."""
        best = highest(numbers, scores, limit)
        at_most_1 = np.minimum(scores[best], 1)
        found = zip(
            numbers[best].tolist(),
            at_most_1.tolist(),
            strict=True,
        )
        return [Hit(self._rows.ids[number], score) for number, score in found]
