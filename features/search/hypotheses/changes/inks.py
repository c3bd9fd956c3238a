"""Drawings read as if they had one colour, though they are shown in several or on a photograph."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from features.search.hypotheses.changes.covers import wider
from features.search.hypotheses.changes.layers import colour_layers, commonest_colours
from features.vision.components import without_edge_parts
from features.vision.foreground import FOREGROUND, bounding_boxes
from features.vision.pixels import Mask, Plane, strongest
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class InkSettings:
    """All values were chosen by hand.

    `faint`: contrast from which on a pixel may belong to a faint second tone.
    `half`: share of the strong tone's strength below which a tone is faint.
    `least_faint`: area of a faint tone, as a share of the strong tone's.
    `full`: quantile of a layer's strength that is drawn in full.
    `tolerance`: how far a pixel may be from its ink's colour, of full scale.
    `different`: how far an ink is from the background, of full scale.
    `least`, `most`: share of all pixels that has an ink's colour.
    """

    faint: float = 0.03
    half: float = 0.5
    least_faint: float = 0.15
    full: float = 0.9
    tolerance: float = 0.3
    different: float = 0.2
    least: float = 0.02
    most: float = 0.6


INKS = InkSettings()


def in_one_colour(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation with every layer in the same strength; nothing for a single layer.

    A second tone may be far fainter than the first.
    """
    mask = segmentation.contrast > INKS.faint
    magnitude = strongest(np.abs(segmentation.difference))  # (h, w)
    layers = _tones(magnitude, mask) or colour_layers(segmentation.difference, mask)
    if len(layers) < 2:
        return
    strength = np.zeros_like(magnitude)
    for layer in layers:
        full = np.quantile(magnitude[layer], INKS.full)
        relative = np.minimum(1, magnitude / full)
        strength = np.where(layer, relative, strength)
    yield drawn_in_black(segmentation, strength)


def _tones(magnitude: Plane, mask: Mask) -> list[Mask]:
    """The strong and the faint tone (h, w) of a foreground; nothing where there is one tone.

    A half-filled icon has a faint rest, of any hue: as a colour it is near the background.
    """
    strongest_tone = np.quantile(magnitude[mask], INKS.full) if mask.any() else 0.0
    strong = mask & (magnitude >= INKS.half * strongest_tone)
    # Pixels beside the strong tone are blended with it.
    faint = mask & ~wider(strong)
    if faint.sum() < INKS.least_faint * strong.sum():
        return []
    return [mask & ~faint, faint]


def in_ink(segmentation: Segmentation) -> Iterator[Segmentation]:
    """The segmentation with what has one ink's colour: white, black, or the commonest colour.

    On a photograph only the icon has one colour.
    """
    white = np.ones(3, np.float32)
    black = np.zeros(3, np.float32)
    (commonest,) = commonest_colours(segmentation.channels, 1)
    for ink in (white, black, commonest):
        if np.abs(ink - segmentation.ground).max() < INKS.different:
            continue
        difference = segmentation.channels - ink[:, None, None]
        distance = strongest(np.abs(difference))  # (h, w)
        strength = np.clip(1 - distance / INKS.tolerance, 0, 1)
        # The photograph has that colour in places too, and a page at its rounded corners.
        inner = without_edge_parts(strength)
        alone = strength if inner is None else inner
        drawn = alone > FOREGROUND.threshold
        if INKS.least <= drawn.mean() <= INKS.most:
            yield drawn_in_black(segmentation, alone)


def drawn_in_black(segmentation: Segmentation, strength: Plane) -> Segmentation:
    """A segmentation of the same picture, `strength` (h, w) in 0..1 drawn in black on white."""
    strength = strength.astype(np.float32)
    difference = np.repeat(-strength[None], 3, axis=0)  # (3, h, w)
    return replace(
        segmentation,
        channels=1 + difference,
        background=np.ones((3, 1, 1), np.float32),
        difference=difference,
        contrast=strength,
        foreground=strength,
        boxes=bounding_boxes(strength),
        without_edge_parts=None,
        with_faint_parts=None,
    )
