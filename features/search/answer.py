"""What a search answers: icons, each with its probability, and a verdict on all of it."""

from dataclasses import dataclass

from features.search.calibration import Verdict
from features.search.hypotheses import Hypothesis
from features.search.index.hit import Hit


@dataclass(frozen=True)
class Judged:
    """An icon that was found, and its match: the posterior probability that it is shown.

    `match` is None where the library was not calibrated for the encoder.
    """

    hit: Hit
    match: float | None

    def reaches(self, percent: float) -> bool:
        """Whether there is a match, and it is at least that many percent."""
        return self.match is not None and 100 * self.match >= percent


@dataclass(frozen=True)
class Answer:
    """The answer to a picture: the hypothesis that won, and the icons, the best first.

    `verdict` says whether the icon is in the library at all. `false_accept` is the share of
    searches for other libraries' icons that would be `found`. Both are None where the library was
    not calibrated for the encoder.
    """

    hypothesis: Hypothesis
    verdict: Verdict | None
    false_accept: float | None
    results: list[Judged]
