"""The foreground: contrast to the background, and the bounding box of what is above a threshold."""

from dataclasses import dataclass

import numpy as np

from features.vision.colour import COLOUR
from features.vision.geometry import Box
from features.vision.pixels import Plane, ranked


@dataclass(frozen=True)
class ForegroundSettings:
    """Thresholds on contrast, as shares of the strongest contrast unless noted.

    `threshold`: pixels above it are foreground. Chosen on ion and bi.
    `high_threshold`: pixels above it have high contrast. What JPEG leaves around a faint drawing
    seldom reaches it. Chosen by hand; docs/quality.md has figures for it with other changes.
    `fringe`: where the high-contrast part ends further in than this, it gets a box of its own. A
    share of the longer side. Chosen by hand, with the value before.
    `noise_floor`: contrast up to which a pixel is background. Chosen on ion and bi.
    `strongest_quantile`: quantile of all pixels that is taken as the strongest. Single bright
    pixels do not count in full. Chosen by hand.
    `strongest_of_maximum`: the strongest is at least this share of the maximum. Small drawings
    have fewer pixels than the quantile leaves out. Chosen by hand.
    """

    threshold: float = 0.22
    high_threshold: float = 0.4
    fringe: float = 0.04
    noise_floor: float = 0.05
    strongest_quantile: float = 0.995
    strongest_of_maximum: float = 0.8


FOREGROUND = ForegroundSettings()


def normalised_contrast(distance: Plane) -> Plane:
    """(h, w) → (h, w) in 0..1: distances to the background, 1 for the strongest, without noise.

    All zeros where the picture shows nothing.
    """
    flat = distance.ravel()
    quantile = float(ranked(flat, FOREGROUND.strongest_quantile))
    maximum = float(distance.max())
    peak = max(quantile, FOREGROUND.strongest_of_maximum * maximum)
    if peak < COLOUR.least_visible:
        return np.zeros_like(distance)

    # The noise floor becomes 0, the peak 1.
    floor = FOREGROUND.noise_floor
    relative = distance / peak
    above_floor = (relative - floor) / (1 - floor)
    contrast: Plane = np.clip(above_floor, 0, 1)
    return contrast


def bounding_boxes(foreground: Plane) -> list[Box]:
    """The bounding box of a foreground (h, w), and that of its high-contrast part.

    The second is left out unless it ends clearly further in on some side. It does where
    compression left a fringe around a small or faint drawing.
    """
    box = extent(foreground)
    inner = extent(foreground, FOREGROUND.high_threshold)

    # How far the high-contrast part ends further in, on the side where it does so most.
    fringe = max(
        inner.left - box.left,
        inner.top - box.top,
        box.right - inner.left - inner.width,
        box.bottom - inner.top - inner.height,
    )
    most = FOREGROUND.fringe * box.longer_side
    if fringe > most:
        return [box, inner]
    return [box]


def extent(contrast: Plane, threshold: float = FOREGROUND.threshold) -> Box:
    """The bounding box of the pixels above a threshold, with edges between pixels.

    `contrast` (h, w) is 1 where it is strongest. The whole picture where no pixel is above.
    """
    (box,) = extents(contrast[None], threshold)
    return box


def extents(contrasts: Plane, threshold: float = FOREGROUND.threshold) -> list[Box]:
    """The bounding box of each of several contrasts (n, h, w): see `extent`."""
    columns = contrasts.max(axis=1)  # (n, w)
    rows = contrasts.max(axis=2)  # (n, h)
    across = _intervals(columns, threshold)
    down = _intervals(rows, threshold)
    boxes = []
    for (left, right), (top, bottom) in zip(across, down, strict=True):
        boxes.append(Box.between(left, top, right, bottom))
    return boxes


def _intervals(profiles: Plane, threshold: float) -> list[tuple[float, float]]:
    """First and last edge of each of several drawings along one axis, from profiles (n, m)."""
    above = profiles > threshold
    length = profiles.shape[1]
    firsts = above.argmax(axis=1)  # (n,)
    lasts = length - 1 - above[:, ::-1].argmax(axis=1)

    # Python's numbers from here on: a call of NumPy takes longer than one interval.
    is_drawn: list[bool] = np.any(above, axis=1).tolist()
    outermost = zip(firsts.tolist(), lasts.tolist(), strict=True)
    intervals = []
    for drawn, profile, (first, last) in zip(is_drawn, profiles.tolist(), outermost, strict=True):
        interval = _interval(profile, first, last) if drawn else (0.0, float(length))
        intervals.append(interval)
    return intervals


def _interval(profile: list[float], first: int, last: int) -> tuple[float, float]:
    """First and last edge of a drawing along one axis, given the outermost pixels above threshold.

    An edge pixel that is half as strong as the pixel inside it is half covered. So the edge runs
    through its middle. At 14 pixels a whole pixel would be a scale error of 7 %.
    """
    # The neighbours inside; a drawing one pixel wide has none.
    after_first = min(first + 1, last)
    before_last = max(last - 1, first)

    begin = first + 1 - _covered_share(profile, first, after_first)
    end = last + _covered_share(profile, last, before_last)

    # No box is narrower than a pixel.
    end = max(end, begin + 1)
    return begin, end


def _covered_share(profile: list[float], edge: int, inside: int) -> float:
    """Share of an edge pixel that the drawing covers, 0..1."""
    at_edge = profile[edge]
    at_inside = profile[inside]

    # The edge pixel may be the stronger one: then it is covered.
    full = max(at_inside, at_edge)
    return at_edge / full
