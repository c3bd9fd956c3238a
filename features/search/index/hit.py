"""The results of a vector search, and the signature that every vector index has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from features.search.registration.registration import Placement
from features.store.catalogue import Filters
from features.vision.cutout import Cutout


@dataclass(frozen=True)
class HitSettings:
    """How hits are scored and counted."""

    # Decimal places of a score. Rounding errors of single precision begin beyond them, and would
    # put identical pictures in an arbitrary order.
    digits: int = 6
    # Hits to search for beyond the results wanted, because look-alikes become one result. Chosen by
    # hand; an icon with more look-alikes than that yields fewer results.
    spare: int = 40


HITS = HitSettings()
NO_FILTERS: Filters = MappingProxyType({})

# ids → the cutouts of these icons; it may return those of other icons too
FetchCutouts = Callable[[Sequence[str]], Mapping[str, Cutout]]


class Hit(NamedTuple):
    """An icon and its score, at most 1.

    The `score` of a search is a cosine of vectors; re-ranking replaces it with a combination of the
    cosine and the likeness of the pixels. `also` are the ids of the icons that look the same, the
    best first. Re-ranking sets `cosine`; it sets the other three for the hits that it compared.
    """

    id: str
    score: float
    also: tuple[str, ...] = ()
    cosine: float | None = None  # of the vectors
    likeness: float | None = None  # of the pixels
    coloured: bool | None = None  # whether the icon has several colours
    place: Placement | None = None  # of the icon's drawing on the query


class VectorIndex(Protocol):
    """The icons of one extractor, searched by vectors (d,) of length 1."""

    def search(
        self,
        vectors: NDArray[np.float32],
        limit: int,
        without: Collection[str] = (),
        filters: Filters = NO_FILTERS,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Hit]:
        """The `limit` best icons for one query, the best first, equal scores in the order of ids.

        `vectors` (k, d) are those of the query's readings. The score of an icon is the highest
        cosine of its pictures with a reading. The icons `without` are left out, and those that do
        not pass the `filters`, and those that `among` (n,), in the order of ids, does not mark.
        Raises KeyError for an icon `without` that is not in the index.
        """

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The `limit` best icons for an icon of the index, without that icon. Raises KeyError."""

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """The first `limit` hits, the best first, after look-alikes were joined into one hit.

        A hit that looks like a better hit is not among them: its id is in the better hit's `also`.
        """

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,): the highest score of any icon, for each of several queries (n, d)."""
