"""Specks: components too small to belong to an icon, such as dust and dither."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from features.search.hypotheses.changes.covers import wider
from features.vision.components import EIGHT_CONNECTED
from features.vision.foreground import bounding_boxes
from features.vision.segmentation import Segmentation, segment, to_picture


@dataclass(frozen=True)
class SpeckSettings:
    """All values were chosen by hand.

    `pixels`: pixels of a speck at most. `share`: its share of the largest component at most.
    `dither`: specks from which on a picture may be dithered.
    `blur`: standard deviation of the Gaussian that smooths it, in pixels.
    """

    pixels: int = 6
    share: float = 0.08
    dither: int = 8
    blur: float = 0.9


SPECKS = SpeckSettings()


def without_specks(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation without specks, and after smoothing; nothing where there are no specks."""
    mask = segmentation.mask
    labels, count = ndimage.label(mask, EIGHT_CONNECTED)
    if count < 2:
        return
    areas = np.bincount(labels.ravel())[1:]  # (n,) pixels
    largest = min(SPECKS.pixels, SPECKS.share * areas.max())
    is_speck = np.append(False, areas <= largest)  # by label
    if not is_speck.any():
        return

    specks = is_speck[labels]
    near_rest = wider(mask & ~specks)
    foreground = np.where(near_rest & ~specks, segmentation.foreground, 0)
    foreground = foreground.astype(np.float32)
    yield replace(
        segmentation,
        foreground=foreground,
        boxes=bounding_boxes(foreground),
        without_edge_parts=None,
        with_faint_parts=None,
    )
    if is_speck.sum() >= SPECKS.dither:
        yield _smoothed(segmentation)


def _smoothed(segmentation: Segmentation) -> Segmentation:
    """The picture segmented after smoothing: dither becomes the tone that it stands for."""
    deviations = (0, SPECKS.blur, SPECKS.blur)
    blurred = ndimage.gaussian_filter(segmentation.channels, deviations)
    smooth = segment(to_picture(blurred))
    return replace(smooth, scale=segmentation.scale)
