"""What a search answers: icons, each with its probability, and a verdict on all of it."""

from dataclasses import dataclass, replace
from typing import Self

from features.search.calibration import Verdict
from features.search.hypothesis import Hypothesis
from features.search.index.hit import Hit
from features.vision.geometry import Box


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
class Region:
    """A place in a window, in pixels, and the icons that it is like, the best first.

    There is at least one, and each has a match.
    """

    box: Box
    verdict: Verdict
    results: list[Judged]

    @property
    def certainty(self) -> float:
        """The best match; 0 for a region that is absent."""
        match = self.results[0].match
        assert match is not None, "windows are searched with a calibration"
        return 0.0 if self.verdict == "absent" else match

    @property
    def icon(self) -> str:
        """The id of the best icon."""
        return self.results[0].hit.id

    def reaching(self, percent: float) -> Self:
        """The region with the icons whose match is at least that many percent."""
        results = [result for result in self.results if result.reaches(percent)]
        return replace(self, results=results)


@dataclass(frozen=True)
class Answer:
    """The answer to a picture: the hypothesis that won, and the icons, the best first.

    `others`: the further icons in the picture, in reading order, none of which overlaps another.
    `ended_early`: time was up before all hypotheses were made.

    `verdict` says whether the icon is in the library at all. `false_accept` is the share of
    searches for other libraries' icons that would be `found`. Both are None where the library was
    not calibrated for the encoder.
    """

    hypothesis: Hypothesis
    verdict: Verdict | None
    false_accept: float | None
    results: list[Judged]
    others: list[Region]
    ended_early: bool = False


@dataclass(frozen=True)
class Regions:
    """The regions of a window in reading order, none of which overlaps another.

    `ended_early`: time was up before all candidates were searched.
    """

    regions: list[Region]
    ended_early: bool
