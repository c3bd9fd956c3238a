"""The perceptual hash (pHash), the plain baseline: 64 bits of a picture's low frequencies.

Picture 32×32 grey → discrete cosine transform → its 8×8 lowest frequencies → ±1/8 each, by whether
it is above their median. So the inner product ranks as the Hamming distance does. There is no
model.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.encoder import WHOLE_PICTURE, Encoder, View, picture_view

# Both as in the published algorithm.
SIZE = 32  # pixels of the reduced picture's side
FREQUENCIES = 8  # along each axis


def _cosines() -> NDArray[np.float32]:
    """(8, 32): the lowest rows of the discrete cosine transform (type II)."""
    frequency, place = np.mgrid[:FREQUENCIES, :SIZE]
    angle = np.pi * frequency * (2 * place + 1) / (2 * SIZE)

    cosines: NDArray[np.float32] = np.cos(angle).astype(np.float32)
    return cosines


COSINES = _cosines()


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The hash itself as a vector: (1, 64) of length 1."""
    grey = image.convert("L")
    grey = grey.resize(
        (SIZE, SIZE),
        Image.Resampling.LANCZOS,
    )
    pixels = np.asarray(grey, np.float32)

    # (8, 8): the transform along both axes.
    spectrum = COSINES @ pixels @ COSINES.T
    low = spectrum.ravel()

    above = low > np.median(low)
    bits = np.where(above, 1, -1)
    vector = bits.astype(np.float32) / np.float32(FREQUENCIES)
    return picture_view(image, vector[None])


ENCODER = Encoder(
    name="phash",
    model="perceptual hash, 64 bits",
    layer="none",
    input=f"picture {SIZE}x{SIZE}, grey",
    glyph_version=WHOLE_PICTURE,
    prepare=prepare,
)
