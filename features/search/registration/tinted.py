"""The photometric model of icons of one colour: a page may show them in any colour.

The colour enters the residual linearly, so it is eliminated in closed form. What remains is a
least-squares problem of the pose alone. Source: G. Golub and V. Pereyra, "The differentiation of
pseudo-inverses and nonlinear least squares problems whose variables separate", 1973 (variable
projection).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.colour_space import FROM_RGB
from features.search.registration.photometric_model import NormalEquations
from features.search.registration.query import Target
from features.search.registration.resampling import sharpened
from features.vision.cutout import CUTOUT, Cutout
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TintedSettings:
    """How much an icon's own colour counts in its likeness, as a share of 1.

    The values were chosen on the validation sets ion, bi, devicon and material-icon-theme. Without
    `neutral_tint`, the same drawing in black and in grey cannot be told apart:
    material-icon-theme has 98.2, 97.7, 95.2 % first results without it, 99.2, 98.2, 96.2 % with it.
    """

    own_tint: float = 0.2  # of an icon whose colour is neither black nor white
    neutral_tint: float = 0.01  # of a black or white icon, among candidates of several colours
    epsilon: float = 1e-9  # squared norm; keeps divisions finite where a cutout is empty


TINTED = TintedSettings()


@dataclass(frozen=True)
class TintedModel:
    """Cutouts of one colour, each shown in the colour that fits best.

    `planes`: (n, 1, S, S), coverage in 0..1.
    `inks`: (n, 3), each cutout's own colour minus the background, in the colour space.
    `ink_weights`: (n,), how much that colour counts.
    `target_products`: (3, 3), products of the target's channels with each other.
    S is the side of a cutout.
    """

    planes: Plane
    target: Target
    inks: Array
    ink_weights: Array
    target_products: Array

    @classmethod
    def of(cls, cutouts: Sequence[Cutout], query: Segmentation, target: Target) -> Self:
        """The model of these cutouts on the query's background."""
        coverage = np.stack([cutout.pixels for cutout in cutouts])
        inks = np.array([tuple(cutout.ink) for cutout in cutouts])
        difference = inks / 255 - query.ground
        values = target.values
        products = values @ values.T

        return cls(
            planes=sharpened(coverage * np.float32(1 / 255)),
            target=target,
            inks=difference @ FROM_RGB.T,
            ink_weights=_ink_weights(cutouts),
            target_products=products.astype(np.float64),
        )

    def initial_poses(self) -> Array:
        """(1, 3): one pose for all."""
        return poses_of_cutouts(self.target)

    def selected(self, numbers: NDArray[np.int64]) -> Self:
        """The same model of these cutouts alone."""
        return type(self)(
            planes=self.planes[numbers],
            target=self.target,
            inks=self.inks[numbers],
            ink_weights=self.ink_weights[numbers],
            target_products=self.target_products,
        )

    def reconstructed(self, image: Plane) -> Plane:
        """(3, p): the resampled cutout (1, p) in the colour that fits best."""
        colours = self.target.values @ image.T  # (3, 1)
        matched = colours @ image
        energy = np.vdot(image, image)
        reconstruction: Plane = matched / (energy + np.float32(TINTED.epsilon))
        return reconstruction

    def normal_equations(self, images: Plane) -> NormalEquations:
        """The least-squares problem of `images` (n, 1 + s, 1, p), the colour eliminated.

        The likeness is the cosine of target and cutout, in the colour that fits best.
        """
        images = images[:, :, 0]  # (n, 1 + s, p)
        products = _products(images, images)  # (n, 1 + s, 1 + s)
        matches = _products(images, self.target.values)  # (n, 1 + s, 3)

        # The colour that fits best.
        coverage = products[:, 0, 0] + TINTED.epsilon
        tint = matches[:, 0] / coverage[:, None]
        strength = np.sqrt(np.vecdot(tint, tint))
        tint_energy = strength**2

        # A derivative along the image only makes the drawing fainter or stronger. The eliminated
        # colour absorbs that share.
        along = products[:, 1:, 0]  # (n, s)
        share = along / coverage[:, None]
        absorbed = along[:, :, None] * share[:, None]
        curvature = products[:, 1:, 1:] - absorbed

        matched = np.matvec(matches[:, 1:], tint)
        gradient = matched - tint_energy[:, None] * along
        return NormalEquations(
            likeness=self._likeness(coverage, tint, strength),
            curvature=tint_energy[:, None, None] * curvature,
            gradient=gradient,
            squared_error=self._squared_error(coverage, tint, tint_energy),
        )

    def _likeness(self, coverage: Array, tint: Array, strength: Array) -> Array:
        """(n,): the cosine, mixed with how near the fitted colour is to the icon's own."""
        energy = self.target.energy
        cosine: Array = strength * np.sqrt(coverage / energy)
        if not self.ink_weights.any():
            return cosine

        # In its own colour: twice the common energy by the sum of both energies.
        common = np.vecdot(tint, self.inks) * coverage
        ink_energy = coverage * np.vecdot(self.inks, self.inks)
        in_own_colour = 2 * common / (energy + ink_energy)
        not_opposite = np.maximum(in_own_colour, 0)

        weights = self.ink_weights
        mixed: Array = (1 - weights) * cosine + weights * not_opposite
        return mixed

    def _squared_error(self, coverage: Array, tint: Array, tint_energy: Array) -> Array:
        """(n,): the target's energy along the fitted colour that the cutout leaves over."""
        projected = np.matvec(self.target_products, tint)
        squares = np.vecdot(projected, tint)
        along_tint = squares / (tint_energy + TINTED.epsilon)
        explained = tint_energy * coverage
        left_over: Array = along_tint - explained
        return left_over


def poses_of_cutouts(target: Target) -> Array:
    """(1, 3): all cutouts fill their square up to the margin, so one pose fits all."""
    middle = CUTOUT.side / 2
    drawn = CUTOUT.side * (1 - 2 * CUTOUT.margin)

    centre = np.array([[middle, middle]])
    side = np.array([drawn])
    return target.poses_on_box(centre, side)


def _products(images: Plane, others: Plane) -> Array:
    """(n, k, l): inner products of images (n, k, p) with others (n, l, p) or (l, p)."""
    products = images @ others.swapaxes(-1, -2)
    return products.astype(np.float64)


def _ink_weights(cutouts: Sequence[Cutout]) -> Array:
    """(n,): how much each cutout's own colour counts; 0 for black and white, if all are alike."""
    alike = all(cutout.same_ink(cutouts[0]) for cutout in cutouts)
    neutral = 0.0 if alike else TINTED.neutral_tint

    weights = np.full(len(cutouts), neutral)
    for number, cutout in enumerate(cutouts):
        if cutout.tinted:
            weights[number] = TINTED.own_tint

    return weights
