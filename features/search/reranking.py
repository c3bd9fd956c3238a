"""Re-ranking of the nearest icons by image registration.

Vectors say which icons are like a query. Icons that differ by a dot, a rounded corner or a tint
have nearly the same vector. So the drawing of each near icon is registered to the query, and the
residual joins the distance between the vectors. Among equals the size prior and faint tones decide.
docs/quality.md, "Re-ranking by registration", has the figures behind the settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.calibration import distance
from features.search.index.hit import HITS, FetchCutouts, Hit
from features.search.priors import weigh
from features.search.registration.registration import (
    Placement,
    Registrations,
    compare,
    register,
)
from features.vision.cutout import Cutout
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]
Boosts = Mapping[str, float]  # id of an icon → distance by which its words bring it nearer
NO_BOOSTS: Boosts = {}


@dataclass(frozen=True)
class RerankingSettings:
    """Chosen on the validation sets ion, bi, devicon and material-icon-theme."""

    # At most so many hits are compared, and none farther than `reach` behind the nearest.
    compared: int = 16
    # The same in a thorough search: of folders that differ by their sign, the right one was
    # often the thirtieth by vectors and the first by pixels. 96 were no better, 24 were worse.
    compared_thoroughly: int = 32
    # Of these, and of hits of several colours, those that are registered: the most like the query
    # before registration. Both chosen on ion, bi, material-icon-theme and noto
    # (tests/benchmarks/wild).
    registered: int = 8
    # Hits compared at least: the verdict depends on how far the second is behind the first.
    fewest: int = 2
    # Distance between vectors.
    reach: float = 0.2
    # How much the residual counts against the vectors' distance.
    weight: float = 8.0
    weight_coloured: float = 2.0


RERANKING = RerankingSettings()


class CutoutCache:
    """Fetches the drawings of icons, each once: one query asks for the same ones repeatedly."""

    def __init__(self, fetch: FetchCutouts) -> None:
        self._fetch = fetch
        self._known: dict[str, Cutout] = {}

    def __call__(self, identifiers: Sequence[str]) -> Mapping[str, Cutout]:
        """The drawings by id; those fetched before may be among them."""
        unknown = [identifier for identifier in identifiers if identifier not in self._known]
        if unknown:
            self._known.update(self._fetch(unknown))
        return self._known


def hits_to_fetch(limit: int, thorough: bool) -> int:
    """How many nearest icons a search must bring for `rerank` to find the best `limit`."""
    compared = RERANKING.compared_thoroughly if thorough else RERANKING.compared
    return max(limit, compared) + HITS.spare


def rerank(
    query: Segmentation,
    hits: Sequence[Hit],
    cutouts: FetchCutouts,
    boosts: Boosts = NO_BOOSTS,
    thorough: bool = False,
) -> list[Hit]:
    """The hits by both distances, the best first.

    A hit's score stays 1 where nothing differs. Hits too far off to be compared keep their
    distance behind those that were. `boosts` counts only where the hits to compare are chosen.
    `thorough` compares many more of them.
    """
    if not hits:
        return []
    # Vectors of icons of several colours hold colours. A grey picture is far from its own icon.
    reach = np.inf if query.colourless else RERANKING.reach
    hits, distances, count = _nearest(hits, boosts, reach, thorough)
    icons = [hit.id for hit in hits[:count]]
    fetched = cutouts(icons)
    drawings = [fetched[icon] for icon in icons]

    compared = distances[:count]
    others = distances[count:]
    weights = _weights(query, drawings)
    fits, registered = _registered(query, drawings, compared, weights)
    combined = _combined(compared, fits.likeness, weights)  # (count,)
    places = fits.placements
    layouts = weigh(query, drawings, places, registered, combined)

    # The others follow in their order, behind the last that was compared.
    gap = max(0.0, float(combined.max() - compared.max()))
    total = np.concatenate([combined, others + gap])  # (n,)
    ranked = _with_scores(hits, total, fits.likeness.tolist(), places, drawings)
    for row, layout in zip(registered.tolist(), layouts.tolist(), strict=True):
        ranked[row] = ranked[row]._replace(layout=layout)
    order = np.argsort(total, kind="stable")
    return [ranked[row] for row in order.tolist()]


def _nearest(
    hits: Sequence[Hit], boosts: Boosts, reach: float, thorough: bool
) -> tuple[list[Hit], Array, int]:
    """The hits by boosted distance, their distances (n,), and how many are compared.

    None is compared whose distance exceeds that of the first by more than `reach`.
    """
    scores = np.array([hit.score for hit in hits])
    bonuses = np.array([boosts.get(hit.id, 0.0) for hit in hits])
    distances = distance(scores)
    boosted = distances - bonuses
    order = np.argsort(boosted, kind="stable")

    boosted = boosted[order]
    in_reach = boosted <= boosted[0] + reach
    count = max(RERANKING.fewest, int(in_reach.sum()))
    most = RERANKING.compared_thoroughly if thorough else RERANKING.compared
    count = min(most, count, len(hits))

    nearest = [hits[row] for row in order]
    return nearest, distances[order], count


def _registered(
    query: Segmentation, drawings: Sequence[Cutout], distances: Array, weights: Array
) -> tuple[Registrations, NDArray[np.intp]]:
    """The fits of all drawings, and the rows of those that were registered, best first.

    Of many drawings, and of those of several colours, all are compared in their bounding boxes
    first: registering costs more. A few of one colour share their first pose, which costs little.
    """
    count = len(drawings)
    have_one_colour = not any(drawing.coloured for drawing in drawings)
    if have_one_colour and count <= RERANKING.compared:
        return register(query, drawings), np.arange(count)

    fits = compare(query, drawings)
    combined = _combined(distances, fits.likeness, weights)
    order = np.argsort(combined, kind="stable")
    best = order[: RERANKING.registered]
    registered = register(query, [drawings[row] for row in best])
    for values, better in zip(fits, registered, strict=True):
        values[best] = better
    return fits, best


def _combined(distances: Array, likeness: Array, weights: Array) -> Array:
    """(n,): the weighted mean of the vectors' distances and the residuals' distances."""
    residuals = distance(likeness)
    combined: Array = (distances + weights * residuals) / (1 + weights)
    return combined


def _weights(query: Segmentation, drawings: Sequence[Cutout]) -> Array:
    """(n,): how much the residual of each drawing counts."""
    return np.array([_weight(drawing, query.colourless) for drawing in drawings])


def _weight(drawing: Cutout, colourless: bool) -> float:
    by_colours = drawing.coloured and not colourless
    return RERANKING.weight_coloured if by_colours else RERANKING.weight


def _with_scores(
    hits: Sequence[Hit],
    distances: Array,
    likenesses: Sequence[float],
    places: Sequence[Placement],
    drawings: Sequence[Cutout],
) -> list[Hit]:
    """The hits with their scores; the first, which were compared, with what that found."""
    scored = []
    for row, score in enumerate(_scores(distances)):
        hit = hits[row]
        if row >= len(drawings):
            ranked = Hit(hit.id, score, hit.also, cosine=hit.score)
        else:
            ranked = Hit(
                hit.id,
                score,
                hit.also,
                cosine=hit.score,
                likeness=likenesses[row],
                coloured=drawings[row].coloured,
                place=places[row],
            )
        scored.append(ranked)
    return scored


def _scores(distances: Array) -> list[float]:
    """The cosines that belong to distances (n,), rounded so that equal pictures score equally."""
    # |a - b|² = 2 - 2 cos for vectors of length 1.
    squares = np.maximum(distances, 0) ** 2
    cosines = np.clip(1 - squares / 2, -1, 1)
    scores: list[float] = np.round(cosines, HITS.digits).tolist()
    return scores
