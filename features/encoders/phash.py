"""The perceptual hash, the plain baseline: 64 bits of the picture's low frequencies. It needs no model.

Picture 32×32 grey → discrete cosine transform → its 8×8 lowest frequencies → above their median or not: ±1/8 each,
so that the inner product ranks as the Hamming distance does. (The algorithm known as pHash.)
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.encoder import WHOLE_PICTURE, Encoder, View, picture_view

SIZE = 32
KEPT = 8  # frequencies along each axis


def _cosines() -> NDArray[np.float32]:
    """(8, 32): the lowest rows of the discrete cosine transform (type II)."""
    frequency, place = np.mgrid[:KEPT, :SIZE]
    cosines: NDArray[np.float32] = np.cos(np.pi * frequency * (2 * place + 1) / (2 * SIZE)).astype(
        np.float32
    )
    return cosines


COSINES = _cosines()


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The hash itself as a vector: (1, 64) of length 1."""
    grey = np.asarray(image.convert("L").resize((SIZE, SIZE), Image.Resampling.LANCZOS), np.float32)
    low = (COSINES @ grey @ COSINES.T).ravel()
    bits = np.where(low > np.median(low), 1, -1).astype(np.float32)
    return picture_view(image, bits[None] / np.float32(KEPT))


ENCODER = Encoder(
    name="phash",
    model="perceptual hash, 64 bits",
    layer="none",
    input=f"picture {SIZE}x{SIZE}, grey",
    glyph_version=WHOLE_PICTURE,
    prepare=prepare,
)
