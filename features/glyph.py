"""The canonical glyph: what every encoder sees, of a library's JPEG and of a screenshot alike.

A screenshot differs from the library's drawing by theme, tint, scale, place in the crop and by what else the crop
caught: a button's border, a piece of a label. The canonical glyph takes all of that away: the distance of each pixel
from the background, cropped to the drawing, on a square of fixed size. Dark on light and light on dark become the
same picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

GLYPH_VERSION = "1"

ANALYSED_SIDE = 192  # pixels: a larger crop is reduced to this before it is looked at; the box is given in the crop's own pixels
RING = 0.06  # of the shorter side: the frame of the crop from which the background is read
MARGIN = 0.06  # of the glyph's side, left free around the drawing
THRESHOLD = 0.22  # of the strongest contrast: what counts as drawn
NOISE_FLOOR = 0.05  # of the strongest contrast: what counts as background
FLAT = 6 / 255  # contrast under which a picture shows nothing

Box = tuple[float, float, float, float]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Glyphs:
    """The canonical glyphs of one picture: the plain crop first, then other readings of it.

    `pixels` is (k, size, size, 1) float32 in 0..1, 0 the background. `boxes` are (x, y, width, height) of each
    candidate's drawing in the pixels of the picture. `background` is its colour; `inverted` says that the drawing is
    lighter than the background.
    """

    pixels: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int]
    inverted: bool


def canonical_glyphs(image: Image.Image, size: int) -> Glyphs:
    """Find the drawing in a picture and bring it to `size` × `size`.

    The picture is read as RGB: compose transparency on a ground first. A picture that shows nothing gives one empty
    glyph whose box is the whole picture.
    """
    pixels, scale = _analysed(image)
    background = _background(pixels)
    contrast = _contrast(pixels, background)
    drawings = [contrast, *_without_edge_parts(contrast)]
    cropped = [_crop(drawing, size) for drawing in drawings]
    ink = float((pixels - background).mean(axis=2)[contrast > THRESHOLD].sum())
    red, green, blue = (round(255 * float(channel)) for channel in np.median(background, axis=(0, 1)))
    return Glyphs(
        pixels=np.stack([glyph for glyph, _ in cropped])[..., None],
        boxes=[tuple(round(edge * scale, 1) for edge in box) for _, box in cropped],  # type: ignore[misc]
        background=(red, green, blue),
        inverted=ink > 0,
    )


def _analysed(image: Image.Image) -> tuple[Plane, float]:
    """(h, w, 3) in 0..1, and how many of the picture's pixels one of these is."""
    rgb = image.convert("RGB")
    scale = max(1.0, max(rgb.size) / ANALYSED_SIDE)
    if scale > 1:
        rgb = rgb.resize((max(1, round(rgb.width / scale)), max(1, round(rgb.height / scale))), Image.Resampling.BOX)
    return np.asarray(rgb, np.float32) / np.float32(255), scale


def _background(pixels: Plane) -> Plane:
    """(h, w, 3): the ground under the drawing, a colour that may change linearly across the crop.

    Least squares on the crop's frame, twice: the second time without the frame's pixels that the first found far off
    (a label's letters, a button's border).
    """
    height, width, _ = pixels.shape
    ring = max(1, round(RING * min(height, width)))
    frame = np.ones((height, width), bool)
    frame[ring:-ring, ring:-ring] = False
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([np.ones_like(rows), rows, columns], axis=-1)
    colours, places = pixels[frame], terms[frame]
    off = np.abs(colours - np.median(colours, axis=0)).max(axis=1)
    for _ in range(3):
        near = off <= max(0.04, float(np.quantile(off, 0.6)))
        plane = np.linalg.lstsq(places[near], colours[near], rcond=None)[0]
        off = np.abs(colours - places @ plane).max(axis=1)
    ground: Plane = (terms @ plane).astype(np.float32)
    return ground


def _contrast(pixels: Plane, background: Plane) -> Plane:
    """(h, w) in 0..1: how far each pixel is from the background, the strongest being 1."""
    distance = np.abs(pixels - background).max(axis=2)
    strongest = float(np.quantile(distance, 0.995))
    strongest = max(strongest, 0.8 * float(distance.max()))
    if strongest < FLAT:
        return np.zeros_like(distance)
    contrast: Plane = np.clip((distance / strongest - NOISE_FLOOR) / (1 - NOISE_FLOOR), 0, 1)
    return contrast


def _without_edge_parts(contrast: Plane) -> list[Plane]:
    """The drawing without the parts that run out of the crop, where something substantial is left."""
    drawn = contrast > THRESHOLD
    parts, count = ndimage.label(drawn, structure=np.ones((3, 3)))
    if count < 2:
        return []
    edge = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    touching = np.isin(parts, edge[edge > 0])
    kept = drawn & ~touching
    if not touching.any() or kept.sum() < 0.15 * drawn.sum():
        return []
    around = ndimage.binary_dilation(kept, structure=np.ones((3, 3)))
    return [np.where(around, contrast, 0).astype(np.float32)]


def _crop(contrast: Plane, size: int) -> tuple[Plane, Box]:
    """The drawing on a (size, size) square, aspect kept, centred; and its box."""
    left, right = _extent(contrast.max(axis=0))
    top, bottom = _extent(contrast.max(axis=1))
    side = max(right - left, bottom - top) / (1 - 2 * MARGIN)
    pad = int(np.ceil(side)) + 1
    padded = Image.fromarray(np.pad(contrast, pad))
    x, y = (left + right - side) / 2 + pad, (top + bottom - side) / 2 + pad
    square = padded.resize((size, size), Image.Resampling.BICUBIC, box=(x, y, x + side, y + side))
    return np.clip(np.asarray(square, np.float32), 0, 1), (left, top, right - left, bottom - top)


def _extent(profile: Plane) -> tuple[float, float]:
    """Where the drawing begins and ends along one axis, in fractions of a pixel.

    An edge pixel that is half as strong as the one inside it is half covered, so the edge runs through its middle: at
    14 px a whole pixel would be a scale error of 7 %.
    """
    drawn = np.flatnonzero(profile > THRESHOLD)
    if drawn.size == 0:
        return 0.0, float(profile.size)
    first, last = int(drawn[0]), int(drawn[-1])

    def covered(edge: int, inside: int) -> float:
        return float(min(1.0, profile[edge] / max(profile[inside], profile[edge])))

    begin = first + 1 - covered(first, min(first + 1, last))
    end = last + covered(last, max(last - 1, first))
    return begin, max(end, begin + 1)
