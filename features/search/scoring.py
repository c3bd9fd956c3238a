"""Scores hypotheses about one query: which icons of a library each is like, and how much."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.embedder import Description, Embedder, Readings, Vectors
from features.search.calibration import Evidence, distance
from features.search.calibration.certainty import certainty
from features.search.criteria import Criteria
from features.search.hypothesis import Hypothesis
from features.search.index.hit import Hit, Selection, VectorIndex
from features.search.observation import observe
from features.search.reranking import (
    NO_BOOSTS,
    RERANKING,
    Boosts,
    CutoutCache,
    hits_to_fetch,
    rerank,
)
from features.search.timing import Timed
from features.store.catalogue import Catalogue
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class WordSettings:
    """How words move icons forward; chosen on lucide so that wrong words do no harm."""

    # Icons with a word of the query that join the nearest icons.
    shortlist: int = 100
    # Distance by which an icon that has all the words comes nearer.
    boost: float = 0.1


WORDS = WordSettings()


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


@dataclass(frozen=True, eq=False)
class Scored:
    """A hypothesis, and the icons that it is like.

    `cutouts` are the drawings that the query fetched, `encoder` is the encoder's name.
    """

    hypothesis: Hypothesis
    ranking: Ranking
    cutouts: CutoutCache
    encoder: str

    @property
    def hits(self) -> list[Hit]:
        """The icons, the best first."""
        return self.ranking.hits

    @property
    def icon(self) -> str:
        """The id of the best icon."""
        return self.hits[0].id

    @property
    def box(self) -> Box:
        """The bounding box of the drawing, in pixels of the picture."""
        return self.hypothesis.description.boxes[0]

    @functools.cached_property
    def evidence(self) -> Evidence:
        """What the search observed of its best icons; there is at least one."""
        return observe(self.hits, self.hypothesis, self.cutouts)

    @functools.cached_property
    def certainty(self) -> float:
        """The prior posterior probability that the best icon is right; 0 where there is none."""
        return certainty(self.evidence, self.encoder) if self.hits else 0.0


class Scorer:
    """Ranks a library's icons for the descriptions of one query.

    It keeps the drawings that it fetched, so it lives as long as the query. `ended_early` says that
    the query's time was up before all hypotheses were made.
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
        self.timed = timed
        self.ended_early = False

    def is_late(self, share: float = 1.0) -> bool:
        """Whether nothing more must be begun: that share of the query's time is used."""
        late = self.timed.is_late(share)
        self.ended_early = self.ended_early or late
        return late

    def describe(self, image: Image.Image) -> Readings:
        """The readings of a picture, with their vectors."""
        with self.timed("embed"):
            return self._embedder.describe(image)

    def describe_plainly(self, image: Image.Image) -> Description:
        """The plain reading of a picture, with its vector."""
        with self.timed("embed"):
            return self._embedder.describe_plainly(image)

    def describe_segmented(self, segmentation: Segmentation) -> Description:
        """One reading of a picture that is segmented already, with its vectors."""
        with self.timed("embed"):
            return self._embedder.describe_segmented(segmentation)

    def best_scores(self, vectors: Vectors) -> NDArray[np.float32]:
        """(n,): the cosine of the nearest icon that may be answered, for n queries (n, d)."""
        with self.timed("compare"):
            if not self._criteria.without:
                return self._index.best_scores(vectors, self._criteria.filters)

            nearest = [self._search(vector[None], 1) for vector in vectors]
            scores = [hits[0].score if hits else -1.0 for hits in nearest]
            return np.array(scores, np.float32)

    def nearest_cosine(self, description: Description) -> float:
        """The cosine of the nearest icon that may be answered; -1 where there is none."""
        with self.timed("compare"):
            hits = self._search(description.vectors, 1)
            return hits[0].score if hits else -1.0

    def score(self, hypothesis: Hypothesis, thorough: bool = False) -> Scored:
        """A hypothesis with the icons that it is like. `thorough` re-ranks many more of them."""
        ranking = self.rank(hypothesis.description, thorough)
        return Scored(hypothesis, ranking, self._cutouts, self._embedder.encoder.name)

    def rank(self, description: Description, thorough: bool = False) -> Ranking:
        """The icons most like a description. `thorough` re-ranks many more of them.

        A description of nothing is like no icon: there are no hits.
        """
        segmentation = description.segmentation
        if segmentation is not None and segmentation.is_empty:
            return Ranking([], NO_BOOSTS)
        wanted = hits_to_fetch(self._criteria.limit, thorough)
        with self.timed("compare"):
            hits = self._search(description.vectors, wanted)
        boosts = NO_BOOSTS
        if self._criteria.words.strip():
            with self.timed("words"):
                hits, boosts = self._with_words(description.vectors, hits)
        if segmentation is not None:
            with self.timed("refine"):
                hits = rerank(segmentation, hits, self._cutouts, boosts, thorough)
        with self.timed("group"):
            return Ranking(self._grouped(hits, boosts), boosts)

    def _search(self, vectors: Vectors, limit: int) -> list[Hit]:
        selection = Selection(self._criteria.without, self._criteria.filters)
        return self._index.search(vectors, limit, selection)

    def _with_words(self, vectors: Vectors, hits: Sequence[Hit]) -> tuple[list[Hit], Boosts]:
        """The hits, the nearest icons that have some of the words, and the boosts of both."""
        assert self._catalogue is not None, "words are searched in a catalogue"
        words = self._catalogue.words
        relevance = words.relevance(self._criteria.words)  # (n,) in 0..1
        selection = Selection(
            self._criteria.without,
            self._criteria.filters,
            relevance > 0,
        )
        worded = self._index.search(vectors, WORDS.shortlist, selection)

        known = {hit.id for hit in hits}
        more = [hit for hit in worded if hit.id not in known]
        both = [*hits, *more]
        both.sort(key=lambda hit: -hit.score)

        icons = [hit.id for hit in both]
        rows = self._catalogue.rows(icons)
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
    icons = (hit.id, *hit.also)
    first, *others = sorted(icons, key=lambda icon: -boosts.get(icon, 0.0))
    return hit._replace(id=first, also=tuple(others))
