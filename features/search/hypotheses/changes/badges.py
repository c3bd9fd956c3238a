"""Badges: dots, counts and rings in a colour of their own, over an icon or around it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from features.search.hypotheses.changes.covers import filled, left_out, wider
from features.search.hypotheses.changes.layers import colour_layers
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane
from features.vision.segmentation import Segmentation

Place = tuple[slice, slice]  # rows and columns


@dataclass(frozen=True)
class BadgeSettings:
    """All values were chosen by hand.

    `ring`: drawn share of a layer with its holes below which the layer is a ring.
    `flat`: difference between neighbours, of full scale, up to which they are of one region.
    `regions`: regions that may be badges, the largest.
    `smallest`: pixels of a badge's shorter side.
    `aside`: from the drawing's middle to the badge's, as a share of width and of height.
    `compact`: share of its bounding box that a disc or a pill fills.
    """

    ring: float = 0.6
    flat: float = 0.05
    regions: int = 4
    smallest: int = 4
    aside: float = 0.2
    compact: float = 0.7


BADGES = BadgeSettings()


def without_layers(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation without each of its layers of colour in turn; nothing for a single layer.

    A layer may be a disc with a number in it, or a ring that holds the icon. So its holes are left
    out too at first, and then not.
    """
    layers = colour_layers(segmentation.difference, segmentation.mask)
    if len(layers) < 2:
        return
    for layer in layers:
        with_holes = filled(layer)
        yield from left_out(segmentation, with_holes)
        if layer.sum() < BADGES.ring * with_holes.sum():
            yield from left_out(segmentation, wider(layer))


def without_discs(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation without each compact region of one colour at a corner of its drawing.

    Of a drawing in many colours no layer is a badge alone.
    """
    flat = _is_flat(segmentation.channels) & segmentation.mask
    labels, _ = ndimage.label(flat)
    areas = np.bincount(labels.ravel())[1:]  # (n,) pixels
    places = ndimage.find_objects(labels)

    largest = np.argsort(-areas)[: BADGES.regions]
    for row in largest.tolist():
        place = places[row]
        if not _is_aside(place, segmentation.boxes[0]):
            continue
        region = filled(labels == row + 1)
        if region[place].mean() >= BADGES.compact:
            yield from left_out(segmentation, region)


def _is_flat(channels: Plane) -> Mask:
    """(h, w): the pixels that hardly differ from the next one to the right and below."""
    across = np.diff(channels, axis=2, append=channels[:, :, -1:])
    down = np.diff(channels, axis=1, append=channels[:, -1:])
    larger = np.maximum(np.abs(across), np.abs(down))  # (3, h, w)
    flat: Mask = larger.max(axis=0) <= BADGES.flat
    return flat


def _is_aside(place: Place, whole: Box) -> bool:
    """Whether a region is large enough for a badge, and towards a corner of the drawing's box."""
    rows, columns = place
    height = rows.stop - rows.start
    width = columns.stop - columns.start
    if min(height, width) < BADGES.smallest:
        return False
    x, y = whole.middle
    across = abs(columns.start + width / 2 - x)
    down = abs(rows.start + height / 2 - y)
    is_across = across >= BADGES.aside * whole.width
    is_down = down >= BADGES.aside * whole.height
    return bool(is_across and is_down)
