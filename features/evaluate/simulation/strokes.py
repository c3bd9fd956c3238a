"""Another stroke width: an icon's coverage, grown or shrunk by part of its strokes' width."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from features.vision.components import EIGHT_CONNECTED
from features.vision.pixels import Mask, Plane


@dataclass(frozen=True)
class StrokeSettings:
    """How strokes change. All values were chosen by hand.

    `widths`: of the strokes, as multiples of their own, equally likely at each side of 1.
    `thickest`: share of the icon's side; a filled icon counts as strokes of that width.
    `attempts`: halvings of a change that would close gaps or cut strokes.
    """

    thinner: tuple[float, float] = (0.7, 0.9)
    thicker: tuple[float, float] = (1.15, 2.0)
    thickest: float = 0.09
    attempts: int = 3


STROKES = StrokeSettings()


def restroked(icon: Plane, random: np.random.Generator) -> Plane:
    """(s, s, 4): `icon` in one colour, premultiplied RGBA, with thinner or thicker strokes.

    The drawing keeps its parts and its holes: a change that loses one is halved, and left out in
    the end.
    """
    coverage = icon[..., 3]
    distance = _signed_distance(coverage > 0.5)
    interval = STROKES.thicker if random.random() < 0.5 else STROKES.thinner
    factor = random.uniform(*interval)
    growth = (factor - 1) * _stroke_width(coverage) / 2

    parts = _topology(distance > 0)
    for _ in range(STROKES.attempts):
        if _topology(distance > -growth) == parts:
            changed = np.clip(distance + growth + 0.5, 0, 1)
            return _with_coverage(icon, changed)
        growth /= 2
    return icon


def _signed_distance(mask: Mask) -> Plane:
    """(s, s): distance to the outline in pixels, positive inside."""
    inside = ndimage.distance_transform_edt(mask)
    outside = ndimage.distance_transform_edt(~mask)

    # The outline is half a pixel from the middle of the pixels at it.
    inner = np.maximum(inside - 0.5, 0)
    outer = np.maximum(outside - 0.5, 0)
    distance: Plane = inner - outer
    return distance


def _stroke_width(coverage: Plane) -> float:
    """The typical width of a drawing's strokes, in pixels: twice its area by its outline."""
    down = np.abs(np.diff(coverage, axis=0))
    across = np.abs(np.diff(coverage, axis=1))

    # Along a slanting outline both differ: their sum is longer than the outline.
    outline = (down.sum() + across.sum()) * np.pi / 4
    area = coverage.sum()
    width = 2 * area / max(outline, 1)
    thickest = STROKES.thickest * len(coverage)
    return float(min(width, thickest))


def _topology(mask: Mask) -> tuple[int, int]:
    """How many parts a drawing has, and how many its background has."""
    _, parts = ndimage.label(mask, EIGHT_CONNECTED)
    _, holes = ndimage.label(~mask)
    return parts, holes


def _with_coverage(icon: Plane, coverage: Plane) -> Plane:
    """The icon in its strongest colour, with another coverage (s, s)."""
    strongest = np.argmax(icon[..., 3])
    colour = icon.reshape(-1, 4)[strongest]
    changed: Plane = coverage[..., None] * colour
    return changed.astype(np.float32)
