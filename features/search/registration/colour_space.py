"""The colour space of registration: lightness, and two colour differences of lower weight."""

from dataclasses import dataclass

import numpy as np

from features.vision.colour import LUMA
from features.vision.pixels import Plane


@dataclass(frozen=True)
class ColourSpaceSettings:
    """The weight of colour against lightness.

    JPEG stores colour at half the resolution of lightness. With a weight of 1 the blurred colour
    of a thin coloured line made the line look thick. The value was chosen on the validation sets
    ion, bi, devicon and material-icon-theme.
    """

    chroma: float = 0.4  # weight of either colour difference; a difference of greys weighs √3


COLOUR_SPACE = ColourSpaceSettings()


def _matrix() -> Plane:
    """(3, 3): red, green and blue to lightness, red minus lightness and blue minus lightness."""
    red = np.array([1, 0, 0])
    blue = np.array([0, 0, 1])

    rows = [
        np.sqrt(3) * LUMA,
        COLOUR_SPACE.chroma * (red - LUMA),
        COLOUR_SPACE.chroma * (blue - LUMA),
    ]
    return np.stack(rows).astype(np.float32)


FROM_RGB = _matrix()


def lightness_and_chroma(rgb: Plane) -> Plane:
    """(…, 3, h, w) of the same shape: differences of red, green and blue in this colour space."""
    *more, height, width = rgb.shape
    channels = rgb.reshape(*more, height * width)
    converted: Plane = np.matmul(FROM_RGB, channels)
    return converted.reshape(rgb.shape)
