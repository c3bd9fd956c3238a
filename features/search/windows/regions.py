"""Regions of a window: candidates with what they are, without overlaps, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from features.search.answer import Judged
from features.search.calibration import Verdict
from features.vision.geometry import Box


@dataclass(frozen=True)
class RegionSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py.

    Most candidates are no icons, and they are cropped more closely than people crop. So the
    thresholds differ from those of a single search.
    """

    # Cosine of the nearest icon below which a candidate is none of the library.
    least_cosine: float = 0.7
    # Candidates that are searched at most, those nearest to an icon first. Chosen by hand: windows
    # had up to 82 that were near enough, a 4K screen full of numbers 294.
    most: int = 400
    # Match from which on a region is `found`, and below which it is `absent`.
    found: float = 0.7
    absent: float = 0.5
    # Difference of matches within which two regions are equally sure.
    equally_sure: float = 0.1
    # Boxes overlap if their intersection covers this share of the smaller one.
    overlap: float = 0.3


REGIONS = RegionSettings()


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

    def reaching(self, percent: float) -> "Region":
        """The region with the icons whose match is at least that many percent."""
        results = [result for result in self.results if result.reaches(percent)]
        return replace(self, results=results)


def region_verdict(match: float, near: bool) -> Verdict:
    """The verdict on a region with that best match.

    `near` says whether an icon's vector reaches `REGIONS.least_cosine`.
    """
    if not near or match < REGIONS.absent:
        return "absent"
    return "found" if match >= REGIONS.found else "unsure"


def without_overlaps(regions: Sequence[Region]) -> list[Region]:
    """The surest of regions that overlap (non-maximum suppression).

    Of equally sure ones the largest stays, as an icon may hold another. Where both are the same
    icon the smaller one stays: the larger holds a frame too faint to count.
    """
    kept: list[Region] = []
    for region in sorted(regions, key=_area):
        rivals = [other for other in kept if _overlap(region, other)]
        if rivals and not _wins(region, rivals):
            continue
        kept = [other for other in kept if other not in rivals]
        kept.append(region)
    return kept


def in_reading_order(regions: Sequence[Region]) -> list[Region]:
    """Line by line: a region is on a line if its middle is above the bottom of the line's first."""
    lines: list[list[Region]] = []
    for region in sorted(regions, key=_middle):
        if lines and _middle(region) < lines[-1][0].box.bottom:
            lines[-1].append(region)
        else:
            lines.append([region])

    ordered: list[Region] = []
    for line in lines:
        ordered += sorted(line, key=_left)
    return ordered


def _wins(region: Region, rivals: Sequence[Region]) -> bool:
    """Whether a region replaces smaller regions that it overlaps."""
    best = max(rival.certainty for rival in rivals)
    least = best - REGIONS.equally_sure
    surest = [rival for rival in rivals if rival.certainty >= least]
    icons = {rival.results[0].hit.id for rival in surest}

    # The frame around an icon must beat the icon, another icon must only come up to it.
    if region.results[0].hit.id in icons:
        return region.certainty >= best + REGIONS.equally_sure
    return region.certainty >= best - REGIONS.equally_sure


def _area(region: Region) -> float:
    return region.box.width * region.box.height


def _left(region: Region) -> float:
    return region.box.left


def _middle(region: Region) -> float:
    return region.box.top + region.box.height / 2


def _overlap(region: Region, other: Region) -> bool:
    """Whether one of two regions covers much of the smaller one."""
    left = max(region.box.left, other.box.left)
    right = min(region.box.right, other.box.right)
    top = max(region.box.top, other.box.top)
    bottom = min(region.box.bottom, other.box.bottom)

    shared = max(0.0, right - left) * max(0.0, bottom - top)
    smaller = min(_area(region), _area(other))
    return shared / smaller >= REGIONS.overlap
