"""What an encoder is: what it is shown of a picture, and how its model is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.geometry import Box
from features.vision.glyph import Segmentation, canonical_glyphs

WHOLE_PICTURE = "none"  # the glyph version of an encoder that does without the canonical glyph


@dataclass(frozen=True)
class View:
    """What an encoder is shown of one picture.

    `inputs` is (k, …) float32, one entry a reading of the picture, the plain one first. `boxes` are (x, y, width,
    height) of each reading in the picture's pixels; `background` is the ground found there, `segmentation` what was found drawn on
    it, both None where none is sought.
    """

    inputs: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int] | None
    inverted: bool
    segmentation: Segmentation | None


@dataclass(frozen=True)
class Encoder:
    """One way from a picture to a vector.

    `prepare` makes the model's inputs, with all readings of a query or, without `readings`, the plain one of a library's
    own picture. `export` writes the model for LiteRT from `files` (it may import TensorFlow, nothing else here does); where it
    is None, `prepare` gives the vectors already.
    `downloads` says that Keras can fetch the weights itself, and that a file may be given in their place. `same` is the
    cosine from which on two library pictures look the same to a person, None for an encoder too coarse to tell.
    """

    name: str
    model: str
    layer: str
    input: str
    glyph_version: str
    prepare: Callable[[Image.Image, bool], View]
    export: Callable[[Path, Path | None], None] | None = None
    files: tuple[Path, ...] = ()
    downloads: bool = False
    same: float | None = None


def glyph_view(image: Image.Image, size: int, readings: bool, colour: bool = False) -> View:
    """The canonical glyph as a model's input: (k, size, size, 1) in 0..1, with colour (k, size, size, 4)."""
    glyphs = canonical_glyphs(image, size, readings, colour)
    return View(
        glyphs.pixels, glyphs.boxes, glyphs.background, glyphs.inverted, glyphs.segmentation
    )


def picture_view(image: Image.Image, inputs: NDArray[np.float32]) -> View:
    """The whole picture as it is, for an encoder that seeks no drawing in it."""
    return View(inputs, [Box(0.0, 0.0, float(image.width), float(image.height))], None, False, None)


def glyph_input(size: int) -> str:
    """How a store names a canonical glyph of that size."""
    return f"canonical glyph {size}x{size}"
