"""Evidence of one search, as features of the logistic regressions that calibrate its answer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Limits = Mapping[str, tuple[float, float]]  # field of Evidence → its least and largest value

# Fields that the regressions must not extrapolate. Of the distances, the best result's count.
LIMITED = (
    "pixel_distance",
    "vector_distances",
    "residual_peak",
    "residual_energy",
    "outline_length",
    "layout_log_likelihood",
    "side",
    "contrast",
    "noise",
)


@dataclass(frozen=True)
class EvidenceSettings:
    """Offsets of logarithms, and the reference size. All were chosen by hand.

    A feature is log(value + offset). The offset keeps it finite at 0: values below the offset count
    as about the offset.
    """

    pixel_distance: float = 0.02
    vector_distance: float = 0.05
    lead: float = 0.01  # of distance
    noise: float = 0.004  # of full scale
    residual_peak: float = 0.02  # of the target's contrast
    residual_energy: float = 0.001  # of the target's energy
    outline_length: float = 0.2  # sides of the cutout
    least_contrast: float = 0.02  # of full scale; a lower contrast counts as this
    least_share: float = 0.05  # of the drawn part of the picture; a smaller share counts as this
    least_side: float = 1.0  # pixels; a shorter side counts as this
    reference_side: float = 20.0  # pixels; only makes the weights similar in magnitude
    no_second: float = float(np.sqrt(2))  # distance of orthogonal vectors, for an only result


EVIDENCE = EvidenceSettings()


@dataclass(frozen=True)
class Evidence:
    """What a search found, as far as it matters for how sure its answer is.

    Of each of r results, the best first:
    `vector_distances`: (r,), distance to the query by the vectors.
    `distances`: (r,), distance to the query by both, which ranks the results.

    Of the best result:
    `pixel_distance`: distance to the query by the registered pixels.
    `is_restroked`: whether its pixels were compared in another stroke width or sharpness.
    `residual_peak`: strongest residual of a small spot, by the target's contrast.
    `residual_energy`: energy of the low-pass residual, by the target's energy.
    `outline_length`: length of the outlines in its cutout, in sides of the cutout.
    `layout_log_likelihood`: logarithm of how likely pages are to lay it out where it is.

    Of the query:
    `side`: longer side of its bounding box, in pixels of the picture.
    `contrast`: strongest contrast to its background, 0..1.
    `noise`: standard deviation of its background, 0..1.
    `is_part`: whether it is only a part of the picture.
    `is_changed`: whether the picture was changed, such as a badge left out.
    `is_turned`: whether the picture was mirrored or rotated.
    `share`: its longer side, by that of everything drawn in the picture; at most 1.
    `hidden`: share of its bounding box of which nothing is known.
    `coloured`: whether the best result has several colours.
    `is_plain_part`: whether it is a part, and the best result a plain disc or rectangle.
    """

    vector_distances: Array
    distances: Array
    pixel_distance: float
    residual_peak: float
    residual_energy: float
    outline_length: float
    layout_log_likelihood: float
    side: float
    contrast: float
    noise: float
    is_part: bool
    is_restroked: bool = False
    is_changed: bool = False
    is_turned: bool = False
    coloured: bool = False
    share: float = 1.0
    hidden: float = 0.0
    is_plain_part: bool = False

    def within(self, limits: Limits) -> Self:
        """The evidence with every limited field clipped."""
        clipped: dict[str, Any] = {}
        for name, (least, largest) in limits.items():
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                clipped[name] = value.clip(least, largest)
            else:
                # np.clip of a number takes many times as long.
                clipped[name] = min(max(value, least), largest)

        return replace(self, **clipped)

    @property
    def is_whole(self) -> bool:
        """Whether the picture was read as it is: no part of it, not changed, not turned."""
        return not (self.is_part or self.is_changed or self.is_turned)

    @property
    def nearness(self) -> float:
        """The best result's distance; in another stroke width that of the pixels alone."""
        return self.pixel_distance if self.is_restroked else float(self.distances[0])

    @property
    def first_features(self) -> Array:
        """(33,): features of whether the best result's icon is what the query shows.

        The icon of a small, faint or noisy query is never at distance 0. So the distances interact
        with size, contrast and noise. They interact with the outline too: a dash or a disc is
        similar to a part of many icons.
        """
        pixels = math.log(self.pixel_distance + EVIDENCE.pixel_distance)
        vectors = math.log(self.vector_distances[0] + EVIDENCE.vector_distance)
        peak = math.log(self.residual_peak + EVIDENCE.residual_peak)
        energy = math.log(self.residual_energy + EVIDENCE.residual_energy)
        outline = math.log(self.outline_length + EVIDENCE.outline_length)
        layout = self.layout_log_likelihood
        size = self._size
        contrast = math.log(max(self.contrast, EVIDENCE.least_contrast))
        noise = math.log(self.noise + EVIDENCE.noise)
        part = self.is_part
        changed = self.is_changed
        turned = self.is_turned
        coloured = self.coloured
        share = math.log(max(self.share, EVIDENCE.least_share))
        hidden = self.hidden
        lead = self._lead

        # The manifest stores a weight for each, in this order.
        features = {
            "intercept": 1.0,
            "pixel distance": pixels,
            "vector distance": vectors,
            "residual peak": peak,
            "residual energy": energy,
            "outline": outline,
            "pixel distance by outline": pixels * outline,
            "layout": layout,
            "layout by size": layout * size,
            "size": size,
            "pixel distance by size": pixels * size,
            "vector distance by size": vectors * size,
            "contrast": contrast,
            "pixel distance by contrast": pixels * contrast,
            "noise": noise,
            "pixel distance by noise": pixels * noise,
            "part": part,
            "pixel distance by part": pixels * part,
            "vector distance by part": vectors * part,
            "changed": changed,
            "pixel distance by changed": pixels * changed,
            "vector distance by changed": vectors * changed,
            "turned": turned,
            "pixel distance by turned": pixels * turned,
            "coloured": coloured,
            "pixel distance by coloured": pixels * coloured,
            "vector distance by coloured": vectors * coloured,
            "share": share,
            "outline by share": outline * share,
            "hidden": hidden,
            "pixel distance by hidden": pixels * hidden,
            "lead": lead,
            "logarithm of the lead": math.log(lead + EVIDENCE.lead),
        }
        return np.array(list(features.values()))

    @property
    def rest_features(self) -> Array:
        """(r - 1, 8): features of whether each of the other results is right."""
        distances = self.distances[1:]
        behind = distances - self.distances[0]
        features = {
            "intercept": np.ones(len(distances)),
            "distance": distances,
            "distance behind the best": behind,
            "distance by distance behind": distances * behind,
        }
        columns = np.stack(list(features.values()), axis=1)  # (r - 1, 4)
        by_size = self._size * columns
        return np.concatenate([columns, by_size], axis=1)

    @property
    def _lead(self) -> float:
        """How much nearer the best result is than the second."""
        best = self.distances[0]
        has_second = len(self.distances) > 1
        second = self.distances[1] if has_second else EVIDENCE.no_second
        return float(second - best)

    @property
    def _size(self) -> float:
        """The logarithm of the query's size."""
        side = max(self.side, EVIDENCE.least_side)
        return math.log(side / EVIDENCE.reference_side)


def limits_of(trials: Sequence[Evidence]) -> Limits:
    """The range of each field of `LIMITED` over trials."""
    limits = {}
    for name in LIMITED:
        values = [_of_best(evidence, name) for evidence in trials]
        limits[name] = (min(values), max(values))
    return limits


def _of_best(evidence: Evidence, name: str) -> float:
    """A field's value; of an array over the results, that of the best result."""
    values = np.atleast_1d(getattr(evidence, name))
    return float(values[0])


def distance(cosines: Array) -> Array:
    """The Euclidean distance between vectors of length 1, from their cosine.

    Cosines of near vectors hardly differ; distances do.
    """
    squares = 2 - 2 * cosines
    # Rounding may leave a cosine above 1.
    not_negative = np.maximum(0, squares)
    distances: Array = np.sqrt(not_negative)
    return distances
