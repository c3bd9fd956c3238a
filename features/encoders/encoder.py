"""The interface of an encoder: how it prepares a picture, and how its model is exported."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.geometry import Box
from features.vision.glyph import Glyphs, canonical_glyphs, glyphs_of
from features.vision.segmentation import Segmentation

WHOLE_PICTURE = "none"  # glyph version of an encoder that does without the canonical glyph


@dataclass(frozen=True)
class View:
    """An encoder's inputs from a picture.

    `inputs`: (k, …) float32, an entry for each reading of the picture, the plain reading first.
    `boxes`: bounding box of the drawing in each reading, in pixels of the picture.
    `background`: red, green and blue bytes; None for an encoder that segments nothing.
    `inverted`: whether the drawing is lighter than the background.
    `segmentation`: background and foreground; None for an encoder that segments nothing.
    """

    inputs: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int] | None
    inverted: bool
    segmentation: Segmentation | None


@dataclass(frozen=True)
class Encoder:
    """A way from a picture to a vector.

    `name`: what `--extractor` takes.
    `model`, `layer`, `input`, `glyph_version`: the recipe of its vectors. Vectors of different
    recipes are never compared.
    `prepare(image, readings)`: the model's inputs, one for each reading of a query if `readings` is
    true, else one for the plain reading of a library's picture. Without a model they are the
    vectors. Vectors have length 1.
    `describe(segmentation)`: the same inputs of a query that is segmented already. None for an
    encoder that segments nothing.
    `export`: writes the model for LiteRT to a path, with weights from another path if given. None
    where `prepare` returns the vectors already. Only this may import TensorFlow.
    `files`: files that the export reads.
    `downloads`: whether Keras can download the weights, and `--weights` can replace them.
    `same`: cosine from which two library pictures look the same to a person. None for an encoder
    too coarse to decide that.
    """

    name: str
    model: str
    layer: str
    input: str
    glyph_version: str
    prepare: Callable[[Image.Image, bool], View]
    describe: Callable[[Segmentation], View] | None = None
    export: Callable[[Path, Path | None], None] | None = None
    files: tuple[Path, ...] = ()
    downloads: bool = False
    same: float | None = None


def glyph_view(image: Image.Image, size: int, readings: bool, colour: bool = False) -> View:
    """Canonical glyphs as inputs: (k, size, size, 1) in 0..1, with colour (k, size, size, 4)."""
    return _view(canonical_glyphs(image, size, readings, colour))


def segmented_view(segmentation: Segmentation, size: int, colour: bool = False) -> View:
    """Canonical glyphs as inputs, of a picture that is segmented: see `glyph_view`."""
    return _view(glyphs_of(segmentation, size, colour))


def _view(glyphs: Glyphs) -> View:
    return View(
        glyphs.pixels,
        glyphs.boxes,
        glyphs.background,
        glyphs.inverted,
        glyphs.segmentation,
    )


def picture_view(image: Image.Image, inputs: NDArray[np.float32]) -> View:
    """The whole picture as the only reading, for an encoder that segments nothing."""
    whole = Box(
        0.0,
        0.0,
        float(image.width),
        float(image.height),
    )
    return View(
        inputs,
        boxes=[whole],
        background=None,
        inverted=False,
        segmentation=None,
    )


def glyph_input(size: int) -> str:
    """The name of a canonical glyph of that size in a recipe."""
    return f"canonical glyph {size}x{size}"
