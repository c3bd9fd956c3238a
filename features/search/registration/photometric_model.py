"""What a photometric model must answer: how resampled cutouts compare to a target.

Geometry and photometry are separate. The solver moves cutouts over the target; the model knows in
which colours a page may show them. In shapes, S is the side of a cutout.
"""

from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.query import Target
from features.vision.pixels import Plane

Array = NDArray[np.float64]


class NormalEquations(NamedTuple):
    """The least-squares problem of n cutouts, linearised at their present poses.

    s is the number of derivatives: 3, or 0 where only the likeness is of interest.

    `likeness`: (n,), similarity of cutout and target in -1..1; 1 is identity.
    `curvature`: (n, s, s), products of the derivatives with each other.
    `gradient`: (n, s), products of the derivatives with the residual.
    `squared_error`: (n,), the squared norm of the residual.
    """

    likeness: Array
    curvature: Array
    gradient: Array
    squared_error: Array


class PhotometricModel(Protocol):
    """n cutouts in the colours in which the target may show them."""

    @property
    def planes(self) -> Plane:
        """(n, c, S, S): the c planes of each cutout, to be resampled."""

    @property
    def target(self) -> Target:
        """What the cutouts are registered to."""

    def initial_poses(self) -> Array:
        """(n, 3), or (1, 3) for all together: the poses that lay each drawing on the box."""

    def selected(self, numbers: NDArray[np.int64]) -> Self:
        """The same model of these cutouts alone."""

    def reconstructed(self, image: Plane) -> Plane:
        """(3, p): the model's best picture of the target, from one resampled cutout (c, p)."""

    def normal_equations(self, images: Plane) -> NormalEquations:
        """The least-squares problem of `images` (n, 1 + s, c, p).

        These are the resampled cutouts, followed by their s derivatives.
        """
