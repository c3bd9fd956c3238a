"""Shadows: a drawing in a colour that is read without the shadow behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from features.search.hypotheses.changes.inks import drawn_in_black
from features.vision.foreground import FOREGROUND, extent
from features.vision.geometry import Box
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class ShadowSettings:
    """All values were chosen by hand, on pictures of ic and stash with drop shadows.

    `coloured`: how far an ink's colour is from a blend of background and black, of full scale.
    `strongest`: quantile of the pixels that is taken as the ink's colour.
    `pure`: share of the strongest colour from which on a pixel shows the ink alone.
    `visible`: share of black from which on a pixel is in the shadow.
    `darkest`: share of black that a shadow does not reach, but for its few darkest pixels.
    `few`: quantile of a shadow's pixels that is its darkest.
    `least`: area of the shadow beside the drawing, as a share of the drawing's.
    `side`: width and height of the drawing, as shares of those with its shadow, at least.
    `one_ink`: share of the colours' energy that is not the ink's, at most.
    """

    coloured: float = 0.15
    strongest: float = 0.995
    pure: float = 0.8
    visible: float = 0.04
    darkest: float = 0.7
    few: float = 0.98
    least: float = 0.2
    side: float = 0.25
    one_ink: float = 0.02


SHADOWS = ShadowSettings()


def without_shadow(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation of a drawing without its shadow; nothing where its colour is grey.

    A shadow blends the background with black. So it has nothing of the colour that the drawing has
    beside that direction, and the drawing has it in proportion to its coverage.
    """
    difference = segmentation.difference
    black = -segmentation.ground  # (3,)
    depth = max(float(black @ black), FOREGROUND.noise_floor)
    shade = np.tensordot(black, difference, axes=1) / depth  # (h, w)
    colours = difference - black[:, None, None] * shade  # (3, h, w)

    strength = np.linalg.norm(colours, axis=0)
    strongest = float(np.quantile(strength, SHADOWS.strongest))
    if strongest < SHADOWS.coloured:
        return
    pure = strength >= SHADOWS.pure * strongest
    colour = colours[:, pure].mean(axis=1)  # (3,)
    coverage = np.tensordot(colour, colours, axes=1) / (colour @ colour)
    coverage = np.clip(coverage, 0, 1)
    rest = colours - colour[:, None, None] * coverage
    if np.vdot(rest, rest) > SHADOWS.one_ink * np.vdot(colours, colours):
        return
    if not _is_most(coverage, segmentation.boxes[0]):
        return
    if _is_shadow(shade - coverage * shade[pure].mean(), coverage):
        yield drawn_in_black(segmentation, coverage)


def _is_most(coverage: Plane, whole: Box) -> bool:
    """Whether a drawing (h, w) is no mere part of the whole: a control's line may be coloured."""
    drawn = extent(coverage, FOREGROUND.high_threshold)
    is_wide = drawn.width >= SHADOWS.side * whole.width
    is_high = drawn.height >= SHADOWS.side * whole.height
    return is_wide and is_high


def _is_shadow(shade: Plane, coverage: Plane) -> bool:
    """Whether the shares of black (h, w) beside a drawing's coverage (h, w) are a shadow's."""
    drawn = coverage > FOREGROUND.threshold
    beside = ~drawn & (shade > SHADOWS.visible)
    if beside.sum() < SHADOWS.least * drawn.sum():
        return False
    return float(np.quantile(shade[beside], SHADOWS.few)) < SHADOWS.darkest
