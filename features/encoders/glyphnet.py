"""The encoder made for icons: a small convolutional network that learned which screenshots show the same icon.

Canonical glyph 48×48 with colours → 5×5 convolution → two residual stages → 6×6 map → 128 values, length 1. Trained by
`python -m features.train glyphnet` with pairs of a library picture and a simulated screenshot.
"""

from pathlib import Path
from typing import Any

from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view
from features.export import to_litert
from features.glyph import GLYPH_VERSION
from ingest.failures import ConfigurationError
from ingest.folder import write_atomically

WEIGHTS = Path(__file__).parents[1] / "weights" / "glyphnet.weights.h5"
MODEL = WEIGHTS.with_name("glyphnet.tflite")
RECORD = WEIGHTS.with_name("glyphnet.json")
SIZE = 48
CHANNELS = 4
DIMENSIONS = 128


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture, with colours."""
    return glyph_view(image, SIZE, readings, colour=True)


def network() -> Any:
    """Keras model without learned weights: glyphs (n, 48, 48, 4) → vectors (n, 128) of length 1.

    No layer normalises: on processors it would cost as much as the convolutions, and a network this shallow learns without.
    """
    import keras
    from keras import layers

    def convolution(x: Any, channels: int, size: int = 3, stride: int = 1, active: bool = True) -> Any:
        x = layers.Conv2D(channels, size, strides=stride, padding="same", kernel_initializer="he_normal")(x)
        return layers.ReLU()(x) if active else x

    def stage(x: Any, channels: int) -> Any:
        """Half the side: a residual block (He et al. 2016) whose own branch starts small."""
        branch = convolution(convolution(x, channels, stride=2), channels, active=False)
        short = convolution(layers.AveragePooling2D(2)(x), channels, size=1, active=False)
        return layers.ReLU()(layers.Add()([layers.Rescaling(0.3)(branch), short]))

    glyph = keras.Input((SIZE, SIZE, CHANNELS))
    x = convolution(convolution(glyph, 32, size=5, stride=2), 48)
    x = stage(stage(x, 96), 192)
    vector = layers.Dense(DIMENSIONS, use_bias=False)(layers.Flatten()(x))
    return keras.Model(glyph, layers.UnitNormalization()(vector))


def model() -> Any:
    """Keras model with the weights of the repository. Raises ConfigurationError when they are damaged."""
    trained = network()
    try:
        trained.load_weights(WEIGHTS)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"the weight file {WEIGHTS} cannot be used ({error}): check out the repository again.") from error
    return trained


def export(path: Path, weights: Path | None) -> None:
    """Write the model for LiteRT: the repository has it exported already, so that TensorFlow need not be loaded."""
    write_atomically(path, MODEL.read_bytes())


def convert() -> None:
    """Write the repository's model for LiteRT from its weights."""
    to_litert(model, MODEL)


ENCODER = Encoder(
    name="glyphnet",
    model="glyphnet",
    layer="projected",
    input=f"{glyph_input(SIZE)} with colours",
    glyph_version=GLYPH_VERSION,
    prepare=prepare,
    export=export,
    files=(MODEL,),
    same=0.999,
)
