"""Keras models to LiteRT files. The only place that imports TensorFlow, and only when a model must be made."""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.common.console import say
from ingest.common.data_folder import write_atomically
from ingest.common.failures import Failure


def to_litert(build: Callable[[], Any], path: Path, eight_bits: bool = False) -> None:
    """Build a Keras model, one input and one output, and write it as a .tflite file with float16 weights.

    With `eight_bits` the weights are int8, and what goes into a layer is brought to int8 as it runs (dynamic range quantisation):
    several times faster, and within a cosine of 0.999 of the model's own vectors. Each picture has a range of its own, so its vector is the
    same in every batch. The file takes batches of any size (resize the input), and the same model gives the same bytes. Whatever
    `build` raises, it lets through.
    """
    say(f"exporting {path.name}: TensorFlow takes a few seconds")
    with _quiet_tensorflow():
        import keras
        import tensorflow as tf
        from tensorflow.python.framework.convert_to_constants import (
            convert_variables_to_constants_v2,
        )

        keras.utils.clear_session()  # the names it numbers end up in the file
        model = build()
        signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="picture")]
        function = tf.function(
            lambda picture: model(picture, training=False), input_signature=signature
        )
        # The converter leaves variables out of the file, without a word: make the weights constants first.
        frozen = convert_variables_to_constants_v2(function.get_concrete_function())
        converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if not eight_bits:
            converter.target_spec.supported_types = [tf.float16]
        content = converter.convert()
    write_atomically(path, content)


def shipped(model: Path) -> Callable[[Path, Path | None], None]:
    """The `export` of an encoder whose exported model is in the repository: TensorFlow, seconds to load, is left alone."""

    def copy(path: Path, weights: Path | None) -> None:
        write_atomically(path, model.read_bytes())

    return copy


@contextmanager
def _quiet_tensorflow() -> Iterator[None]:
    """Keep what TensorFlow's C++ parts say of this machine off the terminal; a defect shows all of it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        except Failure:
            raise
        except Exception:
            said.seek(0)
            os.write(terminal, said.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
