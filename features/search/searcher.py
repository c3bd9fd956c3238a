"""The one way from a picture to ranked and judged icons.

The service, whole-window search, the self-test that calibrates, `features check` and the
benchmarks all call it; none composes steps of its own.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.embedder import Description, Embedder, Readings
from features.search import hypotheses
from features.search.answer import Answer, Judged
from features.search.calibration import Calibration, Evidence, distance
from features.search.criteria import Criteria
from features.search.errors import NotCalibrated
from features.search.hypotheses import Scored
from features.search.index.hit import HITS, NO_FILTERS, FetchCutouts, Hit, VectorIndex
from features.search.observation import observe
from features.search.reranking import CutoutCache
from features.search.scoring import Ranking, Scorer, Timed, untimed
from features.search.windows.candidates import crop_candidates, find_candidates
from features.search.windows.regions import (
    REGIONS,
    Region,
    in_reading_order,
    region_verdict,
    without_overlaps,
)
from features.store.catalogue import Catalogue, Filters
from features.vision.geometry import Box
from features.vision.segmentation import segment


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
        cutouts = self.cutout_cache()
        scored = self.rank(image, self.describe(image), criteria, cutouts)
        hypothesis = scored.hypothesis
        if self._calibration is None:
            no_matches = [None] * len(scored.hits)
            return Answer(
                hypothesis, None, None, _results(scored.ranking, no_matches, criteria.limit)
            )

        false_accept = self._calibration.false_accept
        if not scored.hits:
            return Answer(hypothesis, "absent", false_accept, [])
        evidence = self.evidence(scored, cutouts)
        verdict = self._calibration.verdict(evidence)
        matches = self._calibration.match(evidence).tolist()
        results = _results(scored.ranking, matches, criteria.limit)
        if criteria.min_match is not None:
            results = [result for result in results if result.reaches(criteria.min_match)]
        return Answer(hypothesis, verdict, false_accept, results)

    def describe(self, image: Image.Image) -> Readings:
        """The readings of a picture with their vectors."""
        with self._timed("embed"):
            return self._embedder.describe(image)

    def rank(
        self,
        image: Image.Image,
        readings: Readings,
        criteria: Criteria,
        cutouts: CutoutCache | None = None,
    ) -> Scored:
        """The best hypothesis about a picture with these readings, and the icons it is like.

        The self-test learns the calibration from these rankings. `cutouts` are the drawings that
        one query fetches, to be shared by its steps.
        """
        cutouts = cutouts or self.cutout_cache()
        return hypotheses.choose(image, readings, self._scorer(criteria, cutouts, self._timed))

    def evidence(self, scored: Scored, cutouts: CutoutCache) -> Evidence:
        """What a search observed, from which the calibration learns. There is at least one hit."""
        hypothesis = scored.hypothesis
        return observe(scored.hits, hypothesis.description, hypothesis.partial, cutouts)

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
    ) -> list[Region]:
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
        pixels = np.asarray(image.convert("RGB"))  # (h, w, 3)
        boxes = find_candidates(pixels)
        if not len(boxes):
            return []
        crops = crop_candidates(pixels, boxes)
        vectors = self._embedder.embed(crops)  # (n, d)
        nearest = self._index.best_scores(vectors, filters)  # (n,)

        cutouts = self.cutout_cache()
        scorer = self._scorer(Criteria(limit, filters), cutouts, self._timed)
        regions = []
        for row in _searched(nearest, everything):
            box = Box.between(*boxes[row].tolist())
            description = Description(
                vectors[row : row + 1], [box], None, False, segment(crops[row])
            )
            ranking = scorer.rank(description)
            if not ranking.hits:
                continue
            evidence = observe(ranking.hits, description, False, cutouts)
            matches = self._calibration.match(evidence).tolist()
            verdict = region_verdict(matches[0], _is_near(nearest[row]))
            if everything or verdict != "absent":
                regions.append(Region(box, verdict, _results(ranking, matches, limit)))

        found = in_reading_order(without_overlaps(regions))
        reaching = [region.reaching(min_match) for region in found]
        return [region for region in reaching if region.results]

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The icons most like an icon of the library, that one left out. Raises KeyError."""
        hits = self._index.similar(identifier, limit + HITS.spare, filters)
        return self._index.together(hits, self._fetch, limit)

    def nearest_to_icon(self, pictures: Sequence[Image.Image], limit: int) -> list[Hit]:
        """The icons nearest to a new icon, given its pictures as `render` draws them.

        They are compared by vectors alone.
        """
        vectors = self._embedder.embed(pictures)
        hits = self._index.search(vectors, limit + HITS.spare)
        return self._index.together(hits, self._fetch, limit)

    def _scorer(self, criteria: Criteria, cutouts: CutoutCache, timed: Timed) -> Scorer:
        return Scorer(self._embedder, self._index, cutouts, self._catalogue, criteria, timed)


def _searched(nearest: NDArray[np.float32], everything: bool) -> list[int]:
    """The candidates to search, by the cosine of the icon that is nearest to each (n,)."""
    order = np.argsort(-nearest, kind="stable")
    surest = np.sort(order[: REGIONS.most])
    return [row for row in surest.tolist() if everything or _is_near(nearest[row])]


def _is_near(cosine: float) -> bool:
    return bool(cosine >= REGIONS.least_cosine)


def _results(ranking: Ranking, matches: Sequence[float | None], limit: int) -> list[Judged]:
    """The best `limit` hits by distance and words, each with its match (one a hit)."""
    distances = distance(np.array([hit.score for hit in ranking.hits]))
    boosts = np.array([ranking.boosts.get(hit.id, 0.0) for hit in ranking.hits])
    order = np.argsort(distances - boosts, kind="stable")
    best = order[:limit].tolist()
    return [Judged(ranking.hits[row], matches[row]) for row in best]
