"""Pictures to vectors with an exported model: one way for the library and for a query.

It never imports TensorFlow: LiteRT runs the model.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from features.encoders import Encoder, View
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Description:
    """The vectors of one reading of a picture.

    `vectors` is (k, d) with rows of length 1, one for each of the k `boxes`: the bounding boxes of
    the foreground, in pixels of the picture. `background` is the background's colour.
    `inverted` says that the foreground is lighter. `background` and `segmentation` are None
    for an encoder that takes the picture as it is.
    """

    vectors: Vectors
    boxes: list[Box]
    background: tuple[int, int, int] | None
    inverted: bool
    segmentation: Segmentation | None

    @property
    def side(self) -> float:
        """The longer side of the first bounding box, in pixels of the picture."""
        return self.boxes[0].longer_side

    def in_whole(self, left: float, top: float, times: int) -> Self:
        """The description of a part, in pixels of the whole picture.

        The part was cut at `left`, `top` out of the whole picture reduced `times` times.
        """
        boxes = [box.moved(left, top).scaled(times, times) for box in self.boxes]
        segmentation = self.segmentation
        if segmentation is not None:
            across, down = segmentation.scale
            segmentation = replace(segmentation, scale=(times * across, times * down))
        return replace(self, boxes=boxes, segmentation=segmentation)


@dataclass(frozen=True)
class Readings:
    """The descriptions of one picture: of all of it, and of the other readings where there are any.

    `without_edge_parts` leaves out the components that touch the picture's edge.
    `with_faint_parts` adds components of low contrast.
    """

    whole: Description
    without_edge_parts: Description | None = None
    with_faint_parts: Description | None = None


class Embedder:
    """One encoder with its exported model. Threads may share it; they take turns."""

    def __init__(self, encoder: Encoder, model: Path | None, threads: int = 1) -> None:
        """`model` is None for an encoder that works without; it computes with `threads` threads."""
        self.encoder = encoder
        self._model = None if model is None else _Model(model, threads)

    def describe(self, image: Image.Image) -> Readings:
        """Describe a query: every reading of the picture."""
        return self._described(self.encoder.prepare(image, True))

    def describe_plainly(self, image: Image.Image) -> Description:
        """Describe a picture by its plain reading alone: faster, for many candidates."""
        view = self.encoder.prepare(image, False)
        return _description(view, self._run(view.inputs), view.boxes, view.segmentation)

    def describe_segmented(self, segmentation: Segmentation) -> Description:
        """Describe one reading of a query that was segmented by `describe` and then changed."""
        assert self.encoder.describe is not None, "this encoder segments nothing"
        alone = replace(segmentation, without_edge_parts=None, with_faint_parts=None)
        view = self.encoder.describe(alone)
        return _description(view, self._run(view.inputs), view.boxes, alone)

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """The vectors (n, d) of library pictures, of length 1: the first reading of each."""
        inputs = [self.encoder.prepare(image, False).inputs[0] for image in images]
        return self._run(np.stack(inputs))

    def _described(self, view: View) -> Readings:
        vectors = self._run(view.inputs)
        if view.segmentation is None:
            return Readings(_description(view, vectors, view.boxes, None))
        described = {}
        start = 0
        for reading in view.segmentation.readings:
            end = start + len(reading.boxes)
            boxes = view.boxes[start:end]
            kind = _kind(reading, view.segmentation)
            described[kind] = _description(view, vectors[start:end], boxes, reading)
            start = end
        return Readings(**described)

    def _run(self, inputs: Vectors) -> Vectors:
        return inputs if self._model is None else self._model.run(inputs)


def _description(
    view: View, vectors: Vectors, boxes: list[Box], segmentation: Segmentation | None
) -> Description:
    return Description(vectors, boxes, view.background, view.inverted, segmentation)


def _kind(reading: Segmentation, whole: Segmentation) -> str:
    """The field of `Readings` that a reading of the segmentation belongs to."""
    if reading is whole.without_edge_parts:
        return "without_edge_parts"
    return "with_faint_parts" if reading is whole.with_faint_parts else "whole"


class _Model:
    """A .tflite file with one input and one output.

    It is given one picture at a time: a batch gains nothing on a processor.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self._interpreter = Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._lock = threading.Lock()

    def run(self, inputs: Vectors) -> Vectors:
        """(n, …) → (n, d)."""
        with self._lock:
            outputs = [self._invoke(inputs[row : row + 1]) for row in range(len(inputs))]
        return np.concatenate(outputs)

    def _invoke(self, row: Vectors) -> Vectors:
        self._interpreter.set_tensor(self._input, row)
        self._interpreter.invoke()
        vector: Vectors = self._interpreter.get_tensor(self._output)
        return vector
