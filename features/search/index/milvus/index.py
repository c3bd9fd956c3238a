"""Searches the vectors of one extractor in Milvus.

Milvus finds the rows nearest to a query and returns their vectors. The index in memory then scores
these rows, ranks the icons and joins look-alikes, so that both indexes give the same answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.search.index.hit import ALL_ICONS, NO_FILTERS, FetchCutouts, Hit, Selection
from features.search.index.memory import Index
from features.search.index.milvus.collection import (
    collection_name,
    field_name,
    search_parameters,
)
from features.search.index.milvus.connection import Connection
from features.store.catalogue import Filters
from features.store.generation import Generation
from features.store.vectors import Vectors, unit

ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True)
class SearchSettings:
    """How Milvus is searched."""

    most_rows: int = 16_384  # the most that Milvus answers with
    rows_per_icon: int = 2  # an icon has at most two pictures
    growth: int = 4  # times as many rows when too few were found; chosen by hand
    # How much the scores of Milvus may differ from those computed here. Tests see less than 2e-6.
    tolerance: float = 1e-5


SETTINGS = SearchSettings()


class MilvusIndex:
    """A `VectorIndex` of a generation's rows in Milvus."""

    def __init__(self, connection: Connection, generation: Generation, extractor: str) -> None:
        """The index of an extractor.

        Raises BrokenGeneration when the generation has no vectors of it, or vectors that this code
        cannot compare with.
        """
        self._connection = connection
        self._generation = generation
        self._collection = collection_name(generation.name)
        self._field = field_name(extractor)
        self._same = generation.encoder(extractor).same
        self._recipe = generation.recipes[extractor]
        self._numbers = generation.catalogue.rows

    def search(
        self, vectors: NDArray[np.float32], limit: int, selection: Selection = ALL_ICONS
    ) -> list[Hit]:
        """As `VectorIndex.search`."""
        conditions = _passing(selection.filters)
        if selection.among is not None:
            conditions.append(f"icon in {np.flatnonzero(selection.among).tolist()}")
        if selection.without:
            excluded = [self._number(identifier) for identifier in selection.without]
            conditions.append(f"icon not in {excluded}")
        icons = self._shortlist(vectors, limit, " and ".join(conditions))
        if not icons:
            return []
        index = self._in_memory(icons)
        return index.search(vectors, limit)

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As `VectorIndex.similar`."""
        number = self._number(identifier)
        rows = self._read([number])
        return self.search(unit(rows.vectors), limit, Selection((identifier,), filters))

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """As `VectorIndex.together`."""
        if not hits:
            return []
        identifiers = [hit.id for hit in hits]
        numbers = self._numbers(identifiers)
        index = self._in_memory(list(numbers.values()))
        return index.together(hits, cutouts, limit)

    def best_scores(
        self, vectors: NDArray[np.float32], filters: Filters = NO_FILTERS
    ) -> NDArray[np.float32]:
        """As `VectorIndex.best_scores`."""
        best = np.full(len(vectors), -1, np.float32)
        answers = self._nearest_rows(vectors, 1, " and ".join(_passing(filters)))
        for query, rows in enumerate(answers):
            for row in rows:  # none where no icon passes
                best[query] = row["distance"]
        return best

    def _shortlist(self, vectors: NDArray[np.float32], wanted: int, condition: str) -> list[int]:
        """The icons nearest to the query (k, d), and those as near as the last icon wanted."""
        count = SETTINGS.rows_per_icon * wanted + 1
        while True:
            answers = self._nearest_rows(vectors, count, condition)
            found = _Found.of(answers, count)
            if count == SETTINGS.most_rows:
                return found.best(wanted)
            if found.is_complete(wanted):
                return found.best(wanted)
            count = min(SETTINGS.growth * count, SETTINGS.most_rows)

    def _nearest_rows(
        self, vectors: NDArray[np.float32], count: int, condition: str
    ) -> Sequence[Sequence[Any]]:
        """For each vector of (k, d), the nearest rows that meet a condition, the nearest first."""
        with self._connection.client() as client:
            answers: Sequence[Sequence[Any]] = client.search(
                self._collection,
                data=list(vectors),
                anns_field=self._field,
                limit=count,
                filter=condition,
                output_fields=["icon"],
                search_params=search_parameters(self._generation, count),
                consistency_level="Eventually",  # a collection that is searched never changes
                timeout=self._connection.timeouts.answer,
            )
        return answers

    def _read(self, icons: Sequence[int]) -> Vectors:
        """The rows of these icons."""
        with self._connection.client() as client:
            found = client.query(
                self._collection,
                filter=f"icon in {list(icons)}",
                output_fields=["row", "id", "ground", "digest", self._field],
                consistency_level="Eventually",
                timeout=self._connection.timeouts.answer,
            )
        found = sorted(found, key=lambda row: row["row"])
        return Vectors(
            self._recipe,
            ids=[row["id"] for row in found],
            grounds=[row["ground"] for row in found],
            digests=[row["digest"] for row in found],
            vectors=np.array([row[self._field] for row in found], np.float32),
        )

    def _in_memory(self, icons: Sequence[int]) -> Index:
        """The rows of these icons, at least one, as an index in memory."""
        return Index(self._read(icons), self._same)

    def _number(self, identifier: str) -> int:
        """The number of an icon. Raises KeyError."""
        numbers = self._numbers([identifier])
        return numbers[identifier]


@dataclass(frozen=True)
class _Found:
    """The icons of the rows that Milvus found, each with its highest score.

    No other icon has a score above `unseen`; it is minus infinity when all rows were found.
    """

    scores: dict[int, float]
    unseen: float

    @classmethod
    def of(cls, answers: Sequence[Sequence[Any]], count: int) -> "_Found":
        """From Milvus' answers for some vectors: at most `count` rows each, the nearest first."""
        scores: dict[int, float] = {}
        unseen = -np.inf
        for rows in answers:
            for row in rows:
                icon = row["entity"]["icon"]
                score = row["distance"]
                scores[icon] = max(score, scores.get(icon, -np.inf))
            if len(rows) == count:
                last = rows[-1]
                unseen = max(unseen, last["distance"])
        return cls(scores, unseen)

    def is_complete(self, wanted: int) -> bool:
        """Whether the icons wanted are surely found, and all icons as near as the last of them."""
        if not self.scores or self.unseen == -np.inf:
            return True
        if len(self.scores) < wanted:
            return False
        unseen_at_most = self.unseen + SETTINGS.tolerance
        return self._last(wanted) > unseen_at_most

    def best(self, wanted: int) -> list[int]:
        """The icons wanted, and those as near as the last of them."""
        if not self.scores:
            return []
        least = self._last(wanted) - SETTINGS.tolerance
        return [
            icon
            for icon, score in self.scores.items()
            if score >= least  # equals too: the index in memory puts them in order
        ]

    def _last(self, wanted: int) -> float:
        """The score of the last icon wanted, or of the last icon if there are fewer."""
        ascending = sorted(self.scores.values())
        last, *_ = ascending[-wanted:]
        return last


def _passing(filters: Filters) -> list[str]:
    """The conditions, in Milvus' language, that an icon meets if it passes the filters."""
    return [_is_one_of(field, values) for field, values in filters.items()]


def _is_one_of(field: str, values: Collection[str]) -> str:
    """Milvus' condition that a field has one of these values."""
    quoted = map(_quoted, values)
    return f"{field} in [{', '.join(quoted)}]"


def _quoted(text: str) -> str:
    """A text as a literal of Milvus' expressions."""
    escaped = text.translate(ESCAPED)
    return f'"{escaped}"'
