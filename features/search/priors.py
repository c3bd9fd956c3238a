"""What decides among icons that are as like a query: their sizes, and their faint tones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.registration.registration import Placement, own_squares
from features.search.registration.tone_evidence import tone_evidence
from features.search.size_prior import log_likelihood
from features.vision.cutout import Cutout
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PriorSettings:
    """Distances by which an icon comes nearer for each factor of e of a likelihood.

    `size`: of its size, small enough to decide among equals only. Chosen on the validation sets
    ion, bi, devicon and material-icon-theme.
    `tone`: of its faint tone. `tone_reach`: distance behind the nearest icon up to which faint
    tones are compared. Both were chosen on ic and stash; solar was the check.
    """

    size: float = 0.005
    tone: float = 0.01
    tone_reach: float = 0.15


PRIORS = PriorSettings()


def weigh(
    query: Segmentation,
    drawings: Sequence[Cutout],
    places: Sequence[Placement],
    rows: NDArray[np.intp],
    distances: Array,
) -> Array:
    """Bring some rows of drawings nearer, in place, by their sizes and their faint tones.

    `distances` (n,) are those of the drawings. Returns the log-likelihoods of sizes, (len(rows),).
    """
    layouts = log_size_likelihood(query, *_of(rows, drawings, places))
    distances[rows] -= PRIORS.size * _over_nearest(layouts, distances[rows])

    near = _near(distances, rows)
    if len(near) > 1:
        tones = tone_evidence(query, *_of(near, drawings, places))
        distances[near] -= PRIORS.tone * _over_nearest(tones, distances[near])
    return layouts


def log_size_likelihood(
    query: Segmentation, drawings: Sequence[Cutout], places: Sequence[Placement]
) -> Array:
    """(n,): the log-likelihood that a page lays each icon out at that size and place."""
    sides, lefts, tops = own_squares(query, drawings, places)
    return log_likelihood(sides, lefts, tops, query.scale)


def _over_nearest(log_likelihoods: Array, distances: Array) -> Array:
    """(n,): how much likelier each of n icons is than the nearest one.

    0 for the nearest, so that its score stays: another must be likelier to pass it.
    """
    nearest = distances.argmin()
    over: Array = log_likelihoods - log_likelihoods[nearest]
    return over


def _near(distances: Array, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the rows so near that faint tones may decide."""
    chosen = distances[rows]
    limit = chosen.min() + PRIORS.tone_reach
    near: NDArray[np.intp] = rows[chosen < limit]
    return near


def _of(
    rows: NDArray[np.intp], drawings: Sequence[Cutout], places: Sequence[Placement]
) -> tuple[list[Cutout], list[Placement]]:
    """The drawings and the placements of some rows."""
    numbers = rows.tolist()
    return [drawings[row] for row in numbers], [places[row] for row in numbers]
