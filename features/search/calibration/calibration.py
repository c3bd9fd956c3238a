"""From the evidence of a search to posterior probabilities and a verdict, learned from trials.

Three logistic regressions answer three questions. Is the icon in the library at all? Is the best
result the right icon? Is another result the right icon?
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from features.search.calibration.evidence import Evidence, Limits, limits_of
from features.search.calibration.logistic_regression import fit_weights, posterior, sigmoid
from features.search.calibration.trials import Trials

Array = NDArray[np.float64]
Verdict = Literal["found", "unsure", "absent"]


@dataclass(frozen=True)
class CalibrationSettings:
    """Priors, thresholds and regularisation.

    `ridge`: penalty on squared weights. Without it, the weights of trials that can be separated
    without error grow to infinity. Chosen by hand.
    `found_posterior`: posterior from which on an icon is called found, at a prior of 0.5. It is
    about the lowest at which at most 5 % of any kind of absent screenshots are called found, on
    the validation sets: docs/quality.md.
    `false_accept_rate`: share of absent trials that may be called found, at most. An extractor that
    separates badly has its threshold raised until this holds. Chosen by hand.
    `missed_rate`: share of present trials that may be called absent, at most. Chosen by hand.
    `near_share`: share of right trials whose best result is near enough to be called found. Noise
    may leave as small a residual as a right icon, but never at such a distance. Chosen by hand.
    `absent_prior`: expected share of searches for an icon that is not in the library. Chosen by
    hand.
    """

    ridge: float = 1e-4
    found_posterior: float = 0.85
    false_accept_rate: float = 0.03
    missed_rate: float = 0.02
    near_share: float = 0.99
    absent_prior: float = 0.2


CALIBRATION = CalibrationSettings()


@dataclass(frozen=True)
class Calibration:
    """Weights of the logistic regressions, and the thresholds of the verdict.

    The fields are those of the record in a generation's manifest.

    `there`: weights of `Evidence.presence_features`, for the icon being in the library.
    `first`: weights of `Evidence.first_features`, for the best result being right.
    `rest`: weights of `Evidence.rest_features`, for another result being right.
    `found_from`: posterior of presence from which on the verdict is "found".
    `absent_below`: posterior of presence below which the verdict is "absent".
    `found_within`: distance of the best result up to which the verdict may be "found".
    `false_accept`: false accept rate, the share of absent trials that were called found.
    `found`: share of present trials that were called found.
    `limits`: the range of each field of the trials' evidence. Evidence is clipped to it: beyond,
    the regressions would extrapolate, and called empty gradients found.
    """

    there: tuple[float, ...]
    first: tuple[float, ...]
    rest: tuple[float, ...]
    found_from: float
    absent_below: float
    found_within: float
    false_accept: float
    found: float
    limits: Limits

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """The calibration of a manifest's record.

        Raises TypeError when a field is missing or unknown.
        """
        fields = {name: _with_tuples(value) for name, value in record.items()}
        return cls(**fields)

    def record(self) -> dict[str, Any]:
        """The record for a manifest."""
        return asdict(self)

    def match(self, evidence: Evidence) -> Array:
        """(r,): posterior probability of each result to be what the query shows."""
        evidence = evidence.within(self.limits)
        first = posterior(evidence.first_features, self.first)
        logits = evidence.rest_features @ np.array(self.rest)
        rest = sigmoid(logits)

        # Only one result is right.
        remaining = 1 - first
        return np.append(first, np.minimum(rest, remaining))

    def verdict(self, evidence: Evidence) -> Verdict:
        """Whether the query's icon was found, is absent from the library, or neither is sure."""
        within = evidence.within(self.limits)
        presence = posterior(within.presence_features, self.there)
        is_near = evidence.distances[0] <= self.found_within
        if is_near and presence >= self.found_from:
            return "found"
        return "absent" if presence < self.absent_below else "unsure"


def _with_tuples(value: Any) -> Any:
    """A value of a record; its lists become tuples, which JSON does not have."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {name: tuple(interval) for name, interval in value.items()}
    return value


def fit(
    present: Sequence[Evidence], right: Sequence[Sequence[bool]], absent: Sequence[Evidence]
) -> Calibration:
    """Learn a calibration from trials.

    `present`: evidence of searches with the icon in the index.
    `right`: for each of these, whether each of its results is the icon.
    `absent`: evidence of searches without the icon in the index.

    Where no result is right, the icon was not found: that is what `absent` teaches too.
    """
    trials = Trials(present, right, absent)
    presence = _fit_presence(trials)
    of_recalled = _posteriors(present, presence)[trials.recalled]
    found_from = _found_threshold(_posteriors(absent, presence))
    learned = Calibration(
        there=presence,
        first=_fit_first(trials),
        rest=_fit_rest(trials),
        found_from=found_from,
        absent_below=_absent_threshold(of_recalled, found_from),
        found_within=_nearness(trials),
        false_accept=0.0,
        found=0.0,
        limits=limits_of(trials.evidence),
    )
    return replace(
        learned,
        false_accept=_share_found(learned, absent),
        found=_share_found(learned, present),
    )


def _fit_presence(trials: Trials) -> tuple[float, ...]:
    """Weights of the presence regression, at a prior of 0.5."""
    features = np.stack([evidence.presence_features for evidence in trials.evidence])
    absent = np.zeros(len(trials.absent), bool)
    is_present = np.append(trials.recalled, absent)

    # Both sides weigh the same.
    sizes = np.where(is_present, is_present.sum(), (~is_present).sum())
    shares = 0.5 / sizes
    return fit_weights(features, is_present, shares, CALIBRATION.ridge)


def _fit_first(trials: Trials) -> tuple[float, ...]:
    """Weights of the regression for the best result, at the expected prior."""
    features = np.stack([evidence.first_features for evidence in trials.evidence])
    of_present = [labels[0] for labels in trials.right]
    of_absent = [False] * len(trials.absent)
    is_right = np.array(of_present + of_absent)

    shares = trials.shares(CALIBRATION.absent_prior)
    return fit_weights(features, is_right, shares, CALIBRATION.ridge)


def _fit_rest(trials: Trials) -> tuple[float, ...]:
    """Weights of the regression for the other results, at the expected prior."""
    blocks = [evidence.rest_features for evidence in trials.evidence]
    features = np.concatenate(blocks)

    # The results of the present trials are first.
    of_present = np.concatenate([labels[1:] for labels in trials.right])
    is_right = np.zeros(len(features), bool)
    is_right[: len(of_present)] = of_present

    # The results of a trial divide its share.
    counts = [len(block) for block in blocks]
    shares = trials.shares(CALIBRATION.absent_prior)
    divided = shares / np.maximum(counts, 1)
    of_results = np.repeat(divided, counts)
    return fit_weights(features, is_right, of_results, CALIBRATION.ridge)


def _found_threshold(absent: Array) -> float:
    """The posterior from which on a trial is found, given those of the absent trials (n,)."""
    share = 1 - CALIBRATION.false_accept_rate
    accepted = np.quantile(absent, share, method="higher")
    just_above = float(np.nextafter(accepted, 1))
    return max(CALIBRATION.found_posterior, just_above)


def _absent_threshold(present: Array, found_from: float) -> float:
    """The posterior below which a trial is absent, given those of the present trials (n,)."""
    missed = float(np.quantile(present, CALIBRATION.missed_rate))
    return min(found_from, missed)


def _nearness(trials: Trials) -> float:
    """The distance of the best result up to which an answer may be found."""
    distances = [evidence.distances[0] for evidence in trials.present]
    are_right = [labels[0] for labels in trials.right]
    of_right = np.array(distances)[are_right]
    return float(np.quantile(of_right, CALIBRATION.near_share))


def _share_found(learned: Calibration, trials: Sequence[Evidence]) -> float:
    """The share of trials that are called found."""
    verdicts = [learned.verdict(evidence) for evidence in trials]
    return verdicts.count("found") / len(verdicts)


def _posteriors(trials: Sequence[Evidence], presence: Sequence[float]) -> Array:
    """(n,): the posterior of presence of each trial."""
    return np.array([posterior(evidence.presence_features, presence) for evidence in trials])
