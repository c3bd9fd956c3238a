"""Pictures to vectors, by the exported model: the one way for the library and for a query. Never imports TensorFlow."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from features.encoders import Encoder
from features.store.generation import Generation
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation


@dataclass(frozen=True)
class Seen:
    """What an encoder saw in a query: `vectors` (k, d), one for each reading of the picture, with its box.

    Boxes are (x, y, width, height) in the picture's pixels. `background` and `segmentation`, of what is drawn on it, are None for an
    encoder that seeks none. `part` says that it is not all that the picture shows. `inner` is what was seen without what runs out of
    the picture, `with_faint_parts` where also what is faint on its ground counts as drawn; None where nothing does.
    """

    vectors: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int] | None
    inverted: bool
    segmentation: Segmentation | None
    part: bool = False
    without_edge_parts: "Seen | None" = None
    with_faint_parts: "Seen | None" = None

    @property
    def side(self) -> float:
        """The longer side of the drawing in the first reading, in pixels."""
        return max(self.boxes[0][2:])


class Embedder:
    """One encoder with its exported model loaded. Safe to use from several threads, which then take turns."""

    def __init__(self, encoder: Encoder, model: Path | None, threads: int = 1) -> None:
        self.encoder = encoder
        self._model = None if model is None else _Model(model, threads)

    @classmethod
    def open(cls, generation: Generation, extractor: str, threads: int) -> "Embedder":
        """The embedder whose vectors a generation's index compares with, its model computing with so many threads.

        Raises BrokenGeneration when the generation has none of this extractor, or one made by other code.
        """
        return cls(generation.encoder(extractor), generation.model(extractor), threads)

    def look(self, image: Image.Image) -> Seen:
        """Look at a query: every reading of the picture, and where it was found."""
        view = self.encoder.prepare(image, True)
        seen = Seen(
            self._run(view.inputs), view.boxes, view.background, view.inverted, view.segmentation
        )
        return seen if view.segmentation is None else _divided(seen, view.segmentation)

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Vectors of library pictures, (n, d) of length 1: the plain reading of each."""
        return self._run(
            np.stack([self.encoder.prepare(image, False).inputs[0] for image in images])
        )

    def _run(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        return inputs if self._model is None else self._model.run(inputs)


class _Model:
    """A .tflite file with one input and one output. It is given one input at a time: several at once gain nothing on a processor."""

    def __init__(self, path: Path, threads: int) -> None:
        self._interpreter = Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._lock = threading.Lock()

    def run(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, …) → (n, d)."""
        with self._lock:
            return np.concatenate(
                [self._invoke(inputs[number : number + 1]) for number in range(len(inputs))]
            )

    def _invoke(self, one: NDArray[np.float32]) -> NDArray[np.float32]:
        self._interpreter.set_tensor(self._input, one)
        self._interpreter.invoke()
        vector: NDArray[np.float32] = self._interpreter.get_tensor(self._output)
        return vector


def _divided(seen: Seen, segmentation: Segmentation) -> Seen:
    """What was seen of the whole picture, with what was seen of the other readings of its segmentation apart."""
    ends = np.cumsum([len(one.boxes) for one in segmentation.readings]).tolist()
    whole, *others = (
        replace(
            seen, vectors=seen.vectors[start:end], boxes=seen.boxes[start:end], segmentation=one
        )
        for one, start, end in zip(segmentation.readings, [0, *ends[:-1]], ends, strict=True)
    )
    inner = next(
        (one for one in others if one.segmentation is segmentation.without_edge_parts), None
    )
    with_faint_parts = next(
        (one for one in others if one.segmentation is segmentation.with_faint_parts), None
    )
    return replace(whole, without_edge_parts=inner, with_faint_parts=with_faint_parts)
