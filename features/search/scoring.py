"""Scores hypotheses about one query: which icons of a library each is like, and how much."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
from PIL import Image

from features.encoders.embedder import Description, Embedder, Readings, Vectors
from features.search.calibration import distance
from features.search.criteria import Criteria
from features.search.index.hit import Hit, Selection, VectorIndex
from features.search.reranking import (
    NO_BOOSTS,
    RERANKING,
    Boosts,
    CutoutCache,
    hits_to_fetch,
    rerank,
)
from features.store.catalogue import Catalogue

Timed = Callable[[str], AbstractContextManager[object]]  # name of a stage → what measures it


@dataclass(frozen=True)
class WordSettings:
    """How words move icons forward; chosen on lucide so that wrong words do no harm."""

    # Icons with a word of the query that join the nearest icons.
    shortlist: int = 100
    # Distance by which an icon that has all the words comes nearer.
    boost: float = 0.1


WORDS = WordSettings()


def untimed(stage: str) -> AbstractContextManager[object]:
    """Measures nothing."""
    return nullcontext()


@dataclass(frozen=True)
class Ranking:
    """Icons by score, the best first.

    `boosts`: distance by which words bring each icon nearer. Not yet applied to `hits`.
    """

    hits: list[Hit]
    boosts: Boosts

    @property
    def score(self) -> float:
        """The best hit's score; below any score where there is none."""
        return self.hits[0].score if self.hits else -np.inf

    @property
    def distance(self) -> float:
        """The best hit's distance; infinite where there is none."""
        return float(distance(np.array(self.hits[0].score))) if self.hits else np.inf


class Scorer:
    """Ranks a library's icons for the descriptions of one query.

    It keeps the drawings that it fetched, so it lives as long as the query.
    """

    def __init__(
        self,
        embedder: Embedder,
        index: VectorIndex,
        cutouts: CutoutCache,
        catalogue: Catalogue | None,
        criteria: Criteria,
        timed: Timed,
    ) -> None:
        """`catalogue` is needed for words only."""
        self._criteria = criteria
        self._embedder = embedder
        self._index = index
        self._cutouts = cutouts
        self._catalogue = catalogue
        self._timed = timed

    def describe(self, image: Image.Image) -> Readings:
        """The readings of a picture, with their vectors."""
        with self._timed("embed"):
            return self._embedder.describe(image)

    def rank(self, description: Description, thorough: bool = False) -> Ranking:
        """The icons most like a description. `thorough` re-ranks many more of them.

        A description of nothing is like no icon: there are no hits.
        """
        segmentation = description.segmentation
        if segmentation is not None and segmentation.is_empty:
            return Ranking([], NO_BOOSTS)
        wanted = hits_to_fetch(self._criteria.limit, thorough)
        with self._timed("compare"):
            hits = self._search(description.vectors, wanted)
        boosts = NO_BOOSTS
        if self._criteria.words.strip():
            with self._timed("words"):
                hits, boosts = self._with_words(description.vectors, hits)
        if segmentation is not None:
            with self._timed("refine"):
                hits = rerank(segmentation, hits, self._cutouts, boosts, thorough)
        with self._timed("group"):
            return Ranking(self._grouped(hits, boosts), boosts)

    def _search(self, vectors: Vectors, limit: int) -> list[Hit]:
        selection = Selection(self._criteria.without, self._criteria.filters)
        return self._index.search(vectors, limit, selection)

    def _with_words(self, vectors: Vectors, hits: Sequence[Hit]) -> tuple[list[Hit], Boosts]:
        """The hits, the nearest icons that have some of the words, and the boosts of both."""
        assert self._catalogue is not None, "words are searched in a catalogue"
        words = self._catalogue.words
        relevance = words.relevance(self._criteria.words)  # (n,) in 0..1
        selection = Selection(self._criteria.without, self._criteria.filters, relevance > 0)
        worded = self._index.search(vectors, WORDS.shortlist, selection)
        known = {hit.id for hit in hits}
        more = [hit for hit in worded if hit.id not in known]
        both = [*hits, *more]
        both.sort(key=lambda hit: -hit.score)

        rows = self._catalogue.rows([hit.id for hit in both])
        boosts = {}
        for icon, row in rows.items():
            boosts[icon] = WORDS.boost * float(relevance[row])
        return both, boosts

    def _grouped(self, hits: Sequence[Hit], boosts: Boosts) -> list[Hit]:
        """The hits, icons that look the same under the best of them."""
        if not boosts:
            wanted = max(self._criteria.limit, RERANKING.fewest)
            return self._index.together(hits, self._cutouts, wanted)
        # Any hit may still move forward by its words.
        groups = self._index.together(hits, self._cutouts, len(hits))
        return [_named_by_words(group, boosts) for group in groups]


def _named_by_words(hit: Hit, boosts: Mapping[str, float]) -> Hit:
    """The hit under the icon that has most of the words, of those that look the same."""
    if not hit.also:
        return hit
    icons = sorted((hit.id, *hit.also), key=lambda icon: -boosts.get(icon, 0.0))
    return hit._replace(id=icons[0], also=tuple(icons[1:]))
