"""Vectors to ranked icons: in memory, exact for libraries of ordinary size, coarse to fine where that is faster."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features import codes
from features.catalogue import Filters
from features.generation import Generation
from features.store import Vectors, unit

DIGITS = 6  # of a score; rounding errors beyond would put pictures that are the same in an arbitrary order
BESIDE = 40  # hits looked at beyond those asked for, as some of them are the same icon
COARSE_FROM = 10_000  # rows: below, comparing all vectors costs no more than comparing all codes and then the best vectors
BLOCK = 4096  # rows compared at a time where all are: in the processor's cache
SHORTLIST = 2000  # rows that the codes leave to the vectors
NO_FILTERS: Filters = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Hit:
    """An icon and how well it matches: the cosine, at most 1. `also` are icons that look the same, the best first."""

    id: str
    score: float
    also: tuple[str, ...] = ()


class Searched(Protocol):
    """What answers searches: an Index, or vectors elsewhere that answer as it does."""

    def search(
        self,
        vectors: NDArray[np.float32],
        limit: int,
        without: Collection[str] = (),
        filters: Filters = NO_FILTERS,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Hit]:
        """The best icons for one query."""

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The best icons for one of the icons."""

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score for each of several queries."""


class Index:
    """All rows of one extractor. Reading only, so safe to use from several threads."""

    def __init__(self, rows: Vectors, same: float | None = None, select: Callable[[Filters], NDArray[np.bool_]] | None = None) -> None:
        """`same` is the cosine from which on two library pictures look the same; None keeps every icon apart.

        `select` says of each icon (n,), in the order of ids, whether filters leave it; searches with filters need it.
        """
        self._select = select
        self._same_from = same
        order = sorted(range(len(rows.ids)), key=rows.ids.__getitem__)
        ids = [rows.ids[row] for row in order]
        vectors, stored = rows.vectors, rows.codes
        if ids != rows.ids:  # as a build writes them, they are in order
            vectors, stored = vectors[order], None if stored is None else stored[order]
        self._codes = stored if len(order) >= COARSE_FROM else None
        # Of a large library, the few that a search compares are taken from the file, which all processes share.
        self._vectors: NDArray[np.float32] | NDArray[np.float16] = unit(vectors) if self._codes is None else vectors
        firsts = np.array([row == 0 or identifier != ids[row - 1] for row, identifier in enumerate(ids)])
        self._starts = np.flatnonzero(firsts)
        self._places = np.cumsum(firsts) - 1  # of each row, its icon
        self._ids = [ids[start] for start in self._starts]

    @classmethod
    def open(cls, generation: Generation, extractor: str) -> "Index":
        """The index of a generation.

        Raises BrokenGeneration when it has none of this extractor, or one that this code cannot compare with.
        """
        return cls(generation.vectors(extractor), generation.encoder(extractor).same, generation.catalogue.select)

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
        """The best icons for one query, whose readings' vectors are (k, d), the best first, equals by id.

        An icon scores its best row for the query's best reading. Icons that look the same are one hit, named by the
        better of them. Icons `without` are passed over; KeyError for one that is not in the index. Only those are looked at
        that `filters` leave, and where `among` (n,) is given, of each icon in the order of ids, that it marks.
        """
        if filters:
            assert self._select is not None
            among = self._select(filters) if among is None else among & self._select(filters)
        places, scores = self._scores(vectors, among)
        if without:
            kept = ~np.isin(places, [self._place(identifier) for identifier in without])
            places, scores = places[kept], scores[kept]
        scores = np.round(scores, DIGITS)
        wanted = min(limit + BESIDE, len(scores))
        if wanted < len(scores):
            least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
            places, scores = places[scores >= least], scores[scores >= least]
        order = np.lexsort((places, -scores))[:wanted]
        places, scores = places[order], np.minimum(scores[order], 1)
        alone: list[tuple[int, list[int]]] = [(number, []) for number in range(len(places))]
        groups = alone if self._same_from is None else self._groups(places, self._same_from)
        return [
            Hit(self._ids[places[best]], round(float(scores[best]), DIGITS), tuple(self._ids[places[other]] for other in others))
            for best, others in groups[:limit]
        ]

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As `search`, for one of the icons, by the vectors it has here; that one is left out. Raises KeyError."""
        return self.search(self._at(self._rows(self._place(identifier))), limit, (identifier,), filters)

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,): of each of several queries (n, d) with one reading, the best score of any icon: much faster than to search each."""
        best = np.full(len(vectors), -1, np.float32)
        for block in self._blocks():
            np.maximum(best, (block @ vectors.T).max(axis=0), out=best)
        return best

    def alike(self, identifier: str, least: float) -> list[str]:
        """The icons whose pictures have at least that cosine with one of an icon's own, itself among them.

        Raises KeyError when it is not in the index.
        """
        places, scores = self._scores(self._at(self._rows(self._place(identifier))))
        return [self._ids[place] for place in places[scores >= least]]

    def _scores(
        self, vectors: NDArray[np.float32], among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Icons `among` those to look at, in order, and their scores: all of them, or those whose codes are nearest to the query's."""
        if self._codes is None:
            products = np.concatenate([(block @ vectors.T).max(axis=1) for block in self._blocks()])
            places, scores = np.arange(len(self._ids)), np.maximum.reduceat(products, self._starts)
            return (places, scores) if among is None else (places[among], scores[among])
        rows: NDArray[np.int64]
        if among is None:
            rows = codes.nearest(self._codes, codes.encode(vectors), SHORTLIST)
        else:
            looked_at = np.flatnonzero(among[self._places])
            rows = looked_at[codes.nearest(self._codes[looked_at], codes.encode(vectors), SHORTLIST)]
        places, firsts = np.unique(self._places[rows], return_index=True)
        return places, np.maximum.reduceat((self._at(rows) @ vectors.T).max(axis=1), firsts)

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        """All vectors, some at a time."""
        return (self._at(slice(start, start + BLOCK)) for start in range(0, len(self._vectors), BLOCK))

    def _at(self, rows: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        """Their vectors, to multiply with."""
        vectors = self._vectors[rows]
        return vectors.astype(np.float32, copy=False) if self._codes is None else unit(vectors)

    def _groups(self, places: NDArray[np.int64], same: float) -> list[tuple[int, list[int]]]:
        """Of icons in the order given, numbered so, those that look like no better one, each with those that look like it."""
        firsts = self._at(self._starts[places])
        alike: dict[int, list[int]] = {}  # of each, the better ones that may look the same
        for number, better in np.argwhere(firsts @ firsts.T >= same).tolist():
            if better < number:
                alike.setdefault(number, []).append(better)
        groups: dict[int, list[int]] = {}
        for number, place in enumerate(places):
            best = next((best for best in alike.get(number, ()) if best in groups and self._all_same(places[best], place, same)), None)
            if best is None:
                groups[number] = []
            else:
                groups[best].append(number)
        return list(groups.items())

    def _all_same(self, place: int, other: int, same: float) -> bool:
        """Whether two icons look the same on every ground that they are drawn on."""
        one, two = self._at(self._rows(place)), self._at(self._rows(other))
        return len(one) == len(two) and bool(np.all(np.sum(one * two, axis=1) >= same))

    def _rows(self, place: int) -> slice:
        end = self._starts[place + 1] if place + 1 < len(self._starts) else len(self._vectors)
        return slice(self._starts[place], end)

    def _place(self, identifier: str) -> int:
        place = bisect_left(self._ids, identifier)
        if place == len(self._ids) or self._ids[place] != identifier:
            raise KeyError(identifier)
        return place
