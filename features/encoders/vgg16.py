"""The default VGG16: small input, early layer, projected to few dimensions.

Canonical glyph 32×32×1 → three channels as ImageNet's → the end of block 2, 8×8×128 → flat 8192 →
projection → length 1. For icons this is many times cheaper than the whole network at 224 pixels,
and finds more.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view, segmented_view
from features.encoders.export import shipped, to_litert
from features.vision.glyph import GLYPH_VERSION
from features.vision.segmentation import Segmentation
from ingest.common.failures import ConfigurationError

WEIGHTS = Path(__file__).parents[1] / "weights" / "vgg16_imagenet_notop.float16.weights.h5"
PROJECTION = Path(__file__).parents[1] / "weights" / "vgg16_projection.npz"
MODEL = PROJECTION.with_name("vgg16.tflite")
SIZE = 32  # pixels of the glyph; chosen by hand
LAYER = "block2_pool"  # finds as much as later blocks on the validation sets, in half the time


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture."""
    return glyph_view(image, SIZE, readings)


def describe(segmentation: Segmentation) -> View:
    """The canonical glyphs of a picture that is segmented already."""
    return segmented_view(segmentation, SIZE)


def features() -> Any:
    """Keras model: glyphs (n, 32, 32, 1) in 0..1 → (n, 8192), the flattened layer, of length 1."""
    import keras

    vgg16 = network((SIZE, SIZE, 3))
    layer = vgg16.get_layer(LAYER)
    body = keras.Model(vgg16.input, layer.output)

    glyph = keras.Input((SIZE, SIZE, 1))
    picture = keras.layers.Concatenate()([glyph, glyph, glyph])

    # Dark on white, as most line drawings of ImageNet are; light on black finds a little less.
    inverted = 255.0 - 255.0 * picture
    picture = keras.applications.vgg16.preprocess_input(inverted)

    flat = keras.layers.Flatten()(body(picture))
    return keras.Model(glyph, keras.layers.UnitNormalization()(flat))


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
        mean = learned["mean"].astype(np.float32)
        projection = learned["projection"].astype(np.float32)

    base = features()
    centred = base.output - mean
    projected = keras.ops.matmul(centred, projection)
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
    describe=describe,
    export=shipped(MODEL),
    files=(MODEL,),
)
