"""VGG16 as the original articles had it: the picture itself and the whole network.

Picture 32×32×3 → enlarged to 224×224 → block 5, 7×7×512 → maximum of each channel, 512 → length 1.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.encoder import WHOLE_PICTURE, Encoder, View, picture_view
from features.encoders.export import to_litert
from features.encoders.vgg16 import WEIGHTS, network

SIZE = 32  # pixels: the articles' JPEGs
ENLARGED = 224  # pixels: what VGG16 was trained on


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The picture in RGB at 32×32, shrunk where it is larger: (1, 32, 32, 3) in 0..255."""
    rgb = image.convert("RGB")
    size = (SIZE, SIZE)
    if rgb.size != size:
        rgb = rgb.resize(size, Image.Resampling.LANCZOS)

    pixels = np.asarray(rgb, np.float32)
    return picture_view(image, pixels[None])


def model() -> Any:
    """Keras model: pictures (n, 32, 32, 3) in 0..255 → vectors (n, 512) of length 1."""
    import keras

    picture = keras.Input((SIZE, SIZE, 3))

    # Nearest neighbour, as Keras' own `load_img(target_size=…)` enlarges.
    enlarge = keras.layers.UpSampling2D(
        ENLARGED // SIZE,
        interpolation="nearest",
    )
    enlarged = enlarge(picture)

    # (n, 7, 7, 512) → (n, 512)
    vgg16 = network((ENLARGED, ENLARGED, 3))
    maps = vgg16(keras.applications.vgg16.preprocess_input(enlarged))
    maxima = keras.layers.GlobalMaxPooling2D()(maps)
    return keras.Model(picture, keras.layers.UnitNormalization()(maxima))


def export(path: Path, weights: Path | None) -> None:
    """Write the model for LiteRT; the weights are the repository's."""
    to_litert(model, path)


ENCODER = Encoder(
    name="vgg16-classic",
    model="VGG16, ImageNet",
    layer="block5_pool, global maximum",
    input=f"picture {SIZE}x{SIZE}, enlarged to {ENLARGED}",
    glyph_version=WHOLE_PICTURE,
    prepare=prepare,
    export=export,
    files=(WEIGHTS,),
)
