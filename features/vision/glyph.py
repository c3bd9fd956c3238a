"""The canonical glyph: the one form in which encoders get an icon's JPEG and a screenshot alike.

A screenshot differs from the library's drawing by theme, tint, scale, place in the crop and by what
else the crop caught: a button's border, a piece of a label. The canonical glyph removes all of
that. It is the contrast to the background, cropped to the drawing, on a square of fixed size. Dark
on light and light on dark become the same picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.colour import colourfulness
from features.vision.geometry import Box
from features.vision.pixels import Plane
from features.vision.scaling.resampling import resample
from features.vision.segmentation import Segmentation, segment

# Names the canonical glyph in stored vectors and training data. Raise it with every change that
# changes a glyph: otherwise vectors of different glyphs are compared. A test holds it.
GLYPH_VERSION = "2"


@dataclass(frozen=True)
class GlyphSettings:
    """How the foreground becomes a glyph.

    `margin`: share of the glyph's side left free on each side. Chosen on ion and bi.
    `full_colour`: contrast from which a colour counts in full, as a share of the strongest. Below
    it antialiasing mixes the colour with the background. Chosen by hand.
    `kernel_reach`: reach of the bicubic kernel, in pixels of the coarser of the two grids.
    """

    margin: float = 0.06
    full_colour: float = 0.25
    kernel_reach: int = 2


GLYPH = GlyphSettings()


@dataclass(frozen=True)
class Glyphs:
    """The canonical glyphs of a picture: one for each reading and each of its bounding boxes.

    `pixels`: (k, size, size, 1) float32, contrast in 0..1, 0 for the background. With colour (k,
    size, size, 4): red, green and blue in -1..1 follow, all 0 for a drawing of one colour.
    `boxes`: bounding box of each glyph's drawing, in pixels of the picture.
    `background`: its colour as red, green and blue bytes.
    `inverted`: whether the drawing is lighter than the background.
    `segmentation`: the segmentation that the glyphs were made from.
    """

    pixels: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int]
    inverted: bool
    segmentation: Segmentation


def canonical_glyphs(
    image: Image.Image, size: int, readings: bool = True, colour: bool = False
) -> Glyphs:
    """The canonical glyphs of a picture, `size` × `size`.

    The picture is read as RGB: compose transparency on a background first. A picture that shows
    nothing gives an empty glyph whose box is the whole picture. Without `readings` there is a
    single glyph, as for a library's own JPEG. With `colour`, drawings of several colours have them
    in their glyphs. Drawings of one colour do not, as sites tint them at will.
    """
    return glyphs_of(segment(image, readings), size, colour)


def glyphs_of(segmentation: Segmentation, size: int, colour: bool = False) -> Glyphs:
    """The canonical glyphs of a picture that is segmented: see `canonical_glyphs`."""
    channels = 4 if colour else 1
    glyphs: list[Plane] = []
    boxes = []
    for reading in segmentation.readings:
        planes = reading.foreground[None]
        if colour:
            planes = _with_colours(planes, reading)
        for box in reading.boxes:
            glyph = _glyph(planes, box, size, channels)
            glyphs.append(glyph)
            boxes.append(_in_picture(box, reading.scale))
    return Glyphs(
        np.stack(glyphs),
        boxes,
        _background(segmentation),
        _inverted(segmentation),
        segmentation,
    )


def _background(segmentation: Segmentation) -> tuple[int, int, int]:
    """The background's colour as bytes."""
    colour = np.clip(segmentation.ground, 0, 1)
    red, green, blue = colour.tolist()
    return (
        round(255 * red),
        round(255 * green),
        round(255 * blue),
    )


def _inverted(segmentation: Segmentation) -> bool:
    """Whether the drawing is lighter than the background."""
    lightness = segmentation.difference.sum(axis=0)
    drawn = lightness[segmentation.mask]
    return bool(drawn.sum() > 0)


def _in_picture(box: Box, scale: tuple[float, float]) -> Box:
    """A box of the segmentation in pixels of the picture, to a tenth."""
    across, down = scale
    scaled = box.scaled(across, down)
    return Box(
        round(scaled.left, 1),
        round(scaled.top, 1),
        round(scaled.width, 1),
        round(scaled.height, 1),
    )


def _with_colours(contrast: Plane, reading: Segmentation) -> Plane:
    """(1, h, w) → (4, h, w): the colours after the contrast, in proportion to the colourfulness.

    Still (1, h, w) for a drawing of one colour.
    """
    share = colourfulness(reading.difference[:, reading.mask])
    if share == 0:
        return contrast

    opacity = np.clip(contrast / GLYPH.full_colour, 0, 1)
    opacity *= share

    planes = np.empty((4, *contrast.shape[1:]), np.float32)
    planes[:1] = contrast
    # In place: a search makes many glyphs, and memory is what they cost.
    colours = planes[1:]
    # From 0..1 to -1..1, so that 0 is no colour.
    np.multiply(reading.channels, 2, out=colours)
    colours -= 1
    colours *= opacity
    return planes


def _glyph(planes: Plane, box: Box, size: int, channels: int) -> Plane:
    """(c, h, w) → (size, size, channels): a box's contents, aspect kept, centred.

    Channels beyond those of the planes are 0.
    """
    square = _square(box)
    padding = _padding(box, square, size)
    resampled = resample(
        planes,
        square,
        (size, size),
        padding,
    )
    glyph = np.zeros((size, size, channels), np.float32)
    glyph[..., : len(planes)] = resampled.transpose(1, 2, 0)

    # The bicubic kernel overshoots at edges.
    contrast = glyph[..., :1]
    np.maximum(contrast, 0, out=contrast)
    return np.clip(glyph, -1, 1, out=glyph)


def _square(box: Box) -> Box:
    """The square around a box, with the margin."""
    drawn_share = 1 - 2 * GLYPH.margin
    side = box.longer_side / drawn_share
    return box.centred_square(side)


def _padding(box: Box, square: Box, size: int) -> int:
    """Pixels that the square and the kernel may reach beyond the picture."""
    beyond = max(
        0.0,
        square.width - box.width,
        square.height - box.height,
    )
    coarser = max(1.0, square.width / size)
    reach = GLYPH.kernel_reach * coarser
    return int(np.ceil(beyond / 2 + reach)) + 1
