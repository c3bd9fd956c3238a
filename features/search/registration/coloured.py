"""The photometric model of icons of several colours: a page shows them in their own colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.colour_space import lightness_and_chroma
from features.search.registration.photometric_model import NormalEquations
from features.search.registration.query import Target
from features.search.registration.resampling import sharpened
from features.vision.cutout import Cutout, difference_on
from features.vision.foreground import extents
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]
LEAST_VISIBLE = np.float32(1e-6)  # keeps divisions finite where nothing is visible


@dataclass(frozen=True)
class ColouredModel:
    """Cutouts of several colours, on the query's background.

    `planes`: (n, 3, S, S), difference from the background, in the colour space.
    `visibility`: (n, S, S), contrast to the background of each pixel of the cutouts.
    S is the side of a cutout.
    """

    planes: Plane
    target: Target
    visibility: Plane

    @classmethod
    def of(cls, cutouts: Sequence[Cutout], query: Segmentation, target: Target) -> Self:
        """The model of these cutouts on the query's background."""
        differences = difference_on(query.ground, cutouts)  # (n, 3, S, S)
        if query.faint:
            # The query's box includes faint parts, so the cutout's box must include them too.
            visibility = np.stack([cutout.coverage for cutout in cutouts])
        else:
            visibility = np.abs(differences).max(axis=1)

        planes = sharpened(lightness_and_chroma(differences))
        return cls(planes, target, visibility)

    def initial_poses(self) -> Array:
        """(n, 3): the poses that lay the visible part of each cutout on the target's box."""
        strongest = self.visibility.max(axis=(1, 2), keepdims=True)  # (n, 1, 1)
        visible = self.visibility / np.maximum(strongest, LEAST_VISIBLE)
        boxes = extents(visible)
        centres = np.array([box.middle for box in boxes])
        sides = np.array([box.longer_side for box in boxes])
        return self.target.poses_on_box(centres, sides)

    def selected(self, numbers: NDArray[np.int64]) -> Self:
        """The same model of these cutouts alone."""
        return type(self)(
            planes=self.planes[numbers],
            target=self.target,
            visibility=self.visibility[numbers],
        )

    def reconstructed(self, image: Plane) -> Plane:
        """(3, p): the resampled cutout (3, p) as it is."""
        return image

    def normal_equations(self, images: Plane) -> NormalEquations:
        """The least-squares problem of `images` (n, 1 + s, 3, p).

        The likeness is the Dice coefficient for signed values: twice the common energy by the sum
        of both energies.
        """
        count, derivatives, _, _ = images.shape
        images = images.reshape(count, derivatives, -1)  # (n, 1 + s, 3 · p)
        target = self.target.planes.ravel()

        # The products of single precision, their sums and differences of double precision.
        single = images @ images.swapaxes(1, 2)  # (n, 1 + s, 1 + s)
        products = single.astype(np.float64)
        single = images @ target  # (n, 1 + s)
        matches = single.astype(np.float64)

        energy = products[:, 0, 0]
        twice_common = 2 * matches[:, 0]
        both = energy + self.target.energy
        return NormalEquations(
            likeness=twice_common / both,
            curvature=products[:, 1:, 1:],
            gradient=matches[:, 1:] - products[:, 1:, 0],
            squared_error=self.target.energy - twice_common + energy,
        )
