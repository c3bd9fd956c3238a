"""The one way from a picture to ranked and judged icons.

The service, whole-window search, the self-test that calibrates, `features check` and the
benchmarks all call it; none composes steps of its own.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from features.encoders.embedder import Embedder, Readings
from features.search.answer import Answer, Judged, Region, Regions
from features.search.calibration import Calibration, distance
from features.search.criteria import Criteria
from features.search.errors import NotCalibrated
from features.search.hypotheses.choice import Choice, choose, score_nearest
from features.search.hypotheses.regions import region_hypotheses
from features.search.hypotheses.settings import HYPOTHESES
from features.search.index.hit import (
    HITS,
    NO_FILTERS,
    FetchCutouts,
    Hit,
    Selection,
    VectorIndex,
)
from features.search.reranking import CutoutCache
from features.search.scoring import Ranking, Scored, Scorer
from features.search.timing import Timed, untimed
from features.search.windows.regions import (
    REGIONS,
    in_reading_order,
    region_verdict,
    without_overlaps,
)
from features.store.catalogue import Catalogue, Filters


class Searcher:
    """Searches one library with one encoder. Threads may share it."""

    def __init__(
        self,
        embedder: Embedder,
        index: VectorIndex,
        cutouts: FetchCutouts,
        calibration: Calibration | None = None,
        catalogue: Catalogue | None = None,
        timed: Timed = untimed,
    ) -> None:
        """`cutouts` fetches icons' drawings by id.

        Without a `calibration` answers have no verdict and no match. `catalogue` is needed for
        queries with words only. `timed` measures the stages of a search.
        """
        self._calibration = calibration
        self._embedder = embedder
        self._index = index
        self._fetch = cutouts
        self._catalogue = catalogue
        self._timed = timed

    def find(self, image: Image.Image, criteria: Criteria) -> Answer:
        """The icons that a picture may show, the best first.

        Words change the order, and which icons are re-ranked. The verdict and the matches use
        scores without words. Raises NotCalibrated if `min_match` is set and there is no
        calibration, KeyError for an unknown icon in `without`.
        """
        if criteria.min_match is not None and self._calibration is None:
            raise NotCalibrated(
                f"This library was not tested with {self._embedder.encoder.name}, so its results "
                "have no match: leave min_match out."
            )
        readings = self.describe(image)
        choice = self.choose(image, readings, criteria)
        scored = choice.best
        hypothesis = scored.hypothesis
        if self._calibration is None:
            no_matches = [None] * len(scored.hits)
            results = _results(scored.ranking, no_matches, criteria.limit)
            return Answer(hypothesis, None, None, results, [], choice.ended_early)

        false_accept = self._calibration.false_accept
        if not scored.hits:
            return Answer(hypothesis, "absent", false_accept, [], [], choice.ended_early)

        verdict = self._calibration.verdict(scored.evidence)
        if verdict == "absent" and choice.ended_early:
            verdict = "unsure"  # it may be in what was not searched
        matches = self._calibration.match(scored.evidence).tolist()
        results = _results(scored.ranking, matches, criteria.limit)
        least = criteria.min_match or 0.0
        results = [result for result in results if result.reaches(least)]

        most = min(criteria.limit, HYPOTHESES.results_of_another)
        others = [self._region(other, most) for other in choice.others]
        shown = in_reading_order(_reaching(others, least))
        return Answer(hypothesis, verdict, false_accept, results, shown, choice.ended_early)

    def describe(self, image: Image.Image) -> Readings:
        """The readings of a picture with their vectors."""
        with self._timed("embed"):
            return self._embedder.describe(image)

    def choose(
        self,
        image: Image.Image,
        readings: Readings,
        criteria: Criteria,
        cutouts: CutoutCache | None = None,
    ) -> Choice:
        """What a picture with these readings most likely shows.

        The self-test learns the calibration from these choices. `cutouts` are the drawings that
        one query fetches, to be shared by its steps.
        """
        cutouts = cutouts or self.cutout_cache()
        return choose(image, readings, self._scorer(criteria, cutouts))

    def cutout_cache(self) -> CutoutCache:
        """An empty cache of drawings, for the steps of one query."""
        return CutoutCache(self._fetch)

    def find_all(
        self,
        image: Image.Image,
        limit: int,
        filters: Filters = NO_FILTERS,
        min_match: float = 0.0,
        everything: bool = False,
    ) -> Regions:
        """Every icon in a picture of a whole window, in reading order; no two overlap.

        Each region has at most `limit` icons of those that pass the filters, with a match of at
        least `min_match` percent. A region without any is left out. With `everything` regions that
        are like no icon are returned too. Raises NotCalibrated without a calibration.
        """
        if self._calibration is None:
            raise NotCalibrated(
                f"This library was not tested with {self._embedder.encoder.name}, so icons cannot "
                "be told from other things: crop the picture around one icon."
            )
        # The service times the window, not each candidate.
        scorer = self._scorer(Criteria(limit, filters), self.cutout_cache())
        hypotheses = list(region_hypotheses(image, scorer))
        least_cosine = -1.0 if everything else HYPOTHESES.least_cosine
        scored = score_nearest(hypotheses, scorer, REGIONS.most, least_cosine)
        regions = [self._region(one, limit) for one in scored if one.hits]
        if not everything:
            regions = [region for region in regions if region.verdict != "absent"]

        shown = _reaching(in_reading_order(without_overlaps(regions)), min_match)
        return Regions(shown, scorer.ended_early)

    def _region(self, scored: Scored, limit: int) -> Region:
        """A hypothesis about a part of a picture with the verdict on it; there is a hit."""
        assert self._calibration is not None, "regions are judged with a calibration"
        matches = self._calibration.match(scored.evidence).tolist()
        cosine = scored.hits[0].cosine
        near = cosine is None or cosine >= HYPOTHESES.least_cosine
        verdict = region_verdict(matches[0], near)
        results = _results(scored.ranking, matches, limit)
        return Region(scored.box, verdict, results)

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The icons most like an icon of the library, that one left out. Raises KeyError."""
        hits = self._index.similar(identifier, limit + HITS.spare, filters)
        return self._index.together(hits, self._fetch, limit)

    def nearest_to_icon(
        self, pictures: Sequence[Image.Image], limit: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        """The icons nearest to a new icon, given its pictures as `render` draws them.

        They are compared by vectors alone.
        """
        vectors = self._embedder.embed(pictures)
        hits = self._index.search(vectors, limit + HITS.spare, Selection(filters=filters))
        return self._index.together(hits, self._fetch, limit)

    def _scorer(self, criteria: Criteria, cutouts: CutoutCache) -> Scorer:
        return Scorer(self._embedder, self._index, cutouts, self._catalogue, criteria, self._timed)


def _reaching(regions: Sequence[Region], percent: float) -> list[Region]:
    """The regions with the icons whose match is at least that many percent; none without any."""
    reaching = [region.reaching(percent) for region in regions]
    return [region for region in reaching if region.results]


def _results(ranking: Ranking, matches: Sequence[float | None], limit: int) -> list[Judged]:
    """The best `limit` hits by distance and words, each with its match (one a hit)."""
    scores = np.array([hit.score for hit in ranking.hits])
    boosts = np.array([ranking.boosts.get(hit.id, 0.0) for hit in ranking.hits])
    distances = distance(scores)  # (n,)
    boosted = distances - boosts
    order = np.argsort(boosted, kind="stable")

    results = []
    for row in order[:limit].tolist():
        hit = ranking.hits[row]
        results.append(Judged(hit, matches[row]))
    return results
