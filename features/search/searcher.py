"""The one way from a picture to ranked and judged icons.

The service, whole-window search, the self-test that calibrates, `features check` and the
benchmarks all call it; none composes steps of its own.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.embedder import Description, Embedder, Readings, Vectors
from features.search import hypotheses, observation
from features.search.answer import Answer, Judged
from features.search.calibration import Calibration, Evidence, distance
from features.search.criteria import Criteria
from features.search.errors import NotCalibrated
from features.search.hypotheses import Hypothesis, Scored
from features.search.index.hit import HITS, NO_FILTERS, FetchCutouts, Hit, VectorIndex
from features.search.reranking import CutoutCache
from features.search.scoring import Scorer, Timed, untimed
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
        self.calibration = calibration
        self._embedder = embedder
        self._index = index
        self._fetch = cutouts
        self._catalogue = catalogue
        self._timed = timed

    def find(self, image: Image.Image, criteria: Criteria) -> Answer:
        """The icons that a picture may show, the best first.

        Words change the order; the verdict and each match go by the picture alone. Raises
        NotCalibrated for a criteria with `min_match` without a calibration.
        """
        if criteria.min_match is not None and self.calibration is None:
            raise NotCalibrated(
                f"This library was not tested with {self._embedder.encoder.name}, so its results "
                "have no match: leave min_match out."
            )
        cutouts = CutoutCache(self._fetch)
        scorer = self._scorer(criteria, cutouts, self._timed)
        scored = hypotheses.choose(image, scorer.describe(image), scorer)
        if self.calibration is None:
            matches = [None] * len(scored.hits)
            return Answer(scored.hypothesis, None, None, _results(scored, matches, criteria))

        false_accept = self.calibration.false_accept
        if not scored.hits:
            return Answer(scored.hypothesis, "absent", false_accept, [])
        observed = self._evidence(scored, cutouts)
        verdict = self.calibration.verdict(observed)
        results = _results(scored, self.calibration.match(observed).tolist(), criteria)
        return Answer(scored.hypothesis, verdict, false_accept, results)

    def describe(self, image: Image.Image) -> Readings:
        """The readings of a picture, to be ranked more than once."""
        return self._embedder.describe(image)

    def rank(self, image: Image.Image, readings: Readings, criteria: Criteria) -> Scored:
        """The best hypothesis about a picture with these readings, and the icons it is like.

        The self-test calibrates with it: there is no verdict before.
        """
        scorer = self._scorer(criteria, CutoutCache(self._fetch), self._timed)
        return hypotheses.choose(image, readings, scorer)

    def evidence(self, scored: Scored) -> Evidence:
        """What a search observed, from which the calibration learns. There is at least one hit."""
        return self._evidence(scored, self._fetch)

    def find_all(
        self, image: Image.Image, criteria: Criteria, everything: bool = False
    ) -> list[Region]:
        """Every icon in a picture of a whole window, in reading order; no two overlap.

        With `everything` also the regions that are like no icon of the library. Raises
        NotCalibrated without a calibration.
        """
        if self.calibration is None:
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
        similar = self._similar(vectors, criteria.filters)  # (n,)

        regions = []
        searched = np.flatnonzero(similar | everything)
        for row in searched.tolist():
            box = Box.between(*boxes[row].tolist())
            vector = vectors[row : row + 1]
            region = self._region(crops[row], vector, box, bool(similar[row]), criteria)
            if region is None or (region.verdict == "absent" and not everything):
                continue
            regions.append(region)
        return in_reading_order(without_overlaps(regions))

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The icons most like an icon of the library, that one left out. Raises KeyError."""
        hits = self._index.similar(identifier, limit + HITS.spare, filters)
        return self._index.together(hits, self._fetch, limit)

    def nearest(self, pictures: Sequence[Image.Image], limit: int) -> list[Hit]:
        """The icons whose own pictures are nearest to an icon's pictures, by vectors alone.

        For pictures as `render` makes them, such as those of a new icon.
        """
        vectors = self._embedder.embed(pictures)
        hits = self._index.search(vectors, limit + HITS.spare)
        return self._index.together(hits, self._fetch, limit)

    def _region(
        self,
        crop: Image.Image,
        vectors: Vectors,
        box: Box,
        similar: bool,
        criteria: Criteria,
    ) -> Region | None:
        """A candidate at `box`, judged; None where the criteria leave no icon.

        `vectors` (1, d) describe its crop.
        """
        assert self.calibration is not None, "windows are searched with a calibration"
        cutouts = CutoutCache(self._fetch)
        # Its stages are those of one candidate, and the service times a whole window.
        scorer = self._scorer(criteria, cutouts, untimed)
        description = Description(vectors, [box], None, False, segment(crop))
        scored = Scored(Hypothesis("region", description), scorer.rank(description))
        if not scored.hits:
            return None

        observed = self._evidence(scored, cutouts)
        matches = self.calibration.match(observed).tolist()
        results = _results(scored, matches, criteria)
        return Region(box, region_verdict(matches[0], similar), results)

    def _similar(self, vectors: Vectors, filters: Filters) -> NDArray[np.bool_]:
        """(n,): whether each vector (n, d) is near that of any icon that the filters leave."""
        near: NDArray[np.bool_] = self._index.nearest(vectors) >= REGIONS.similar
        if filters:
            for row in np.flatnonzero(near).tolist():
                hits = self._index.search(vectors[row : row + 1], 1, filters=filters)
                near[row] = bool(hits) and hits[0].score >= REGIONS.similar
        return near

    def _scorer(self, criteria: Criteria, cutouts: CutoutCache, timed: Timed) -> Scorer:
        return Scorer(self._embedder, self._index, cutouts, self._catalogue, criteria, timed)

    def _evidence(self, scored: Scored, cutouts: FetchCutouts) -> Evidence:
        hypothesis = scored.hypothesis
        return observation.observe(scored.hits, hypothesis.description, hypothesis.partial, cutouts)


def _results(scored: Scored, matches: Sequence[float | None], criteria: Criteria) -> list[Judged]:
    """The best `limit` hits by distance and words, with their matches (one each)."""
    boosts = scored.ranking.boosts
    distances = distance(np.array([hit.score for hit in scored.hits]))
    bonuses = np.array([boosts.get(hit.id, 0.0) for hit in scored.hits])
    order = np.argsort(distances - bonuses, kind="stable")

    results = []
    for row in order[: criteria.limit].tolist():
        match = matches[row]
        if criteria.min_match is None or _reaches(match, criteria.min_match):
            results.append(Judged(scored.hits[row], match))
    return results


def _reaches(match: float | None, percent: float) -> bool:
    return match is not None and 100 * match >= percent
