"""The photometric model of icons of several colours in a picture without colour.

A page that greys an icon keeps its luminance, but for one factor: fading changes that too. So the
drawings are compared by their luminance, the factor eliminated as the colour of a tinted icon is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.colour_space import FROM_RGB
from features.search.registration.coloured import ColouredModel
from features.search.registration.query import Target
from features.search.registration.resampling import sharpened
from features.search.registration.tinted import TINTED, TintedModel
from features.vision.cutout import Cutout, difference_on
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]
# Luminance from red, green and blue: grayscale() of the W3C Filter Effects Module, section 9.6.
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
LIGHTNESS = FROM_RGB[0].sum()  # of a difference of greys of 1, in the colour space


@dataclass(frozen=True)
class ColourlessModel(TintedModel):
    """Cutouts of several colours, by their luminance.

    `planes`: (n, 1, S, S), difference from the background in luminance. The other fields are those
    of `TintedModel`: a cutout's own colour is its luminance as it is, which decides among equals.
    `visibility`: (n, S, S), contrast to the background of each pixel of the cutouts.
    """

    visibility: Plane

    @classmethod
    def of(cls, cutouts: Sequence[Cutout], query: Segmentation, target: Target) -> Self:
        """The model of these cutouts on the query's background."""
        differences = difference_on(query.ground, cutouts)  # (n, 3, S, S)
        luminance = np.tensordot(differences, LIGHTNESS * LUMINANCE, axes=(1, 0))  # (n, S, S)
        lightness = sharpened(luminance[:, None])
        values = target.values
        products = values @ values.T
        return cls(
            planes=np.ascontiguousarray(lightness),
            target=target,
            inks=np.tile([1.0, 0.0, 0.0], (len(cutouts), 1)),
            ink_weights=np.full(len(cutouts), TINTED.neutral_tint),
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
