"""Register icons' cutouts to a query: placement, likeness and residual of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.registration import solver
from features.search.registration.coloured import ColouredModel
from features.search.registration.photometric_model import PhotometricModel
from features.search.registration.query import Target, targets
from features.search.registration.resampling import resample
from features.search.registration.tinted import TintedModel
from features.vision.cutout import Cutout
from features.vision.glyph import FLAT, Segmentation, ranked

Array = NDArray[np.float64]
Plane = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class ResidualSettings:
    """How a residual is summarised. The values were chosen by hand."""

    spot: int = 2  # target pixels: side of the square over which the peak is averaged
    blur: float = 0.05  # share of the box's longer side: deviation of the Gaussian before energy
    contrast_rank: float = 0.995  # share of the pixels below the target's contrast


SETTINGS = ResidualSettings()


class Placement(NamedTuple):
    """Where a cutout is on a query.

    `box`: number of the query's bounding box it was registered to.
    `x`, `y`: the point of the cutout at the centre of that box, in pixels of the cutout.
    `scale`: length of a pixel of the segmented query, in pixels of the cutout.
    """

    box: int
    x: float
    y: float
    scale: float


class Registrations(NamedTuple):
    """The best registration of each of n cutouts.

    `likeness`: (n,) in -1..1; 1 where cutout and query are identical.
    `boxes`: (n,), number of the query's bounding box that gave it.
    `poses`: (n, 3), x, y and scale of the placement.
    """

    likeness: Array
    boxes: Numbers
    poses: Array

    @property
    def placements(self) -> list[Placement]:
        """The placement of each cutout."""
        pairs = zip(self.boxes.tolist(), self.poses.tolist(), strict=True)
        return [Placement(box, *pose) for box, pose in pairs]


class Squares(NamedTuple):
    """Icons' own squares, in pixels of the picture: side, left and top, (n,) each."""

    side: Array
    left: Array
    top: Array


class Residual(NamedTuple):
    """What a registered cutout leaves unexplained of a query.

    `peak`: the strongest residual of a small spot, by the target's contrast.
    `energy`: energy of the low-pass residual, by the energy of the target.
    """

    peak: float
    energy: float


def register(query: Segmentation, cutouts: Sequence[Cutout], aligned: bool = True) -> Registrations:
    """Register each cutout to each of the query's boxes, and return the best of each.

    Without `aligned` a cutout is compared only where its box is on the query's: much faster.
    """
    best = _no_registrations(len(cutouts))
    steps = solver.SETTINGS.steps if aligned else 0
    coloured = np.array([cutout.coloured for cutout in cutouts], bool)
    groups = [group for group in (~coloured, coloured) if group.any()]
    for box, target in enumerate(targets(query)):
        for group in groups:
            numbers = np.flatnonzero(group)
            model = _model([cutouts[number] for number in numbers], query, target)
            likeness, poses = solver.optimise(model, steps)
            better = likeness > best.likeness[numbers]
            improved = numbers[better]
            best.likeness[improved] = likeness[better]
            best.boxes[improved] = box
            best.poses[improved] = poses[better]
    return best


def own_squares(
    query: Segmentation, cutouts: Sequence[Cutout], placements: Sequence[Placement]
) -> Squares:
    """Where each icon's own square would be in the picture, given its placement."""
    squares = np.array([cutout.square for cutout in cutouts])
    centres, sides = squares[:, :2], squares[:, 2:]
    scales = np.array([placement.scale for placement in placements])
    points = np.array([(placement.x, placement.y) for placement in placements])
    box_centres = _box_centres(query)[[placement.box for placement in placements]]
    from_centre = (centres - sides / 2 - points) / scales[:, None]  # in query pixels
    corners = box_centres + from_centre
    across, down = query.scale
    return Squares(
        side=squares[:, 2] / scales * (across + down) / 2,
        left=corners[:, 0] * across,
        top=corners[:, 1] * down,
    )


def residual(query: Segmentation, cutout: Cutout, placement: Placement) -> Residual:
    """What the query shows beside the placed cutout, or lacks of it.

    Scaling, antialiasing and compression leave a scattered residual of the right icon. The
    residual of another icon is concentrated: a missing dot, another sign.
    """
    target = targets(query)[placement.box]
    difference = _difference(_model([cutout], query, target), placement)
    spot = SETTINGS.spot
    averaged = ndimage.uniform_filter(difference, (0, spot, spot), mode="constant")
    deviation = SETTINGS.blur * target.longer_side
    blurred = ndimage.gaussian_filter(difference, (0, deviation, deviation), mode="constant")
    contrast = float(ranked(_norm(target.planes).ravel(), SETTINGS.contrast_rank))
    return Residual(
        peak=float(_norm(averaged).max()) / max(contrast, FLAT),
        energy=float(np.vdot(blurred, blurred)) / target.energy,
    )


def _no_registrations(count: int) -> Registrations:
    """The registrations before the first comparison, with the lowest likeness."""
    return Registrations(
        likeness=np.full(count, -1.0),
        boxes=np.zeros(count, np.int64),
        poses=np.zeros((count, 3)),
    )


def _model(cutouts: Sequence[Cutout], query: Segmentation, target: Target) -> PhotometricModel:
    """The photometric model of cutouts that all have one colour, or all have several."""
    if cutouts[0].coloured:
        return ColouredModel.of(cutouts, query, target)
    return TintedModel.of(cutouts, query, target)


def _box_centres(query: Segmentation) -> Array:
    """(b, 2): the centres of the query's boxes, in query pixels."""
    boxes = np.array(query.boxes)
    return boxes[:, :2] + boxes[:, 2:] / 2


def _difference(model: PhotometricModel, placement: Placement) -> Plane:
    """(3, h, w): the target minus the model's only cutout at that placement."""
    target = model.target
    _, height, width = target.planes.shape
    poses = np.array([[placement.x, placement.y, placement.scale]])
    images = resample(model.planes, poses, target.offsets, (height, width))  # (1, 1, c, p)
    shown = model.reconstructed(images[0, 0])
    return (target.values - shown).reshape(target.planes.shape)


def _norm(planes: Plane) -> Plane:
    """(h, w): the Euclidean norm over the channels of (3, h, w)."""
    norm: Plane = np.sqrt(np.einsum("cij,cij->ij", planes, planes))
    return norm
