"""Export of Keras models to LiteRT files.

Nothing else in the package imports TensorFlow, and this module only while it exports.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from features.encoders.native_output import STANDARD_ERROR, held_back
from ingest.common.console import say
from ingest.common.data_folder import write_atomically
from ingest.common.failures import ConfigurationError, Failure


def to_litert(build: Callable[[], Any], path: Path, eight_bits: bool = False) -> None:
    """Build a Keras model with an input and an output, and write it as a .tflite file.

    The weights are float16. With `eight_bits` they are int8, and each layer quantises its input to
    int8 (dynamic range quantisation). That is several times faster, and vectors stay within a
    cosine of 0.999 of the model's own. Each picture has a range of its own, so its vector is the
    same in every batch. The file takes batches of any size after its input is resized. The same
    model gives the same bytes. Raises whatever `build` raises, and ConfigurationError where
    TensorFlow is not installed.
    """
    say(f"exporting {path.name}: TensorFlow takes a few seconds")
    with _quiet_tensorflow():
        import keras
        import tensorflow as tf
        from tensorflow.python.framework.convert_to_constants import (
            convert_variables_to_constants_v2,
        )

        # Layers are numbered over a session, and their names are in the file.
        keras.utils.clear_session()
        model = build()
        signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="picture")]
        function = tf.function(
            lambda picture: model(picture, training=False), input_signature=signature
        )

        # The converter silently leaves variables out of the file, so they become constants.
        frozen = convert_variables_to_constants_v2(function.get_concrete_function())
        converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if not eight_bits:
            converter.target_spec.supported_types = [tf.float16]
        content = converter.convert()
    write_atomically(path, content)


def shipped(model: Path) -> Callable[[Path, Path | None], None]:
    """The `export` of an encoder whose exported model is in the repository.

    It copies the file, and saves the seconds that TensorFlow takes to load.
    """

    def copy(path: Path, weights: Path | None) -> None:
        content = model.read_bytes()
        write_atomically(path, content)

    return copy


@contextmanager
def _quiet_tensorflow() -> Iterator[None]:
    """Hide what TensorFlow's C++ code writes about the machine, unless an error is raised."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    written = bytearray()
    try:
        with held_back(written):
            yield
    except Failure:
        raise
    except ImportError as error:
        raise ConfigurationError(
            f"the package {error.name} is not installed, which exports the models of "
            "extractors: run `pip install 'iconlens[night]'`."
        ) from error
    except Exception:
        os.write(STANDARD_ERROR, written)
        raise
