"""From what a search saw to probabilities: how sure an answer is, learned from searches whose right answer is known.

Logistic regressions (Platt 1999). Whether the icon is in the library at all is told by how near the best one comes, by pixels and by
vectors, for a drawing of that size, contrast and noise: a small, faint or compressed one is never quite like its icon. Which of the results
it is, the lead of each tells besides. What of the query the best one leaves unexplained tells another icon, and how intricate its drawing
is, a chance likeness: a dash or a disc is like a part of many things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Verdict = Literal["found", "unsure", "absent"]

RIDGE = 1e-4  # keeps the curve finite where the trials can be told apart without error
FOUND = 0.85  # probability from which on an icon is called found, were every second search for one that is not there
FALSE_ACCEPT = 0.03  # share of absent icons' trials that may be called found all the same, by an encoder that tells badly
ABSENT = 0.2  # share of the searches that are taken to be for an icon that is not there
MISSED = 0.02  # share of present icons that may be called absent
USUAL = 20.0  # pixels of a drawing's longer side; only keeps the weights of the same order
# Distance by pixels and by vectors, lead, noise, the strongest spot that is unexplained and the bulk, and outline: what is less counts as
# about this.
LEAST = 0.02, 0.05, 0.01, 0.004, 0.02, 0.001, 0.2


@dataclass(frozen=True)
class Evidence:
    """What a search saw. Of each result, the best first, the distance to the query: by pixels, by vectors, by both, (r,) each. Of the
    best one, what it leaves unexplained of the query, the strongest `spot` and the `bulk` without what is fine, how long its `outline`
    is, in sides of the drawing, and the logarithm of how likely pages are to lay it out there, `layout`. Of the query the longer side of
    its drawing in pixels, how much that changes of its ground, and how noisy this is, 0..1; and whether it is only a `part` of what the
    picture shows."""

    by_pixels: Array
    by_vectors: Array
    apart: Array
    spot: float
    bulk: float
    outline: float
    layout: float
    side: float
    strength: float
    noise: float
    part: bool

    @property
    def best(self) -> Array:
        """(19,): what tells whether the best result is what the query shows, or its icon is not there."""
        pixels, vectors = (
            np.log(self.by_pixels[0] + LEAST[0]),
            np.log(self.by_vectors[0] + LEAST[1]),
        )
        size, strength = self._size, np.log(max(self.strength, LEAST[0]))
        noise = np.log(self.noise + LEAST[3])
        by_size, by_strength, by_noise = (
            (size, pixels * size, vectors * size),
            (strength, pixels * strength),
            (noise, pixels * noise),
        )
        by_part = self.part, pixels * self.part, vectors * self.part
        unexplained, outline = (
            np.log(np.array([self.spot, self.bulk]) + LEAST[4:6]),
            np.log(self.outline + LEAST[6]),
        )
        by_outline, by_layout = (outline, pixels * outline), (self.layout, self.layout * size)
        return np.array(
            [
                1,
                pixels,
                vectors,
                *unexplained,
                *by_outline,
                *by_layout,
                *by_size,
                *by_strength,
                *by_noise,
                *by_part,
            ]
        )

    @property
    def first(self) -> Array:
        """(21,): what tells whether it is the best result, and not another one."""
        lead = (self.apart[1] if len(self.apart) > 1 else np.sqrt(2)) - self.apart[0]
        return np.append(self.best, [lead, np.log(lead + LEAST[2])])

    @property
    def rest(self) -> Array:
        """(r - 1, 8): what tells whether it is one of the others: the distance, how far it is behind, both together, and all of these
        once more by how large the drawing is."""
        apart = self.apart[1:]
        behind = apart - self.apart[0]
        told = np.stack([np.ones(len(apart)), apart, behind, apart * behind], axis=1)
        return np.concatenate([told, self._size * told], axis=1)

    @property
    def _size(self) -> float:
        return float(np.log(max(self.side, 1.0) / USUAL))


@dataclass(frozen=True)
class Calibration:
    """Weights of the evidence, for the icon being `there`, for the `first` result and for the `rest`; an answer is `found` from one
    probability of being there on, `absent` below another.

    `false_accept` is the share of the absent icons' trials that were called found, `found` that of the present ones'.
    """

    there: tuple[float, ...]
    first: tuple[float, ...]
    rest: tuple[float, ...]
    found_from: float
    absent_below: float
    false_accept: float
    found: float

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """From a manifest. Raises TypeError, KeyError when it is not one."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in record.items()
        }
        return cls(**known)

    def record(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    def match(self, evidence: Evidence) -> Array:
        """(r,): probability that each result is what the query shows."""
        first = _probability(evidence.first, self.first)
        rest = _sigmoid(evidence.rest @ np.array(self.rest))
        return np.append(first, np.minimum(rest, 1 - first))

    def verdict(self, evidence: Evidence) -> Verdict:
        """What to say of an answer as a whole."""
        there = _probability(evidence.best, self.there)
        if there >= self.found_from:
            return "found"
        return "absent" if there < self.absent_below else "unsure"


def fit(
    present: Sequence[Evidence], right: Sequence[Sequence[bool]], absent: Sequence[Evidence]
) -> Calibration:
    """Learn from trials searched with their icon in the library and without: what each search saw, and which result was right.

    Absent trials weigh as much as the share of such searches that is expected.
    """
    trials = [*present, *absent]
    best = np.stack([seen.best for seen in trials])
    is_there = np.arange(len(trials)) < len(present)
    there = _regress(best, is_there, np.where(is_there, 0.5 / len(present), 0.5 / len(absent)))
    shares = np.where(is_there, (1 - ABSENT) / len(present), ABSENT / len(absent))
    is_first = np.array([*(labels[0] for labels in right), *np.zeros(len(absent), bool)])
    first = _regress(np.stack([seen.first for seen in trials]), is_first, shares)
    counts = [len(seen.apart) - 1 for seen in trials]
    is_it = np.concatenate(
        [*(labels[1:] for labels in right), np.zeros(sum(counts[len(present) :]))]
    ).astype(bool)
    rest = _regress(
        np.concatenate([seen.rest for seen in trials]),
        is_it,
        np.repeat(shares / np.maximum(counts, 1), counts),
    )
    of_present, of_absent = (
        np.array([_probability(seen.best, there.tolist()) for seen in some])
        for some in (present, absent)
    )
    found_from = max(
        FOUND, float(np.nextafter(np.quantile(of_absent, 1 - FALSE_ACCEPT, method="higher"), 1))
    )
    absent_below = min(found_from, float(np.quantile(of_present, MISSED)))
    found, false_accept = (float(np.mean(some >= found_from)) for some in (of_present, of_absent))
    return Calibration(
        tuple(there.tolist()),
        tuple(first.tolist()),
        tuple(rest.tolist()),
        found_from,
        absent_below,
        false_accept,
        found,
    )


def _regress(rows: Array, labels: NDArray[np.bool_], shares: Array) -> Array:
    """(f,): weights of a logistic regression of labels (n,) on rows (n, f), whose shares add up to 1."""
    from scipy.optimize import minimize  # slow to import, and a service only reads what was learned

    def loss(weights: Array) -> tuple[float, Array]:
        logits = rows @ weights
        error = (
            shares @ (np.logaddexp(0, logits) - labels * logits) + RIDGE * weights[1:] @ weights[1:]
        )
        slope = rows.T @ (shares * (_sigmoid(logits) - labels)) + 2 * RIDGE * np.append(
            0, weights[1:]
        )
        return float(error), slope

    weights: Array = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="BFGS").x
    return weights


def distance(cosines: Array) -> Array:
    """Between vectors of length 1: tells near ones apart, which cosines hardly do."""
    distances: Array = np.sqrt(np.maximum(0, 2 - 2 * cosines))
    return distances


def _probability(evidence: Array, weights: Sequence[float]) -> float:
    return float(_sigmoid(evidence @ np.array(weights)))


def _sigmoid(logits: Array) -> Array:
    probability: Array = 1 / (1 + np.exp(-np.clip(logits, -40, 40)))
    return probability
