"""The results of a vector search, and the signature that every vector index has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
    best first. Re-ranking sets `cosine`. It sets the next three for the hits that it compared, and
    `layout` for those that it registered.
    """

    id: str
    score: float
    also: tuple[str, ...] = ()
    cosine: float | None = None  # of the vectors
    likeness: float | None = None  # of the pixels
    coloured: bool | None = None  # whether the icon has several colours
    place: Placement | None = None  # of the icon's drawing on the query
    layout: float | None = None  # log-likelihood that a page lays it out there


@dataclass(frozen=True)
class Selection:
    """The icons that a search may answer with.

    Icons `without` (ids) are left out, and icons that do not pass the `filters`, and icons that
    `among` (n,), in the order of ids, does not mark.
    """

    without: Collection[str] = ()
    filters: Filters = field(default_factory=dict)
    among: NDArray[np.bool_] | None = None


ALL_ICONS = Selection()


class VectorIndex(Protocol):
    """The icons of one extractor, searched by vectors (d,) of length 1."""

    def search(
        self, vectors: NDArray[np.float32], limit: int, selection: Selection = ALL_ICONS
    ) -> list[Hit]:
        """The `limit` best icons for one query, the best first, equal scores in the order of ids.

        `vectors` (k, d) are those of the query's readings. The score of an icon is the highest
        cosine of its pictures with a reading. Raises KeyError for an icon to leave out that is not
        in the index.
        """

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The `limit` best icons for an icon of the index, without that icon. Raises KeyError."""

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """The first `limit` hits, the best first, after look-alikes were joined into one hit.

        A hit that looks like a better hit is not among them: its id is in the better hit's `also`.
        """

    def best_scores(
        self, vectors: NDArray[np.float32], filters: Filters = NO_FILTERS
    ) -> NDArray[np.float32]:
        """(n,): the highest score of any icon that passes the filters, for each query (n, d).

        -1 where no icon passes.
        """
