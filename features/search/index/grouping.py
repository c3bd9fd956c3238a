"""Icons that look the same are one result."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.index.hit import FetchCutouts, Hit


@dataclass(frozen=True)
class HitVectors:
    """The vectors of some hits' pictures, of length 1.

    `firsts` (h, d) are the vectors of each hit's first picture; `pictures` returns those of all
    pictures of the hit of this number, (p, d). From the cosine `same` on, two pictures look the
    same.
    """

    firsts: NDArray[np.float32]
    pictures: Callable[[int], NDArray[np.float32]]
    same: float

    def near(self, number: int) -> list[int]:
        """The hits behind this hit whose first picture looks like the first picture of this hit."""
        start = number + 1
        is_near = self._are_near[number, start:]  # (b,)
        near = start + np.flatnonzero(is_near)
        return near.tolist()

    @functools.cached_property
    def _are_near(self) -> NDArray[np.bool_]:
        """(h, h): whether the first pictures of two hits look the same."""
        cosines = self.firsts @ self.firsts.T
        return cosines >= self.same

    def look_the_same(self, number: int, other: int) -> bool:
        """Whether all pictures of two hits look the same, ground by ground."""
        pictures = self.pictures(number)  # (p, d)
        others = self.pictures(other)
        if len(pictures) != len(others):
            return False
        products = pictures * others
        cosines = np.sum(products, axis=1)  # (p,)
        is_same = cosines >= self.same
        return bool(is_same.all())


def group(hits: Sequence[Hit], vectors: HitVectors, cutouts: FetchCutouts, limit: int) -> list[Hit]:
    """The first `limit` hits, the best first, after look-alikes were joined into one hit.

    A hit that looks like a better hit is not among them: its id is in the better hit's `also`.
    Only as many hits are compared with the others as are wanted.
    """
    groups: list[Hit] = []
    joined: set[int] = set()
    for number, hit in enumerate(hits):
        if len(groups) == limit:
            break
        if number in joined:
            continue
        alike = _look_alikes(number, hits, vectors, cutouts, joined)
        joined.update(alike)
        also = [hits[other].id for other in alike]
        if also:
            hit = hit._replace(also=tuple(also))
        groups.append(hit)
    return groups


def _look_alikes(
    number: int,
    hits: Sequence[Hit],
    vectors: HitVectors,
    cutouts: FetchCutouts,
    joined: set[int],
) -> list[int]:
    """The hits behind a hit that look the same, without those that are joined to a better hit."""
    near = [other for other in vectors.near(number) if other not in joined]
    if not near:
        return []
    # Vectors of icons of one colour do not depend on that colour, so the cutouts decide on it.
    identifiers = [hits[each].id for each in (number, *near)]
    drawings = cutouts(identifiers)
    drawing = drawings[hits[number].id]
    alike = []
    for other in near:
        identifier = hits[other].id
        if not drawing.same_ink(drawings[identifier]):
            continue
        if vectors.look_the_same(number, other):
            alike.append(other)
    return alike
