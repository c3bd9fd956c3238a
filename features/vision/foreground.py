"""The foreground: contrast to the background, and the bounding box of what is above a threshold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.vision.colour import COLOUR
from features.vision.geometry import Box
from features.vision.pixels import Plane, ranked

Edges = NDArray[np.float64]
Places = NDArray[np.intp]


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
    (edges,) = extents(contrast[None], threshold).tolist()
    return Box.between(*edges)


def extents(contrasts: Plane, threshold: float = FOREGROUND.threshold) -> Edges:
    """(n, 4): the bounding boxes of `extent` for contrasts (n, h, w): left, top, right, bottom."""
    columns = contrasts.max(axis=1)  # (n, w)
    rows = contrasts.max(axis=2)  # (n, h)

    left, right = _intervals(columns, threshold)
    top, bottom = _intervals(rows, threshold)
    return np.stack([left, top, right, bottom], axis=1)


def _intervals(profiles: Plane, threshold: float) -> tuple[Edges, Edges]:
    """(n,) each: the first and the last edge of a drawing along one axis, of profiles (n, m).

    An edge pixel that is half as strong as the pixel inside it is half covered. So the edge runs
    through its middle. At 14 pixels a whole pixel would be a scale error of 7 %.
    """
    _, length = profiles.shape
    above = profiles > threshold
    first = above.argmax(axis=1)
    last = length - 1 - above[:, ::-1].argmax(axis=1)

    # The neighbours inside; a drawing one pixel wide has none.
    after_first = np.minimum(first + 1, last)
    before_last = np.maximum(last - 1, first)

    begin = first + 1 - _covered_shares(profiles, first, after_first)
    end = last + _covered_shares(profiles, last, before_last)

    # No box is narrower than a pixel.
    end = np.maximum(end, begin + 1)

    is_empty = ~above.any(axis=1)
    begin[is_empty] = 0
    end[is_empty] = length
    return begin, end


def _covered_shares(profiles: Plane, edges: Places, insides: Places) -> Edges:
    """(n,): the share of each profile's edge pixel that the drawing covers, 0..1."""
    numbers = np.arange(len(profiles))
    at_edge = profiles[numbers, edges]
    at_inside = profiles[numbers, insides]

    # The edge pixel may be the stronger one: then it is covered.
    full = np.maximum(at_inside, at_edge)
    shares = np.ones(len(profiles))
    np.divide(at_edge, full, out=shares, where=full > 0)
    return shares
