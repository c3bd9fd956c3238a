"""Pictures whose colours were altered: inverted, faded, or without colour."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from features.vision.colour import colourfulness
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

# Turns hues by 180 degrees and keeps luminance: hue-rotate(180deg) of the W3C Filter Effects
# Module, section 9.6. It undoes itself.
HUE_TURNED = np.array(
    [[-0.574, 1.430, 0.144], [0.426, 0.430, 0.144], [0.426, 1.430, -0.856]], np.float32
)


@dataclass(frozen=True)
class RecolouringSettings:
    """Chosen by hand.

    `faded`: strongest difference to the background below which an icon may be faded.
    `full`: strongest difference of an icon that is not.
    """

    faded: float = 0.6
    full: float = 0.85


RECOLOURING = RecolouringSettings()


def in_other_colours(whole: Segmentation) -> Iterator[Segmentation]:
    """The segmentation with its colours as they may have been before they were altered.

    A drawing in one hue may have had several, as under a sepia filter.
    """
    whole = _alone(whole)
    if colourfulness(whole.difference[:, whole.mask]) == 0:
        yield replace(whole, colourless=True)
    if not whole.is_grey:
        yield from _filters_undone(whole)


def in_own_colours(whole: Segmentation) -> Iterator[Segmentation]:
    """The segmentation with what undoes a filter of its colours: without colour if it is grey."""
    whole = _alone(whole)
    if whole.is_grey:
        yield replace(whole, colourless=True)
        return
    yield from _filters_undone(whole)


def _alone(whole: Segmentation) -> Segmentation:
    """The segmentation without its other readings."""
    return replace(whole, without_edge_parts=None, with_faint_parts=None)


def _filters_undone(whole: Segmentation) -> Iterator[Segmentation]:
    """The segmentation inverted, with hues turned, and at full strength if it is faint."""
    yield _recoloured(whole, -np.eye(3, dtype=np.float32))
    yield _recoloured(whole, -HUE_TURNED)
    if whole.strength < RECOLOURING.faded:
        gain = np.float32(RECOLOURING.full / whole.strength)
        difference = gain * whole.difference
        yield replace(whole, channels=whole.background + difference, difference=difference)


def _recoloured(whole: Segmentation, matrix: Plane) -> Segmentation:
    """The segmentation with every colour multiplied by a matrix (3, 3).

    One is added then: with a negative matrix, black becomes white.
    """
    return replace(
        whole,
        channels=_times(whole.channels, matrix) + 1,
        background=_times(whole.background, matrix) + 1,
        difference=_times(whole.difference, matrix),
    )


def _times(planes: Plane, matrix: Plane) -> Plane:
    """(3, h, w): the matrix (3, 3) times each pixel's colour."""
    product: Plane = np.tensordot(matrix, planes, axes=1).astype(np.float32)
    return product
