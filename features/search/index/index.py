"""Vectors to ranked icons: in memory, exact for libraries of ordinary size, coarse to fine where that is faster."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from features.search.index.codes import Coarse
from features.search.registration.registration import Placement
from features.store.catalogue import Filters
from features.store.generation import Generation
from features.store.vectors import Vectors, unit
from features.vision.cutout import Cutout

DIGITS = 6  # of a score; rounding errors beyond would put pictures that are the same in an arbitrary order
BESIDE = 40  # hits to ask for beyond the results that are wanted, as some of them look the same
COARSE_FROM = 5_000  # rows: below, comparing all vectors costs no more than comparing all codes and then the best vectors
BLOCK = 4096  # rows compared at a time where all are: in the processor's cache
# Rows that the codes leave to the vectors, of each reading: so many at least, and one of so many that there are. The share of the ten
# nearest that they hold: 0.995 of 85,000; of a million, 0.990 with 500 and 0.996 with 1,000.
SHORTLIST, SHORTLISTED = 500, 1_000
A_HIT = 8  # rows of the shortlist for each hit that is wanted, at least
NO_FILTERS: Filters = MappingProxyType({})

FetchCutouts = Callable[
    [Sequence[str]], Mapping[str, Cutout]
]  # ids → the icons' drawings, those of others besides or not


class Hit(NamedTuple):
    """An icon and how well it matches: at most 1. `also` are icons that look the same, the best first.

    A search's score is the cosine of the vectors. Where hits are compared once more, it is what both comparisons say, and the `cosine` and
    the `likeness` of the pixels are there too, whether the icon has several colours, and the `place` where its drawing lies on the query;
    the latter three are None for a hit that was too far off.
    """

    id: str
    score: float
    also: tuple[str, ...] = ()
    cosine: float | None = None
    likeness: float | None = None
    coloured: bool | None = None
    place: Placement | None = None


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

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """The first so many of the hits without those that look like a better one, under whose `also` they are."""

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best score for each of several queries."""


class Index:
    """All rows of one extractor. Reading only, so safe to use from several threads."""

    def __init__(
        self,
        rows: Vectors,
        same: float | None = None,
        select: Callable[[Filters], NDArray[np.bool_]] | None = None,
    ) -> None:
        """`same` is the cosine from which on two library pictures look the same; None keeps every icon apart.

        `select` says of each icon (n,), in the order of ids, whether filters leave it; searches with filters need it.
        """
        self._select = select
        self._same_from = same
        ids, vectors, stored = rows.ids[:], rows.vectors, rows.codes
        order = sorted(range(len(ids)), key=ids.__getitem__)
        if order != list(range(len(ids))):  # as a build writes them, they are in order
            ids, vectors, stored = (
                [ids[row] for row in order],
                vectors[order],
                None if stored is None else stored[order],
            )
        self._coarse = None if stored is None or len(ids) < COARSE_FROM else Coarse(stored)
        # Of a large library, the few that a search compares are taken from the file, which all processes share.
        self._vectors: NDArray[np.float32] | NDArray[np.int16] = (
            unit(vectors) if self._coarse is None else vectors
        )
        firsts = np.array(
            [row == 0 or identifier != ids[row - 1] for row, identifier in enumerate(ids)]
        )
        self._starts = np.flatnonzero(firsts)
        self._places = np.cumsum(firsts, dtype=np.int32) - 1  # of each row, its icon
        self._ids = [ids[start] for start in self._starts.tolist()]

    @classmethod
    def open(cls, generation: Generation, extractor: str) -> "Index":
        """The index of a generation.

        Raises BrokenGeneration when it has none of this extractor, or one that this code cannot compare with.
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
        """The best icons for one query, whose readings' vectors are (k, d), the best first, equals by id.

        An icon scores its best row for the query's best reading. Icons `without` are passed over; KeyError for one that is not in
        the index. Only those are looked at that `filters` leave, and where `among` (n,) is given, of each icon in the order of
        ids, that it marks.
        """
        if filters:
            assert self._select is not None
            among = self._select(filters) if among is None else among & self._select(filters)
        places, scores = self._scores(vectors, limit + len(without), among)
        if without:
            kept = ~np.isin(places, [self._place(identifier) for identifier in without])
            places, scores = places[kept], scores[kept]
        rounded = scores.astype(np.float64).round(DIGITS)
        wanted = min(limit, len(rounded))
        if wanted < len(rounded):
            near = rounded >= np.partition(rounded, len(rounded) - wanted)[len(rounded) - wanted]
            places, rounded = places[near], rounded[near]
        order = np.lexsort((places, -rounded))[:wanted]
        found = zip(places[order].tolist(), np.minimum(rounded[order], 1).tolist(), strict=True)
        return [Hit(self._ids[place], score) for place, score in found]

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As `search`, for one of the icons, by the vectors it has here; that one is left out. Raises KeyError."""
        return self.search(
            self._at(self._rows(self._place(identifier))), limit, (identifier,), filters
        )

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
        places, scores = self._scores(self._at(self._rows(self._place(identifier))), 0)
        return [self._ids[place] for place in places[scores >= least]]

    def _scores(
        self, vectors: NDArray[np.float32], wanted: int, among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Icons `among` those to look at, in order, and their scores: all of them, or of a large library those whose codes are nearest to
        the query's, several times as many as are wanted."""
        if self._coarse is None:
            products = np.concatenate([(block @ vectors.T).max(axis=1) for block in self._blocks()])
            places, scores = np.arange(len(self._ids)), np.maximum.reduceat(products, self._starts)
            return (places, scores) if among is None else (places[among], scores[among])
        count = max(SHORTLIST, len(self._vectors) // SHORTLISTED, A_HIT * wanted)
        rows = self._coarse.nearest(
            vectors, count, None if among is None else np.flatnonzero(among[self._places])
        )
        places, firsts = np.unique(self._places[rows], return_index=True)
        return places, np.maximum.reduceat((self._at(rows) @ vectors.T).max(axis=1), firsts)

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        """All vectors, some at a time."""
        return (
            self._at(slice(start, start + BLOCK)) for start in range(0, len(self._vectors), BLOCK)
        )

    def _at(self, rows: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        """Their vectors, to multiply with."""
        vectors: NDArray[Any] = (
            self._vectors[rows] if isinstance(rows, slice) else np.take(self._vectors, rows, axis=0)
        )
        return vectors.astype(np.float32, copy=False) if self._coarse is None else unit(vectors)

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """The first `limit` of the hits, the best first, without those that look like a better one, under whose `also` they are.

        `cutouts` fetches the drawings of some: of icons with one colour each, vectors do not tell whether it is the same.
        """
        if self._same_from is None:
            return list(hits[:limit])
        places = [self._place(hit.id) for hit in hits]
        firsts = self._at(self._starts[places])
        ahead: list[Hit] = []
        taken: set[int] = set()  # those that look like a better one
        for number, hit in enumerate(hits):
            if len(ahead) == limit:
                break
            if number in taken:
                continue
            near = (
                np.flatnonzero(firsts[number + 1 :] @ firsts[number] >= self._same_from)
                + number
                + 1
            )
            suspects = [other for other in near.tolist() if other not in taken]
            drawings = cutouts([hits[one].id for one in (number, *suspects)]) if suspects else {}
            alike = [
                other
                for other in suspects
                if drawings[hit.id].same_ink(drawings[hits[other].id])
                and self._on_all_grounds(places[number], places[other], self._same_from)
            ]
            taken.update(alike)
            ahead.append(
                hit._replace(also=tuple(hits[other].id for other in alike)) if alike else hit
            )
        return ahead

    def _on_all_grounds(self, place: int, other: int, same: float) -> bool:
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
