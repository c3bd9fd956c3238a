"""From scores to probabilities: how sure an answer is, learned from searches whose right answer is known.

Logistic regression (Platt 1999) on what the search itself saw: how alike query and icon are, how far ahead of the next icon
that is, and how large the query's drawing is, as a small one may be less alike. The thresholds of the verdict come from the same
searches.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Verdict = Literal["found", "unsure", "absent"]

RIDGE = 1e-4  # keeps the curve finite where the trials can be told apart without error
FALSE_ACCEPT = 0.03  # share of absent icons that may be called found; a margin below the 5 % promised
ABSENT = 0.2  # share of the searches that are taken to be for an icon that is not there
MISSED = 0.02  # share of present icons that may be called absent
USUAL = 20.0  # pixels of a drawing's longer side; only keeps the weights of the same order


@dataclass(frozen=True)
class Calibration:
    """Weights of the features below, for the `first` result and for the `rest`; an answer is `found` from one probability
    on, `absent` below another.

    `false_accept` is the share of the absent icons' trials that were called found, `found` that of the present ones'.
    """

    first: tuple[float, ...]
    rest: tuple[float, ...]
    found_from: float
    absent_below: float
    false_accept: float
    found: float

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """From a manifest. Raises TypeError, KeyError when it is not one."""
        return cls(**{**record, "first": tuple(record["first"]), "rest": tuple(record["rest"])})

    def record(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    def match(self, scores: Array, side: float) -> Array:
        """Probability that each result is what the query shows, from the scores (n,) of the results, the best first.

        `side` is the longer side of the query's drawing in pixels.
        """
        features = _features(scores, side)
        first, rest = _sigmoid(features[:1] @ np.array(self.first)), _sigmoid(features[1:] @ np.array(self.rest))
        return np.concatenate([first, np.minimum(rest, 1 - first)])

    def verdict(self, match: float) -> Verdict:
        """What to say of an answer as a whole, from the match of its best result."""
        if match >= self.found_from:
            return "found"
        return "absent" if match < self.absent_below else "unsure"


def fit(present: Array, right: NDArray[np.bool_], absent: Array, sides: Array) -> Calibration:
    """Learn from trials, each searched with its icon in the library and without: the scores of the best results (n, r), which
    one is right (n, r), the scores of the best results without it (n, r), none of which is, and the drawing's longer side (n,).

    Absent trials weigh as much as the share of such searches that is expected.
    """
    features = np.stack([_features(*trial) for some in (present, absent) for trial in zip(some, sides, strict=True)])
    labels = np.concatenate([right, np.zeros(absent.shape, bool)])
    shares = np.repeat([(1 - ABSENT) / len(present), ABSENT / len(absent)], [len(present), len(absent)])
    first = _regress(features[:, 0], labels[:, 0], shares)
    rows = labels[:, 1:].shape[1]
    rest = _regress(features[:, 1:].reshape(-1, features.shape[2]), labels[:, 1:].ravel(), np.repeat(shares, rows) / rows)
    tops = np.split(_sigmoid(features[:, 0] @ first), [len(present)])
    found_from = float(np.nextafter(np.quantile(tops[1], 1 - FALSE_ACCEPT, method="higher"), 1))
    absent_below = min(found_from, float(np.quantile(tops[0], MISSED)))
    found, false_accept = (float(np.mean(top >= found_from)) for top in tops)
    return Calibration(tuple(first.tolist()), tuple(rest.tolist()), found_from, absent_below, false_accept, found)


def _regress(rows: Array, labels: NDArray[np.bool_], shares: Array) -> Array:
    """Weights of a logistic regression of labels (n,) on rows (n, f), whose shares add up to 1."""
    from scipy.optimize import minimize  # slow to import, and a service only reads what was learned

    def loss(weights: Array) -> tuple[float, Array]:
        logits = rows @ weights
        error = shares @ (np.logaddexp(0, logits) - labels * logits) + RIDGE * weights[1:] @ weights[1:]
        slope = rows.T @ (shares * (_sigmoid(logits) - labels)) + 2 * RIDGE * np.append(0, weights[1:])
        return float(error), slope

    weights: Array = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="BFGS").x
    return weights


def distance(cosines: Array) -> Array:
    """Between vectors of length 1: tells near ones apart, which cosines hardly do."""
    distances: Array = np.sqrt(np.maximum(0, 2 - 2 * cosines))
    return distances


def _features(scores: Array, side: float) -> Array:
    """(r,) scores, the best first → (r, 8): a constant, the distance to the query, the lead over the best other, both together,
    and all of these once more by how large the drawing is."""
    others = np.full(len(scores), scores[0])
    others[0] = scores[1] if len(scores) > 1 else 0.0
    distances = distance(scores)
    lead = distance(others) - distances
    told = np.stack([np.ones(len(scores)), distances, lead, distances * lead], axis=1)
    return np.concatenate([told, np.log(max(side, 1.0) / USUAL) * told], axis=1)


def _sigmoid(logits: Array) -> Array:
    probability: Array = 1 / (1 + np.exp(-np.clip(logits, -40, 40)))
    return probability
