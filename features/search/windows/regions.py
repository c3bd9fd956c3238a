"""Regions of a window: candidates with what they are, without overlaps, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from features.search.answer import Region
from features.search.calibration import Verdict
from features.vision.geometry import Box


@dataclass(frozen=True)
class RegionSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py.

    Most candidates are no icons, and they are cropped more closely than people crop. So the
    thresholds differ from those of a single search.
    """

    # Candidates that are searched at most, those nearest to an icon first. Chosen by hand: windows
    # had up to 82 that were near enough, a 4K screen full of numbers 294.
    most: int = 400
    # Match from which on a region is `found`, and below which it is `absent`.
    found: float = 0.45
    absent: float = 0.35
    # Difference of matches within which two regions are equally sure.
    equally_sure: float = 0.1
    # Boxes overlap if their intersection covers this share of the smaller one.
    overlap: float = 0.3


REGIONS = RegionSettings()


def region_verdict(match: float, near: bool) -> Verdict:
    """The verdict on a region with that best match.

    `near` says whether an icon's vector is near enough for the region to show it.
    """
    if not near or match < REGIONS.absent:
        return "absent"
    return "found" if match >= REGIONS.found else "unsure"


class Placed(Protocol):
    """An icon at a place of a picture, with how sure it is (0..1)."""

    @property
    def box(self) -> Box:
        """The bounding box, in pixels."""

    @property
    def icon(self) -> str:
        """The id of the best icon."""

    @property
    def certainty(self) -> float:
        """The posterior probability of the best icon."""


P = TypeVar("P", bound=Placed)


def without_overlaps(regions: Iterable[P], equally_sure: float = REGIONS.equally_sure) -> list[P]:
    """The surest of regions that overlap (non-maximum suppression).

    Of equally sure ones the largest stays, as an icon may hold another. Where both are the same
    icon the smaller one stays: the larger holds a frame too faint to count.
    """
    kept: list[P] = []
    for region in sorted(regions, key=_area):
        rivals = [other for other in kept if _overlap(region, other)]
        if rivals and not _wins(region, rivals, equally_sure):
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


def _wins(region: Placed, rivals: Sequence[Placed], equally_sure: float) -> bool:
    """Whether a region replaces smaller regions that it overlaps."""
    best = max(rival.certainty for rival in rivals)
    least = best - equally_sure
    surest = [rival for rival in rivals if rival.certainty >= least]
    icons = {rival.icon for rival in surest}

    # The frame around an icon must beat the icon, another icon must only come up to it.
    if region.icon in icons:
        return region.certainty >= best + equally_sure
    return region.certainty >= best - equally_sure


def _area(region: Placed) -> float:
    return region.box.width * region.box.height


def _left(region: Region) -> float:
    return region.box.left


def _middle(region: Region) -> float:
    return region.box.top + region.box.height / 2


def _overlap(region: Placed, other: Placed) -> bool:
    """Whether one of two regions covers much of the smaller one."""
    left = max(region.box.left, other.box.left)
    right = min(region.box.right, other.box.right)
    top = max(region.box.top, other.box.top)
    bottom = min(region.box.bottom, other.box.bottom)

    width = max(0.0, right - left)
    height = max(0.0, bottom - top)
    shared = width * height
    smaller = min(_area(region), _area(other))
    share = shared / smaller
    return share >= REGIONS.overlap
