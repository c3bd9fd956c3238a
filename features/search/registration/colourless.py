"""The photometric model of icons of several colours in a picture without colour.

A page that greys an icon keeps its lightness, but for one factor: fading changes that too. So the
drawings are compared by their lightness, the factor eliminated as the colour of a tinted icon is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.coloured import ColouredModel
from features.search.registration.query import Target
from features.search.registration.tinted import TintedModel
from features.vision.cutout import Cutout
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ColourlessModel(TintedModel):
    """Cutouts of several colours, by their lightness.

    `planes`: (n, 1, S, S), difference from the background in lightness. The other fields are those
    of `TintedModel`; own colours do not count.
    `visibility`: (n, S, S), contrast to the background of each pixel of the cutouts.
    """

    visibility: Plane

    @classmethod
    def of(cls, cutouts: Sequence[Cutout], query: Segmentation, target: Target) -> Self:
        """The model of these cutouts on the query's background."""
        coloured = ColouredModel.of(cutouts, query, target)
        lightness = coloured.planes[:, :1]
        values = target.values
        products = values @ values.T
        return cls(
            planes=np.ascontiguousarray(lightness),
            target=target,
            inks=np.zeros((len(cutouts), 3)),
            ink_weights=np.zeros(len(cutouts)),
            target_products=products.astype(np.float64),
            visibility=np.abs(lightness[:, 0]),
        )

    def initial_poses(self) -> Array:
        """(n, 3): the poses that lay the visible part of each cutout on the target's box."""
        return ColouredModel(self.planes, self.target, self.visibility).initial_poses()

    def selected(self, numbers: NDArray[np.int64]) -> Self:
        """The same model of these cutouts alone."""
        return type(self)(
            planes=self.planes[numbers],
            target=self.target,
            inks=self.inks[numbers],
            ink_weights=self.ink_weights[numbers],
            target_products=self.target_products,
            visibility=self.visibility[numbers],
        )
