"""VGG16 as the original articles had it: the picture as it is, a whole network, no canonical glyph.

Picture 32×32×3 → enlarged to 224×224 → block5 7×7×512 → largest value a channel 512 → length 1.
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
    if rgb.size != (SIZE, SIZE):
        rgb = rgb.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    return picture_view(image, np.asarray(rgb, np.float32)[None])


def model() -> Any:
    """Keras model: pictures (n, 32, 32, 3) in 0..255 → vectors (n, 512) of length 1."""
    import keras

    picture = keras.Input((SIZE, SIZE, 3))
    # Nearest neighbour, as Keras' own `load_img(target_size=…)` enlarges.
    enlarged = keras.layers.UpSampling2D(ENLARGED // SIZE, interpolation="nearest")(picture)
    map5 = network((ENLARGED, ENLARGED, 3))(keras.applications.vgg16.preprocess_input(enlarged))
    return keras.Model(
        picture, keras.layers.UnitNormalization()(keras.layers.GlobalMaxPooling2D()(map5))
    )


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
