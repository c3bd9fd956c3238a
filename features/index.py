"""Vectors to ranked icons: in memory, exact for libraries of ordinary size, coarse to fine where that is faster."""

from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features import codes
from features.catalogue import Filters
from features.generation import Generation
from features.store import Vectors

DIGITS = 6  # of a score; rounding errors beyond would put pictures that are the same in an arbitrary order
BESIDE = 40  # hits looked at beyond those asked for, as some of them are the same icon
COARSE_FROM = 200_000  # rows: below, comparing all vectors costs less than comparing all codes and then the best vectors
TOGETHER = 64  # queries compared at a time: more gain nothing, and take memory
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
        # As a build writes them, they are in order already: not copied, they stay where all processes share them.
        self._vectors = rows.vectors if ids == rows.ids else rows.vectors[order]
        self._codes = None if rows.codes is None or len(order) < COARSE_FROM else np.ascontiguousarray(rows.codes[order].T)
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
        places, scores = self._all(vectors) if self._codes is None or among is not None else self._shortlisted(vectors)
        if among is not None:
            kept = among[places]
            places, scores = places[kept], scores[kept]
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
        return self.search(self._vectors[self._rows(self._place(identifier))], limit, (identifier,), filters)

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,): of each of several queries (n, d) with one reading, the best score of any icon: much faster than to search each."""
        parts = [vectors[start : start + TOGETHER] for start in range(0, len(vectors), TOGETHER)]
        return np.concatenate([(self._vectors @ part.T).max(axis=0) for part in parts])

    def alike(self, identifier: str, least: float) -> list[str]:
        """The icons whose pictures have at least that cosine with one of an icon's own, itself among them.

        Raises KeyError when it is not in the index.
        """
        places, scores = self._all(self._vectors[self._rows(self._place(identifier))])
        return [self._ids[place] for place in places[scores >= least]]

    def _all(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Every icon and its score."""
        products = (self._vectors @ vectors.T).max(axis=1)
        return np.arange(len(self._ids)), np.maximum.reduceat(products, self._starts)

    def _shortlisted(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The icons whose codes are nearest to the query's, and their scores."""
        assert self._codes is not None
        rows = codes.nearest(self._codes, codes.encode(vectors), SHORTLIST)
        products = (self._vectors[rows] @ vectors.T).max(axis=1)
        places, inverse = np.unique(self._places[rows], return_inverse=True)
        scores = np.full(len(places), -1, np.float32)
        np.maximum.at(scores, inverse, products)
        return places, scores

    def _groups(self, places: NDArray[np.int64], same: float) -> list[tuple[int, list[int]]]:
        """Of icons in the order given, numbered so, those that look like no better one, each with those that look like it."""
        firsts = self._vectors[self._starts[places]]
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
        one, two = self._vectors[self._rows(place)], self._vectors[self._rows(other)]
        return len(one) == len(two) and bool(np.all(np.sum(one * two, axis=1) >= same))

    def _rows(self, place: int) -> slice:
        end = self._starts[place + 1] if place + 1 < len(self._starts) else len(self._vectors)
        return slice(self._starts[place], end)

    def _place(self, identifier: str) -> int:
        place = bisect_left(self._ids, identifier)
        if place == len(self._ids) or self._ids[place] != identifier:
            raise KeyError(identifier)
        return place
