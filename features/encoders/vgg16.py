"""The default VGG16: small input, early layer, projected to few dimensions.

Canonical glyph 32×32×1 → three channels as ImageNet's → block2's end 8×8×128 → flat 8192 → projection → length 1.
For icons, VGG16 at 32 pixels up to an early layer is many times cheaper than the whole network at 224, and finds more.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view
from features.encoders.export import shipped, to_litert
from features.vision.glyph import GLYPH_VERSION
from ingest.common.failures import ConfigurationError

WEIGHTS = Path(__file__).parents[1] / "weights" / "vgg16_imagenet_notop.float16.weights.h5"
PROJECTION = Path(__file__).parents[1] / "weights" / "vgg16_projection.npz"
MODEL = PROJECTION.with_name("vgg16.tflite")
SIZE = 32
LAYER = "block2_pool"


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture."""
    return glyph_view(image, SIZE, readings)


def features() -> Any:
    """Keras model: glyphs (n, 32, 32, 1) in 0..1 → (n, 8192), the layer's map flattened, of length 1."""
    import keras

    vgg16 = network((SIZE, SIZE, 3))
    body = keras.Model(vgg16.input, vgg16.get_layer(LAYER).output)
    glyph = keras.Input((SIZE, SIZE, 1))
    picture = keras.layers.Concatenate()([glyph, glyph, glyph])
    # Dark on white, as most pictures of line drawings that ImageNet knows; light on black measures a little worse.
    picture = keras.applications.vgg16.preprocess_input(255.0 - 255.0 * picture)
    return keras.Model(
        glyph, keras.layers.UnitNormalization()(keras.layers.Flatten()(body(picture)))
    )


def network(shape: tuple[int, int, int]) -> Any:
    """Keras' VGG16 without its top, with the weights of the repository.

    Raises ConfigurationError when the weight file is damaged.
    """
    import keras

    try:
        return keras.applications.VGG16(weights=str(WEIGHTS), include_top=False, input_shape=shape)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the weight file {WEIGHTS} cannot be used ({error}): check out the repository again."
        ) from error


def model() -> Any:
    """Keras model: glyphs (n, 32, 32, 1) in 0..1 → vectors (n, d) of length 1."""
    import keras

    with np.load(PROJECTION) as learned:
        mean, projection = (
            learned["mean"].astype(np.float32),
            learned["projection"].astype(np.float32),
        )
    base = features()
    projected = keras.ops.matmul(base.output - mean, projection)
    return keras.Model(base.input, keras.layers.UnitNormalization()(projected))


def convert() -> None:
    """Write the repository's model for LiteRT from its weights and its projection."""
    to_litert(model, MODEL, eight_bits=True)


ENCODER = Encoder(
    name="vgg16",
    model="VGG16, ImageNet",
    layer=f"{LAYER}, projected",
    input=glyph_input(SIZE),
    glyph_version=GLYPH_VERSION,
    prepare=prepare,
    export=shipped(MODEL),
    files=(MODEL,),
)
