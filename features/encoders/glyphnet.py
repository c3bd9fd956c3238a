"""The encoder made for icons: two descriptions of a glyph side by side, learned from screenshots.

The first is a network that learned which screenshots show the same icon. Canonical glyph 48×48 with
colours → 5×5 convolution → two residual stages → 6×6 map → 128 values of length 1.

The second is a histogram of oriented gradients (Dalal and Triggs 2005). The same glyph → strength
of its edges in eight directions, averaged over 8×8 cells, ink and colours averaged likewise → 128
values of length 1. The projection to them suppresses what screenshots change (linear discriminant
analysis).

The two err on different pictures. The vector holds both, so its cosine is the mean of theirs.
Trained by `python -m features.train glyphnet`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view, segmented_view
from features.encoders.export import shipped, to_litert
from features.vision.glyph import GLYPH_VERSION
from features.vision.segmentation import Segmentation
from ingest.common.failures import ConfigurationError

WEIGHTS = Path(__file__).parents[1] / "weights" / "glyphnet.weights.h5"
MODEL = WEIGHTS.with_name("glyphnet.tflite")
RECORD = WEIGHTS.with_name("glyphnet.json")
SIZE = 48  # pixels of the glyph
CHANNELS = 4  # of the glyph: contrast, red, green and blue
DIMENSIONS = 256  # of the vector, half from each description

# Names of layers: the values that are measured, and their projection.
DESCRIPTION = "description"
PROJECTION = "projection"


@dataclass(frozen=True)
class DescriptionSettings:
    """What is measured of a glyph. All values were chosen by hand.

    `directions`: number of directions of edges.
    `edge_cell`, `ink_cell`, `colour_cell`: side of the cells that are averaged, in pixels.
    `ink_weight`: weight of ink beside edges.
    `least_edge`: added to edges, so that the square root of an empty cell is smooth.
    """

    directions: int = 8
    edge_cell: int = 6
    ink_cell: int = 2
    colour_cell: int = 8
    ink_weight: float = 0.25
    least_edge: float = 1e-4


MEASURED = DescriptionSettings()
BRANCH_SCALE = 0.3  # of a residual block's branch at the start of training; chosen by hand


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture, with colours."""
    return glyph_view(image, SIZE, readings, colour=True)


def describe(segmentation: Segmentation) -> View:
    """The canonical glyphs of a picture that is segmented already."""
    return segmented_view(segmentation, SIZE, colour=True)


def network() -> Any:
    """Keras model without learned weights: glyphs (n, 48, 48, 4) → vectors (n, 256) of length 1."""
    import keras
    from keras import layers

    glyph = keras.Input((SIZE, SIZE, CHANNELS))
    projection = layers.Dense(
        DIMENSIONS // 2,
        trainable=False,
        name=PROJECTION,
    )
    projected = projection(description(glyph))
    learned = _learned(glyph)

    halves = [
        layers.UnitNormalization()(learned),
        layers.UnitNormalization()(projected),
    ]
    both = layers.Concatenate()(halves)
    return keras.Model(glyph, layers.UnitNormalization()(both))


def _learned(glyph: Any) -> Any:
    """(n, 48, 48, 4) → (n, 128) by convolutions.

    There are no normalisation layers. On processors they would take as long as the convolutions,
    and a network this shallow learns without them.
    """
    from keras import layers

    x = _convolution(glyph, 32, size=5, stride=2)  # (n, 24, 24, 32)
    x = _convolution(x, 48)
    x = _stage(x, 96)  # (n, 12, 12, 96)
    x = _stage(x, 192)  # (n, 6, 6, 192)

    projection = layers.Dense(DIMENSIONS // 2, use_bias=False)
    return projection(layers.Flatten()(x))


def _stage(x: Any, channels: int) -> Any:
    """(n, s, s, c) → (n, s/2, s/2, channels): a residual block (He et al. 2016).

    Its branch starts small, so that training starts near the identity.
    """
    from keras import layers

    branch = _convolution(x, channels, stride=2)
    branch = _convolution(branch, channels, active=False)

    pooled = layers.AveragePooling2D(2)(x)
    short = _convolution(pooled, channels, size=1, active=False)

    scaled = layers.Rescaling(BRANCH_SCALE)(branch)
    total = layers.Add()([scaled, short])
    return layers.ReLU()(total)


def _convolution(x: Any, channels: int, size: int = 3, stride: int = 1, active: bool = True) -> Any:
    """A convolution, by default with the activation behind it."""
    from keras import layers

    convolution = layers.Conv2D(
        channels,
        size,
        strides=stride,
        padding="same",
        kernel_initializer="he_normal",
    )
    x = convolution(x)
    return layers.ReLU()(x) if active else x


def description(glyph: Any) -> Any:
    """(n, 48, 48, 4) → (n, 1196): edges by direction, ink and colours, averaged over cells.

    Nothing here is learned.
    """
    import keras
    from keras import layers

    ink = glyph[..., :1]
    colours = glyph[..., 1:]

    slopes = keras.ops.conv(ink, _gradient_kernels(), padding="same")
    edges = layers.ReLU()(slopes)

    edges = layers.AveragePooling2D(MEASURED.edge_cell)(edges)
    edges = keras.ops.sqrt(edges + MEASURED.least_edge)
    ink = MEASURED.ink_weight * layers.AveragePooling2D(MEASURED.ink_cell)(ink)
    colours = layers.AveragePooling2D(MEASURED.colour_cell)(colours)

    concatenate = layers.Concatenate(name=DESCRIPTION)
    return concatenate(
        [
            layers.Flatten()(edges),
            layers.Flatten()(ink),
            layers.Flatten()(colours),
        ]
    )


def _gradient_kernels() -> NDArray[np.float32]:
    """(3, 3, 1, directions): central differences along each direction."""
    numbers = np.arange(MEASURED.directions)
    angles = 2 * np.pi * numbers / MEASURED.directions
    across = np.cos(angles)
    down = np.sin(angles)

    kernels = np.zeros((3, 3, 1, MEASURED.directions), np.float32)
    kernels[1, 2, 0] = across
    kernels[1, 0, 0] = -across
    kernels[2, 1, 0] = down
    kernels[0, 1, 0] = -down
    return kernels


def model() -> Any:
    """Keras model with the weights of the repository.

    Raises ConfigurationError when they are damaged.
    """
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
    describe=describe,
    export=shipped(MODEL),
    files=(MODEL,),
    same=0.9998,
)
