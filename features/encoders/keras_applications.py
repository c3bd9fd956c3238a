"""ResNet50 and DenseNet121 of keras.applications, with ImageNet weights from Keras or from a file.

Canonical glyph 64×64×1 → three channels as ImageNet's → last map 2×2×c → mean of each channel, c →
length 1.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image

from features.encoders.encoder import Encoder, View, glyph_input, glyph_view
from features.encoders.export import to_litert
from features.vision.glyph import GLYPH_VERSION
from ingest.common.failures import ConfigurationError

SIZE = 64  # pixels of the glyph; chosen by hand

# Returns one of Keras' networks and the module that holds its preprocessing.
Application = Callable[[], tuple[Callable[..., Any], ModuleType]]


def prepare(image: Image.Image, readings: bool = True) -> View:
    """The canonical glyphs of a picture."""
    return glyph_view(image, SIZE, readings)


def resnet50() -> tuple[Callable[..., Any], ModuleType]:
    """Keras' ResNet50 and the module that holds its preprocessing."""
    import keras

    return keras.applications.ResNet50, keras.applications.resnet50


def densenet121() -> tuple[Callable[..., Any], ModuleType]:
    """Keras' DenseNet121 and the module that holds its preprocessing."""
    import keras

    return keras.applications.DenseNet121, keras.applications.densenet


def export(application: Application, path: Path, weights: Path | None) -> None:
    """Write the model for LiteRT. Raises ConfigurationError when there are no weights."""
    to_litert(lambda: _model(application, weights), path)


def _model(application: Application, weights: Path | None) -> Any:
    """Keras model: glyphs (n, 64, 64, 1) in 0..1 → vectors (n, channels) of length 1."""
    import keras

    build, preprocessing = application()
    network = load(build, weights)
    glyph = keras.Input((SIZE, SIZE, 1))
    picture = keras.layers.Concatenate()([glyph, glyph, glyph])

    prepared = preprocessing.preprocess_input(picture * 255.0)
    pooled = network(prepared)
    return keras.Model(glyph, keras.layers.UnitNormalization()(pooled))


def load(build: Callable[..., Any], weights: Path | None) -> Any:
    """One of Keras' networks without its top, its maps averaged, with weights.

    The weights are those of the file, or those that Keras downloads. Raises ConfigurationError
    when both are missing: random weights are never used.
    """
    try:
        return build(
            include_top=False,
            pooling="avg",
            input_shape=(SIZE, SIZE, 3),
            weights=str(weights or "imagenet"),
        )
    except Exception as error:  # Keras raises a bare Exception when a download fails
        reason = " ".join(str(error).split())[:200]
        if weights is not None:
            raise ConfigurationError(
                f"{weights} does not hold the weights of {build.__name__} without its top "
                f"({reason}): name another file with --weights."
            ) from error
        raise ConfigurationError(
            f"the weights of {build.__name__} are not here and could not be downloaded ({reason}): "
            "give a Keras weight file without the top with --weights FILE."
        ) from error


def _encoder(name: str, model: str, application: Application) -> Encoder:
    """The encoder of one of Keras' networks."""
    return Encoder(
        name=name,
        model=f"{model}, ImageNet",
        layer="last map, global average",
        input=glyph_input(SIZE),
        glyph_version=GLYPH_VERSION,
        prepare=prepare,
        export=partial(export, application),
        downloads=True,
    )


RESNET50 = _encoder("resnet50", "ResNet50", resnet50)
DENSENET121 = _encoder("densenet121", "DenseNet121", densenet121)
