"""Vectors to ranked ids: exact, in memory, one pass."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.generation import Generation
from features.store import Vectors

DIGITS = 6  # of a score; rounding errors beyond would put pictures that are the same in an arbitrary order


@dataclass(frozen=True, slots=True)
class Hit:
    """An icon and how well it matches: the cosine, at most 1."""

    id: str
    score: float


class Index:
    """All rows of one extractor. Reading only, so safe to use from several threads."""

    def __init__(self, rows: Vectors) -> None:
        order = sorted(range(len(rows.ids)), key=rows.ids.__getitem__)
        ids = [rows.ids[row] for row in order]
        self._vectors = np.ascontiguousarray(rows.vectors[order])
        self._starts = [row for row, identifier in enumerate(ids) if row == 0 or identifier != ids[row - 1]]
        self._ids = [ids[start] for start in self._starts]

    @classmethod
    def open(cls, generation: Generation, extractor: str) -> "Index":
        """The index of a generation.

        Raises BrokenGeneration when it has none of this extractor, or one that this code cannot compare with.
        """
        return cls(generation.vectors(extractor))

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, vectors: NDArray[np.float32], limit: int) -> list[Hit]:
        """The best icons for one query, whose candidates' vectors are (k, d), the best first, equals by id.

        An icon scores its best row for the query's best candidate.
        """
        rows = (self._vectors @ vectors.T).max(axis=1)
        scores = np.round(np.maximum.reduceat(rows, self._starts), DIGITS)
        limit = min(limit, len(scores))
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        found = np.flatnonzero(scores >= least)
        best = found[np.lexsort((found, -scores[found]))][:limit]
        return [Hit(self._ids[place], round(float(scores[place]), DIGITS)) for place in best]
