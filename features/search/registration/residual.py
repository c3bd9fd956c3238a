"""What a registered cutout leaves unexplained of a query.

A page may show an icon in thinner or bolder strokes than the library's, or sharper. To first order,
both add a plane to its coverage: the length of the gradient moves all outlines outwards, and the
Laplacian changes the sharpness. Their strengths are fitted by least squares, together with a last
step of the pose, which was optimised without them. Where they explain most of the residual, only
the rest speaks against the icon: a missing dot, another sign.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.search.registration.photometric_model import PhotometricModel
from features.search.registration.query import Target, targets
from features.search.registration.registration import Placement, photometric_models
from features.search.registration.resampling import resample, resample_with_derivatives
from features.vision.colour import COLOUR
from features.vision.cutout import Cutout
from features.vision.pixels import Plane, ranked
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ResidualSettings:
    """How a residual is summarised, and when it is that of another stroke width.

    `spot`: side of the square over which the peak is averaged, in pixels of the target.
    `blur`: standard deviation of the Gaussian before the energy, as a share of the box's longer
    side.
    `contrast_rank`: share of the pixels below the target's contrast.
    `least_change`: residual, by the target's energy, from which on another stroke width is tried.
    `explained`: share of that residual that another stroke width must explain. Chosen on the
    validation sets ion, bi, akar-icons, humbleicons and iconoir.
    `ridge`: penalty on the squared strengths of the fit, as a share of each image's energy.
    `epsilon`: keeps the fit finite where the drawing is not in the picture.

    All but one were chosen by hand.
    """

    spot: int = 2
    blur: float = 0.05
    contrast_rank: float = 0.995
    least_change: float = 0.02
    explained: float = 0.6
    ridge: float = 1e-5
    epsilon: float = 1e-9


RESIDUAL = ResidualSettings()


class Residual(NamedTuple):
    """What a registered cutout leaves unexplained of a query.

    `peak`: the strongest residual of a small spot, by the target's contrast.
    `energy`: energy of the low-pass residual, by that of the target.
    `distance`: Euclidean distance between target and picture, both of length 1, where the drawing
    was compared in another stroke width; else None.
    """

    peak: float
    energy: float
    distance: float | None


def residual(
    query: Segmentation, cutout: Cutout, placement: Placement, in_any_width: bool = False
) -> Residual:
    """What the query shows beside the placed cutout, or lacks of it.

    Scaling, antialiasing and compression leave a scattered residual of the right icon. The
    residual of another icon is concentrated: a missing dot, another sign. With `in_any_width`, the
    strokes of a drawing of one tone may have another width or sharpness.
    """
    (target,) = targets(query, [query.boxes[placement.box]])
    ((_, model),) = photometric_models([cutout], query, target, tones=True)
    as_it_is = target.values - _as_it_is(model, placement)

    is_of_one_tone = model.planes.shape[1] == 1 and not cutout.coloured
    share = _energy(as_it_is) / target.energy
    if in_any_width and is_of_one_tone and share >= RESIDUAL.least_change:
        changed = target.values - _in_any_width(model, placement)
        rest = _energy(changed) / target.energy
        if rest <= (1 - RESIDUAL.explained) * share:
            # The residual of a least-squares fit is orthogonal to it.
            cosine = math.sqrt(max(0.0, 1 - rest))
            return Residual(*_peak_and_energy(changed, target), math.sqrt(2 - 2 * cosine))

    return Residual(*_peak_and_energy(as_it_is, target), None)


def _as_it_is(model: PhotometricModel, placement: Placement) -> Plane:
    """(3, p): the best picture of the target by the model's only cutout at a placement."""
    target = model.target
    poses = np.array([placement.pose])
    images = resample(model.planes, poses, target.offsets, target.size)
    return model.reconstructed(target.shown(images)[0, 0])


def _in_any_width(model: PhotometricModel, placement: Placement) -> Plane:
    """(3, p): the same of a drawing of one tone, in the width and the sharpness that fit best."""
    target = model.target
    poses = np.array([placement.pose])
    planes = _with_changes(model.planes[0, 0])
    images = resample_with_derivatives(
        planes, poses, target.offsets, target.size, target.pixel_size
    )
    as_changed, *derivatives = target.shown(images)[0]  # (3, p) each
    by_pose = [derivative[0] for derivative in derivatives]  # of the coverage alone
    return _in_best_strengths(np.stack([*as_changed, *by_pose]), target)


def _with_changes(coverage: Plane) -> Plane:
    """(1, 3, S, S): a cutout's coverage (S, S), and its changes by wider and by blurred strokes."""
    down, across = np.gradient(coverage)
    wider = np.hypot(down, across)
    blurred = ndimage.laplace(coverage, mode="nearest")
    return np.stack([coverage, wider, blurred])[None]


def _in_best_strengths(images: Plane, target: Target) -> Plane:
    """(3, p): the sum of images (k, p), in the strengths that fit best.

    All have the colour that fits the first best.
    """
    colour = target.values @ images[0]  # (3,)
    length = np.sqrt(np.vdot(colour, colour))
    direction = colour / (length + RESIDUAL.epsilon)
    along = direction @ target.values  # (p,)

    products = images @ images.T
    ridge = RESIDUAL.ridge * products.diagonal() + RESIDUAL.epsilon
    gram = products + np.diag(ridge)
    strengths = np.linalg.solve(gram, images @ along)
    shown = strengths.astype(np.float32) @ images
    explained: Plane = np.outer(direction, shown)
    return explained


def _peak_and_energy(values: Plane, target: Target) -> tuple[float, float]:
    """The peak and the energy of a residual (3, p), as `Residual` has them."""
    difference = values.reshape(target.planes.shape)

    # Along rows and columns, not across channels.
    spot = RESIDUAL.spot
    averaged = ndimage.uniform_filter(difference, (0, spot, spot), mode="constant")
    contrast = max(_contrast(target), COLOUR.least_visible)
    peak = float(_norm(averaged).max()) / contrast

    blur = RESIDUAL.blur * target.longer_side
    blurred = ndimage.gaussian_filter(difference, (0, blur, blur), mode="constant")
    return peak, _energy(blurred) / target.energy


def _contrast(target: Target) -> float:
    """The strongest contrast of a target, but for its few strongest pixels."""
    norm = _norm(target.planes)
    return float(ranked(norm.ravel(), RESIDUAL.contrast_rank))


def _energy(planes: Plane) -> float:
    """The sum of squares."""
    return float(np.vdot(planes, planes))


def _norm(planes: Plane) -> Plane:
    """(h, w): the Euclidean norm over the channels of (3, h, w)."""
    squares = np.einsum("cij,cij->ij", planes, planes)
    norm: Plane = np.sqrt(squares)
    return norm
