"""The encoder made for icons: two ways of describing a glyph side by side, each learned from simulated screenshots.

Canonical glyph 48×48 with colours → 5×5 convolution → two residual stages → 6×6 map → 128 values of length 1: a network that
learned which screenshots show the same icon. And the same glyph → strength of its edges in eight directions, averaged over
8×8 cells (histograms of oriented gradients, Dalal and Triggs 2005), ink and colours averaged likewise → 128 values of length 1,
by a projection that suppresses what screenshots change (linear discriminant segmentation). The two err on different pictures; the
vector is both, so its cosine is the mean of theirs. Trained by `python -m features.train glyphnet`.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view
from features.encoders.export import shipped, to_litert
from features.vision.glyph import GLYPH_VERSION
from ingest.common.failures import ConfigurationError

WEIGHTS = Path(__file__).parents[1] / "weights" / "glyphnet.weights.h5"
MODEL = WEIGHTS.with_name("glyphnet.tflite")
RECORD = WEIGHTS.with_name("glyphnet.json")
SIZE = 48
CHANNELS = 4
DIMENSIONS = 256  # half from each description
DIRECTIONS = 8
CELL = 6  # pixels of a cell's side, in which edges are averaged
INK_CELL, COLOUR_CELL = 2, 8
INK_WEIGHT = 0.25  # of ink against edges
FAINT = 1e-4  # keeps the root of an empty cell smooth
DESCRIPTION, PROJECTION = (
    "description",
    "projection",
)  # layers: what is measured, and what is kept of it


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture, with colours."""
    return glyph_view(image, SIZE, readings, colour=True)


def network() -> Any:
    """Keras model without learned weights: glyphs (n, 48, 48, 4) → vectors (n, 256) of length 1."""
    import keras
    from keras import layers

    glyph = keras.Input((SIZE, SIZE, CHANNELS))
    projected = layers.Dense(DIMENSIONS // 2, trainable=False, name=PROJECTION)(description(glyph))
    halves = [layers.UnitNormalization()(half) for half in (_learned(glyph), projected)]
    return keras.Model(glyph, layers.UnitNormalization()(layers.Concatenate()(halves)))


def _learned(glyph: Any) -> Any:
    """(n, 48, 48, 4) → (n, 128) by convolutions.

    No layer normalises: on processors it would cost as much as the convolutions, and a network this shallow learns without.
    """
    from keras import layers

    def convolution(
        x: Any, channels: int, size: int = 3, stride: int = 1, active: bool = True
    ) -> Any:
        x = layers.Conv2D(
            channels, size, strides=stride, padding="same", kernel_initializer="he_normal"
        )(x)
        return layers.ReLU()(x) if active else x

    def stage(x: Any, channels: int) -> Any:
        """Half the side: a residual block (He et al. 2016) whose own branch starts small."""
        branch = convolution(convolution(x, channels, stride=2), channels, active=False)
        short = convolution(layers.AveragePooling2D(2)(x), channels, size=1, active=False)
        return layers.ReLU()(layers.Add()([layers.Rescaling(0.3)(branch), short]))

    x = convolution(convolution(glyph, 32, size=5, stride=2), 48)
    x = stage(stage(x, 96), 192)
    return layers.Dense(DIMENSIONS // 2, use_bias=False)(layers.Flatten()(x))


def description(glyph: Any) -> Any:
    """(n, 48, 48, 4) → (n, 1196): edges by direction, ink and colours, averaged over cells. Nothing here is learned."""
    import keras
    from keras import layers

    ink, colours = glyph[..., :1], glyph[..., 1:]
    turns = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    slopes = np.zeros(
        (3, 3, 1, DIRECTIONS), np.float32
    )  # of the ink along each direction, by central differences
    slopes[1, 2, 0], slopes[1, 0, 0] = np.cos(turns), -np.cos(turns)
    slopes[2, 1, 0], slopes[0, 1, 0] = np.sin(turns), -np.sin(turns)
    edges = layers.ReLU()(keras.ops.conv(ink, slopes, padding="same"))
    parts = (
        keras.ops.sqrt(layers.AveragePooling2D(CELL)(edges) + FAINT),
        INK_WEIGHT * layers.AveragePooling2D(INK_CELL)(ink),
        layers.AveragePooling2D(COLOUR_CELL)(colours),
    )
    return layers.Concatenate(name=DESCRIPTION)([layers.Flatten()(part) for part in parts])


def model() -> Any:
    """Keras model with the weights of the repository. Raises ConfigurationError when they are damaged."""
    trained = network()
    try:
        trained.load_weights(WEIGHTS)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the weight file {WEIGHTS} cannot be used ({error}): check out the repository again."
        ) from error
    return trained


def convert() -> None:
    """Write the repository's model for LiteRT from its weights."""
    to_litert(model, MODEL, eight_bits=True)


ENCODER = Encoder(
    name="glyphnet",
    model="glyphnet",
    layer="learned and described",
    input=f"{glyph_input(SIZE)} with colours",
    glyph_version=GLYPH_VERSION,
    prepare=prepare,
    export=shipped(MODEL),
    files=(MODEL,),
    same=0.9998,
)
