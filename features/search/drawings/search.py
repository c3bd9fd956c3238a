"""From an SVG and its pictures to the library's icons like it, with a verdict.

The service and `features check` both call it. An SVG has no crop and no size on a page: it goes by
the vectors, by registration of the drawings, and by the paths themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.search.answer import Judged
from features.search.calibration import Verdict, distance
from features.search.criteria import Criteria
from features.search.drawings.verdict import DECISION, matches, verdict
from features.search.errors import NotCalibrated
from features.search.index.hit import HITS, Hit
from features.search.published import PublishedLibrary
from features.search.registration.registration import register
from features.search.scoring import WORDS
from features.search.timing import Timed
from features.store.catalogue import Catalogue
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation, segment
from render.svg.outline import Outline, outline

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DrawingSearchSettings:
    """How a drawing is compared. Chosen by hand."""

    compared: int = 32  # nearest icons whose drawings and paths are compared


SETTINGS = DrawingSearchSettings()


@dataclass(frozen=True)
class FoundDrawing:
    """The answer to an SVG.

    `identical` are the ids of icons whose paths equal the query's. `side` is that of the picture
    in which it was compared, in pixels, and `box` the drawing's bounding box there. `verdict` is
    None for an encoder that no decision was learned for.
    """

    encoder: str
    side: int
    box: Box
    verdict: Verdict | None
    results: list[Judged]
    identical: frozenset[str]


def find(
    library: PublishedLibrary,
    svg: str,
    jpegs: Mapping[str, bytes],
    criteria: Criteria,
    encoder: str | None = None,
) -> FoundDrawing:
    """The icons that an SVG may be, the best first. Raises QueryError.

    `jpegs` are its pictures by ground, as `render` draws them at the library's size.
    """
    name = encoder or library.default_encoder
    if criteria.min_match is not None and name != DECISION.encoder:
        raise NotCalibrated(
            f"SVGs have no match with {name}: leave min_match out, or take {DECISION.encoder}."
        )
    pictures = [Image.open(BytesIO(jpeg)) for jpeg in jpegs.values()]
    segmentation = segment(pictures[0], readings=False)
    wanted = max(criteria.limit, SETTINGS.compared)
    hits = library.searcher(name).nearest_to_icon(pictures, wanted, criteria.filters)
    named, identical = by_paths(svg, hits, library.catalogue, library.timed)
    distances = _distances(segmentation, hits, library.catalogue)
    ranking = _ranked(library.catalogue, distances, named, identical, criteria.words)
    results = ranking.judged(name)
    if criteria.min_match is not None:
        results = [result for result in results if result.reaches(criteria.min_match)]
    return FoundDrawing(
        encoder=name,
        side=pictures[0].width,
        box=segmentation.boxes[0],
        verdict=ranking.verdict(name),
        results=results[: criteria.limit],
        identical=ranking.identical,
    )


@dataclass(frozen=True)
class _Ranking:
    """Icons, the best first: `distances` (n,) to the query, and those with the query's paths."""

    hits: list[Hit]
    distances: Array
    identical: frozenset[str]

    def verdict(self, encoder: str) -> Verdict | None:
        """Whether the query is in the library; None where the encoder has no decision."""
        if encoder != DECISION.encoder:
            return None
        if not self.hits:
            return "absent"
        return verdict(float(self.distances[0]), self.hits[0].id in self.identical)

    def judged(self, encoder: str) -> list[Judged]:
        """The hits with the score that belongs to their distance, and their match."""
        cosines = 1 - self.distances**2 / 2
        scores = np.round(cosines, HITS.digits).tolist()
        same = [hit.id in self.identical for hit in self.hits]

        shares: list[float | None] = [None] * len(self.hits)
        if encoder == DECISION.encoder:
            shares = list(matches(self.distances, same))

        results = []
        for hit, score, share in zip(self.hits, scores, shares, strict=True):
            scored = hit._replace(score=score)
            results.append(Judged(scored, share))
        return results


def _ranked(
    catalogue: Catalogue,
    distances: Array,
    hits: Sequence[Hit],
    identical: frozenset[str],
    words: str,
) -> _Ranking:
    """The hits by distance and words; those with the query's paths come first."""
    boosts = _boosts(hits, catalogue, words)
    boosted = distances - boosts
    differs = np.array([hit.id not in identical for hit in hits], np.bool_)

    order = np.lexsort((boosted, differs))  # the last key is the first to count
    ordered = [hits[row] for row in order.tolist()]
    return _Ranking(ordered, distances[order], identical)


def library_side(catalogue: Catalogue) -> int:
    """The side of the library's pictures, in pixels."""
    _, entries = catalogue.list(0, 1, {})
    jpeg = catalogue.jpeg(entries[0].id)
    assert jpeg is not None, "each icon of a generation has a picture"
    return Image.open(BytesIO(jpeg)).width


def _distances(query: Segmentation, hits: Sequence[Hit], catalogue: Catalogue) -> Array:
    """(n,): the mean of the distances between vectors and between registered drawings.

    Hits too far off to be compared keep their distance behind those that were.
    """
    scores = np.array([hit.score for hit in hits])
    by_vector = distance(scores)  # (n,)
    icons = [hit.id for hit in hits[: SETTINGS.compared]]
    if not icons:
        return by_vector

    cutouts = catalogue.cutouts(icons)
    drawings = [cutouts[icon] for icon in icons]
    likeness = register(query, drawings).likeness
    by_drawing = distance(likeness)  # (count,)

    count = len(icons)
    compared = by_vector[:count]
    others = by_vector[count:]
    combined = (compared + by_drawing) / 2
    gap = max(0.0, float(combined.max() - compared.max()))
    return np.concatenate([combined, others + gap])


def by_paths(
    svg: str, hits: Sequence[Hit], catalogue: Catalogue, timed: Timed
) -> tuple[list[Hit], frozenset[str]]:
    """The hits, each under an icon with the query's paths where it has one, and all such icons.

    Once the search is late no further icon is compared: each may take a third of a second.
    """
    compared: list[str] = []
    for hit in hits[: SETTINGS.compared]:
        compared += (hit.id, *hit.also)
    sources = catalogue.svgs(compared)
    same = _same(outline(svg), sources, timed)

    named = []
    for hit in hits:
        icons = (hit.id, *hit.also)
        first, *others = sorted(icons, key=lambda icon: icon not in same)
        named.append(hit._replace(id=first, also=tuple(others)))
    return named, frozenset(same)


def _same(query: Outline, sources: Mapping[str, str], timed: Timed) -> set[str]:
    """The icons with the query's paths, of those that there is time for."""
    same = set()
    for icon, source in sources.items():
        if timed.is_late(1.0):
            break
        if query.equals(outline(source)):
            same.add(icon)
    return same


def _boosts(hits: Sequence[Hit], catalogue: Catalogue, words: str) -> Array:
    """(n,): the distance by which words bring each hit nearer."""
    if not words.strip():
        return np.zeros(len(hits))

    relevance = catalogue.words.relevance(words)
    icons = [hit.id for hit in hits]
    rows = catalogue.rows(icons)
    of_hits = np.array([relevance[rows[hit.id]] for hit in hits], np.float64)
    boosts: Array = WORDS.boost * of_hits
    return boosts
