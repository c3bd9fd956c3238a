"""The finer comparison: each of the best icons, drawn as a browser would have drawn it where the query shows one, pixel by pixel.

Vectors say which icons look like a query; of some that hardly differ (by a dot, by a rounded corner, by a tint) the right one is
told by how well each, aligned to the query, explains what it shows; and where that is as good, by what size and place the icon would have.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from features.search.calibration import Evidence, distance
from features.search.index.index import BESIDE, DIGITS, FetchCutouts, Hit, Searched
from features.search.registration.registration import Placement, own_squares, register, residual
from features.search.size_prior import log_likelihood
from features.vision.cutout import Cutout
from features.vision.glyph import Segmentation

COMPARED = 16  # hits at most
# The same where a search is to be thorough, and how many of these are aligned: those that are most like the query as they lie at first.
COMPARED_THOROUGHLY, ALIGNED = 96, 32
FEWEST = 2  # how sure the first one is depends on how far behind the second is
NEAR = 0.2  # distance between vectors: a hit that much further off than the first is not compared
WEIGHT, COLOURED_WEIGHT = (
    8.0,
    2.0,
)  # of this comparison against that of the vectors, for icons of one colour and of several
LAYOUT = 0.005  # distance that an icon is taken to be nearer for each time that its size and place are e times as likely

Array = NDArray[np.float64]


def find(
    index: Searched,
    vectors: NDArray[np.float32],
    query: Segmentation | None,
    limit: int,
    cutouts: FetchCutouts,
    without: Collection[str] = (),
    thorough: bool = False,
) -> list[Hit]:
    """The `limit` best icons for one query by both comparisons, at least the FEWEST, those that look the same as one.

    `vectors` (k, d) are those of the query's readings; None for an encoder that seeks no drawing leaves it at the vectors.
    """
    cutouts = remembered(cutouts)
    hits = index.search(vectors, wanted(limit, thorough), without)
    return index.together(
        hits if query is None else rank(query, hits, cutouts, thorough=thorough),
        cutouts,
        max(limit, FEWEST),
    )


def wanted(limit: int, thorough: bool) -> int:
    """How many hits a search must bring of which the `limit` best are to be found by `rank`."""
    return max(limit, COMPARED_THOROUGHLY if thorough else COMPARED) + BESIDE


def remembered(cutouts: FetchCutouts) -> FetchCutouts:
    """The same drawings, each fetched once."""
    known: dict[str, Cutout] = {}

    def fetch(identifiers: Sequence[str]) -> Mapping[str, Cutout]:
        if unknown := [identifier for identifier in identifiers if identifier not in known]:
            known.update(cutouts(unknown))
        return known

    return fetch


def rank(
    query: Segmentation,
    hits: Sequence[Hit],
    cutouts: FetchCutouts,
    ahead: Mapping[str, float] | None = None,
    thorough: bool = False,
) -> list[Hit]:
    """The hits of a search for what is drawn in a picture, the best first, once more by both comparisons, and among equals by how likely
    pages are to lay each out so; `cutouts` fetches icons' drawings.

    A score stays 1 where nothing differs; hits too far off to be compared keep their distance behind those that were. `ahead`
    says of icons how much nearer they are to be taken when those to compare are chosen, as they have the words asked for.
    `thorough` compares many more of them.
    """
    if not hits:
        return []
    apart = distance(np.array([hit.score for hit in hits]))
    taken = apart - np.array([(ahead or {}).get(hit.id, 0.0) for hit in hits])
    order = np.argsort(taken, kind="stable")
    hits, apart, taken = [hits[place] for place in order], apart[order], taken[order]
    most = COMPARED_THOROUGHLY if thorough else COMPARED
    count = min(most, max(FEWEST, int((taken <= taken[0] + NEAR).sum())), len(hits))
    fetched = cutouts([hit.id for hit in hits[:count]])
    drawings = [fetched[hit.id] for hit in hits[:count]]
    fits, aligned = register(query, drawings, aligned=count <= ALIGNED), np.arange(count)
    if count > ALIGNED:
        aligned = np.argsort(_both(apart[:count], fits.likeness, drawings), kind="stable")[:ALIGNED]
        for of_all, of_best in zip(
            fits, register(query, [drawings[place] for place in aligned]), strict=True
        ):
            of_all[aligned] = of_best
    both, places = _both(apart[:count], fits.likeness, drawings), fits.placements
    laid_out = _laid_out(
        query, [drawings[number] for number in aligned], [places[number] for number in aligned]
    )
    # The best one by both comparisons keeps its score; another one must be likelier to pass it.
    both[aligned] -= LAYOUT * (laid_out - laid_out[both[aligned].argmin()])
    behind = apart[count:] + max(0.0, float(both.max() - apart[:count].max()))
    apart = np.concatenate([both, behind])
    scores = np.round(np.clip(1 - np.maximum(apart, 0) ** 2 / 2, -1, 1), DIGITS).tolist()
    coloured = [drawing.coloured for drawing in drawings]
    compared = [
        *zip(fits.likeness.tolist(), coloured, places, strict=True),
        *(len(hits) - count) * [(None, None, None)],
    ]
    return [
        Hit(hits[place].id, scores[place], hits[place].also, hits[place].score, *compared[place])
        for place in np.argsort(apart, kind="stable").tolist()
    ]


def _both(apart: Array, found: Array, drawings: Sequence[Cutout]) -> Array:
    """(n,): what both comparisons say, of the distances between vectors and the likenesses of drawings (n,)."""
    weights = np.array([COLOURED_WEIGHT if drawing.coloured else WEIGHT for drawing in drawings])
    both: Array = (apart + weights * distance(found)) / (1 + weights)
    return both


def _laid_out(
    query: Segmentation, drawings: Sequence[Cutout], places: Sequence[Placement]
) -> Array:
    """(n,): the logarithm of how likely pages are to lay out each icon where its drawing lies there."""
    return log_likelihood(*own_squares(query, drawings, places), query.scale)


def evidence(
    hits: Sequence[Hit],
    query: Segmentation | None,
    side: float,
    cutouts: FetchCutouts,
    part: bool = False,
) -> Evidence:
    """What a search saw, for its hits, the best first and at least one; `side` is the longer one of the query's drawing, in pixels, and
    that is a `part` of what the picture shows. `cutouts` fetches icons' drawings."""
    scores = np.array([hit.score for hit in hits])
    cosines = np.array([hit.score if hit.cosine is None else hit.cosine for hit in hits])
    likenesses = np.array(
        [
            score if hit.likeness is None else hit.likeness
            for hit, score in zip(hits, scores, strict=True)
        ]
    )
    apart = distance(likenesses), distance(cosines), distance(scores)
    if query is None:
        return Evidence(
            *apart,
            residual_peak=0.0,
            residual_energy=0.0,
            outline_length=1.0,
            layout_log_likelihood=0.0,
            side=side,
            contrast=1.0,
            noise=0.0,
            is_part=part,
        )
    best = cutouts([hits[0].id])[hits[0].id]
    place = hits[0].place or register(query, [best]).placements[0]
    laid_out = float(_laid_out(query, [best], [place])[0])
    return Evidence(
        *apart,
        *residual(query, best, place),
        best.outline,
        laid_out,
        side,
        query.strength,
        query.noise,
        part,
    )
