"""The photometric model of icons of two tones: a page may show each tone in a colour of its own.

Both colours enter the residual linearly, and are eliminated as the one of `TintedModel` is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.photometric_model import NormalEquations
from features.search.registration.query import Target
from features.search.registration.resampling import sharpened
from features.search.registration.tinted import TINTED, poses_of_cutouts
from features.vision.cutout import Cutout
from features.vision.pixels import Plane
from features.vision.tones import two_tones

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TwoToneSettings:
    """Chosen on the validation sets ic and stash.

    `several_tints`: spread of a target's colours across their main direction, relative to it, from
    which on the target has several colours.
    """

    several_tints: float = 0.03


TWO_TONE = TwoToneSettings()


@dataclass(frozen=True)
class TwoToneModel:
    """Cutouts of two tones, each tone shown in the colour that fits best.

    `planes`: (n, 2, S, S), coverage of the strong and the faint tone in 0..1.
    `opacities`: (n, 2), opacity of both tones in the icon itself.
    S is the side of a cutout.
    """

    planes: Plane
    target: Target
    opacities: Array

    @classmethod
    def of(cls, cutouts: Sequence[Cutout], target: Target) -> Self:
        """The model of these cutouts."""
        tones = [two_tones(cutout.pixels[0]) for cutout in cutouts]
        planes = [np.stack([one.strong, one.faint]) for one in tones]
        return cls(
            planes=sharpened(np.stack(planes)),
            target=target,
            opacities=np.array([(1.0, one.opacity) for one in tones]),
        )

    def initial_poses(self) -> Array:
        """(1, 3): one pose for all, as those of `TintedModel`."""
        return poses_of_cutouts(self.target)

    def selected(self, numbers: NDArray[np.int64]) -> Self:
        """The same model of these cutouts alone."""
        return type(self)(
            planes=self.planes[numbers],
            target=self.target,
            opacities=self.opacities[numbers],
        )

    def reconstructed(self, image: Plane) -> Plane:
        """(3, p): the resampled cutout (2, p) in the colours that fit best."""
        products = image @ image.T
        gram = _regular(products.astype(np.float64))  # (2, 2)
        matches = image @ self.target.values.T  # (2, 3)
        tints = np.linalg.solve(gram, matches)
        reconstruction: Plane = tints.T.astype(np.float32) @ image
        return reconstruction

    def normal_equations(self, images: Plane) -> NormalEquations:
        """The least-squares problem of `images` (n, 1 + s, 2, p), both colours eliminated.

        The likeness is mostly the cosine of target and cutout, in the colours that fit best.
        """
        count, derivatives, tones, _ = images.shape
        images = images.reshape(count, derivatives * tones, -1)  # (n, 2 + 2 s, p)
        single = images @ images.swapaxes(1, 2)
        products = single.astype(np.float64)  # (n, 2 + 2 s, 2 + 2 s)
        single = images @ self.target.values.T
        matches = single.astype(np.float64)  # (n, 2 + 2 s, 3)

        # The colours that fit best.
        gram = _regular(products[:, :tones, :tones])
        tints = np.linalg.solve(gram, matches[:, :tones])  # (n, 2, 3)
        explained = np.einsum("nti,nti->n", tints, matches[:, :tones])

        # The eliminated colours absorb what a derivative has in common with the tones.
        common = products[:, tones:, :tones]  # (n, 2 s, 2)
        absorbed = common @ np.linalg.solve(gram, common.swapaxes(1, 2))
        remaining = products[:, tones:, tones:] - absorbed  # (n, 2 s, 2 s)
        residuals = matches[:, tones:] - common @ tints  # (n, 2 s, 3)

        by_tone = (count, derivatives - 1, tones)
        remaining = remaining.reshape(*by_tone, derivatives - 1, tones)
        residuals = residuals.reshape(*by_tone, 3)
        between_tints = tints @ tints.swapaxes(1, 2)  # (n, 2, 2)
        return NormalEquations(
            likeness=self._likeness(products[:, :tones, :tones], matches[:, :tones], explained),
            curvature=np.einsum("nktlu,ntu->nkl", remaining, between_tints),
            gradient=np.einsum("nkti,nti->nk", residuals, tints),
            squared_error=self.target.energy - explained,
        )

    def _likeness(self, gram: Array, matches: Array, explained: Array) -> Array:
        """(n,): the cosine, mixed with that of both tones in one colour.

        On a photograph two colours always fit better than one, as its residual has all colours.
        """
        energy = self.target.energy
        cosine = np.sqrt(np.maximum(explained, 0) / energy)

        tint = np.einsum("nt,nti->ni", self.opacities, matches)  # (n, 3)
        coverage = np.einsum("nt,ntu,nu->n", self.opacities, gram, self.opacities)
        in_one_colour = np.sqrt(np.vecdot(tint, tint) / (energy * coverage + TINTED.epsilon))

        # The share of the residual in one colour that the second colour explains.
        gain = cosine**2 - in_one_colour**2
        share = gain / np.maximum(1 - in_one_colour**2, TINTED.epsilon)
        mixed: Array = share * cosine + (1 - share) * in_one_colour
        return mixed


def has_several_tints(target: Target) -> bool:
    """Whether a target shows clearly more than one colour, or one colour blended."""
    values = target.values
    products = values @ values.T
    covariance = products.astype(np.float64)  # (3, 3)

    # Of eigenvalues a, b and c, of which b and c are small: 2 a (b + c) and a², to first order.
    squares = np.vdot(covariance, covariance)
    between = np.trace(covariance) ** 2 - squares
    spread = between / (2 * squares + TINTED.epsilon)  # of the squares
    return bool(spread > TWO_TONE.several_tints**2)


def _regular(gram: Array) -> Array:
    """Inner products (…, 2, 2) of the tones, with an inverse where a tone is not in the picture."""
    return gram + TINTED.epsilon * np.eye(2)
