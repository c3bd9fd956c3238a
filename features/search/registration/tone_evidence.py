"""Whether a picture shows the faint tone of an icon of two tones.

A faint area has hardly any energy beside the strokes, so the likeness hardly depends on it: an
outlined icon is as like. But the area has many pixels, and their mean is clearly not 0.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.registration.query import Target, targets
from features.search.registration.registration import Placement, with_two_tones
from features.search.registration.resampling import resample
from features.vision.cutout import Cutout
from features.vision.pixels import Mask, Plane
from features.vision.segmentation import Segmentation
from features.vision.tones import two_tones

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ToneEvidenceSettings:
    """Chosen on the validation sets ic and stash; solar was the check.

    `inside`: coverage from which on a pixel of the target shows a tone alone.
    `outside`: coverage up to which it shows a tone not at all.
    `fewest`: pixels that must show the faint tone alone; of fewer nothing is known.
    `deviation`: of the strength where the tone is not shown. Compression causes it.
    `faint_to`, `strong_from`: strengths up to which a tone is faint, and from which on it is
    strong. Between them a faint tone may have another colour, or an outline be thin.
    `limit`: the largest logarithm of likelihoods.
    """

    inside: float = 0.8
    outside: float = 0.1
    fewest: int = 3
    deviation: float = 0.012
    faint_to: float = 0.5
    strong_from: float = 0.85
    limit: float = 10.0
    least_energy: float = 1e-9  # keeps divisions finite where the strong tone is not shown


TONE_EVIDENCE = ToneEvidenceSettings()


def tone_evidence(
    query: Segmentation, cutouts: Sequence[Cutout], placements: Sequence[Placement]
) -> Array:
    """(n,): logarithm of how much likelier the query shows each cutout's faint tone than not.

    0 for cutouts of one tone, for those of several colours, and where nothing is known.
    """
    evidence = np.zeros(len(cutouts))
    one_colour = [number for number, cutout in enumerate(cutouts) if not cutout.coloured]
    if not one_colour:
        return evidence
    for number in with_two_tones(cutouts, one_colour):
        evidence[number] = _evidence(query, cutouts[number], placements[number])
    return evidence


def _evidence(query: Segmentation, cutout: Cutout, placement: Placement) -> float:
    """The evidence for the faint tone of one placed cutout."""
    (target,) = targets(query, [query.boxes[placement.box]])
    tones = two_tones(cutout.pixels[0])
    planes = np.stack([tones.strong, tones.faint])[None]  # (1, 2, S, S)
    poses = np.array([placement.pose])
    images = resample(planes, poses, target.offsets, target.size)
    strong, faint = images[0, 0]  # (p,) each

    shows_faint = faint > TONE_EVIDENCE.inside
    shows_faint &= strong < TONE_EVIDENCE.outside
    shows_nothing = strong + faint < TONE_EVIDENCE.outside
    if target.visible is not None:
        visible = target.visible.ravel() > 0
        shows_faint &= visible
        shows_nothing &= visible
    if shows_faint.sum() < TONE_EVIDENCE.fewest:
        return 0.0
    return _log_ratio(*_strength(target, strong, shows_faint, shows_nothing))


def _strength(
    target: Target, strong: Plane, shows_faint: Mask, shows_nothing: Mask
) -> tuple[float, float]:
    """The faint area's difference from what is around the icon, and how much that varies.

    Both are by the strong tone's contrast. A shadow or a gradient behind the icon is around it,
    too. A photograph varies around it as much as in it.
    """
    values = target.values  # (3, p)
    energy = float(strong @ strong) + TONE_EVIDENCE.least_energy
    tint = values @ strong / energy  # (3,)
    contrast = float(np.linalg.norm(tint)) + TONE_EVIDENCE.least_energy

    difference = values[:, shows_faint].mean(axis=1)  # (3,)
    variation = 0.0
    if shows_nothing.any():
        around = values[:, shows_nothing]  # (3, q)
        difference = difference - around.mean(axis=1)
        variation = float(np.linalg.norm(around.std(axis=1)))
    return float(np.linalg.norm(difference)) / contrast, variation / contrast


def _log_ratio(strength: float, variation: float) -> float:
    """Logarithm of a strength's likelihood where the tone is shown, by that where it is not.

    A page may show a faint tone in any strength. Without the tone, the strength is half-normal, or
    the area is filled. `variation`: standard deviation around the icon.
    """
    if strength > TONE_EVIDENCE.strong_from:
        return -TONE_EVIDENCE.limit
    if strength > TONE_EVIDENCE.faint_to:
        return 0.0
    deviation = math.hypot(TONE_EVIDENCE.deviation, variation)
    relative = strength / deviation
    not_shown = -(relative**2) / 2 - math.log(deviation * math.sqrt(math.pi / 2))
    shown = -math.log(TONE_EVIDENCE.faint_to)
    return min(shown - not_shown, TONE_EVIDENCE.limit)
