"""Segmentation of a picture into background and foreground, in up to three readings."""

import functools
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from features.vision.background import estimate_background
from features.vision.colour import is_grey, perceptual_distance
from features.vision.components import without_edge_parts
from features.vision.faint_parts import with_faint_parts
from features.vision.foreground import (
    FOREGROUND,
    bounding_boxes,
    extent,
    normalised_contrast,
)
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane, ranked, strongest


@dataclass(frozen=True)
class SegmentationSettings:
    """`filling` was chosen on ion, bi, material-icon-theme and noto; the others by hand.

    `longest_side`: pixels to which a larger picture is reduced first.
    `least_side`: pixels of a picture's longer side. A smaller picture shows nothing: any icon fits
    so few pixels.
    `filling`: share of each of a picture's edges from which on the foreground fills the picture.
    """

    longest_side: int = 192
    least_side: int = 6
    filling: float = 0.04


SEGMENTATION = SegmentationSettings()


@dataclass(frozen=True)
class Segmentation:
    """The background and the foreground of a picture, in the pixels in which it was segmented.

    `channels`: (3, h, w), red, green and blue in 0..1.
    `background`: (3, h, w), or (3, 1, 1) where it is flat.
    `difference`: (3, h, w), the channels minus the background.
    `contrast`: (h, w) in 0..1, the magnitude of the difference; 1 is the strongest.
    `foreground`: (h, w), the contrast of the parts that this reading counts as drawing, else 0.
    `boxes`: bounding boxes of the foreground. The second, if any, is tighter: it holds only the
    high-contrast part.
    `scale`: width and height of a pixel here, in pixels of the picture.
    `faint`: whether faint parts count as foreground.
    `colourless`: whether the drawing may have lost its colours: then lightness alone counts.
    `hidden`: (h, w), pixels of which nothing is known, as something covers the drawing or the
    picture ends before it. None where there are none.
    `without_edge_parts`: the reading without components that touch the edge; None if there are
    none.
    `with_faint_parts`: the reading in which faint parts count as foreground; None if there are
    none.
    """

    channels: Plane
    background: Plane
    difference: Plane
    contrast: Plane
    foreground: Plane
    boxes: list[Box]
    scale: tuple[float, float] = (1.0, 1.0)
    faint: bool = False
    colourless: bool = False
    hidden: Mask | None = None
    without_edge_parts: "Segmentation | None" = None
    with_faint_parts: "Segmentation | None" = None

    @property
    def readings(self) -> "list[Segmentation]":
        """All readings; that of the whole picture comes first, that with faint parts last."""
        readings = (self, self.without_edge_parts, self.with_faint_parts)
        return [reading for reading in readings if reading is not None]

    @property
    def mask(self) -> Mask:
        """(h, w): the foreground mask."""
        return self.foreground > FOREGROUND.threshold

    @property
    def is_grey(self) -> bool:
        """Whether the drawing has lightness alone, but for the noise of JPEG."""
        return is_grey(self.difference[:, self.mask])

    @property
    def fills_picture(self) -> bool:
        """Whether the foreground reaches all of the picture's edges, as a photograph does.

        Then no badge covers an icon, and no icon is turned.
        """
        mask = self.mask
        rows = [mask[0], mask[-1]]
        columns = [mask[:, 0], mask[:, -1]]
        edges = [*rows, *columns]
        return all(edge.mean() >= SEGMENTATION.filling for edge in edges)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn: no pixel differs visibly from the background.

        True for a picture of hardly any pixels too.
        """
        longer = max(self.foreground.shape)
        if longer < SEGMENTATION.least_side:
            return True
        return not self.foreground.any()

    @property
    def strength(self) -> float:
        """The strongest difference of any channel to the background, 0..1, without outliers."""
        absolute = np.abs(self.difference)
        magnitude = strongest(absolute)
        flat = magnitude.ravel()
        quantile = ranked(flat, FOREGROUND.strongest_quantile)
        return float(quantile)

    @property
    def noise(self) -> float:
        """The standard deviation of background pixels, 0..1; 0 where everything is foreground."""
        background = self.contrast < FOREGROUND.noise_floor
        places = np.flatnonzero(background)
        if not places.size:
            return 0.0

        # (3, n): the residual of the background's pixels.
        flat = self.difference.reshape(3, -1)
        residual = np.take(flat, places, axis=1)
        return float(residual.std())

    @functools.cached_property
    def ground(self) -> Plane:
        """(3,): the background's median colour."""
        flat = self.background.reshape(3, -1)
        return ranked(flat, 0.5)


def segment(image: Image.Image, readings: bool = True) -> Segmentation:
    """Segment a picture, which is read as RGB.

    Without `readings` there is a single reading with a single box, as a library's own picture
    needs: nothing runs out of it.
    """
    channels = _channels(image)
    background = estimate_background(channels)
    difference = channels - background
    distance = perceptual_distance(difference)
    contrast = normalised_contrast(distance)

    _, height, width = channels.shape
    across = image.width / width
    down = image.height / height
    whole = Segmentation(
        channels,
        background,
        difference,
        contrast,
        foreground=contrast,
        boxes=[],
        scale=(across, down),
    )
    if not readings:
        return replace(whole, boxes=[extent(contrast)])
    return _with_readings(whole, distance)


def _with_readings(whole: Segmentation, distance: Plane) -> Segmentation:
    """The segmentation with its boxes and its other readings.

    `distance` (h, w) is that to the background, before it becomes contrast.
    """
    foreground = without_edge_parts(whole.contrast)
    if foreground is None:
        whole = replace(
            whole,
            boxes=bounding_boxes(whole.foreground),
        )
        return replace(
            whole,
            with_faint_parts=_faint_reading(whole, distance),
        )

    inner = replace(
        whole,
        foreground=foreground,
        boxes=bounding_boxes(foreground),
    )
    return replace(
        whole,
        boxes=[extent(whole.foreground)],
        without_edge_parts=inner,
        with_faint_parts=_faint_reading(inner, distance),
    )


def _faint_reading(reading: Segmentation, distance: Plane) -> Segmentation | None:
    """The same reading with faint parts, or None."""
    foreground = with_faint_parts(
        distance,
        reading.difference,
        reading.contrast,
        reading.foreground,
        reading.boxes[0],
    )
    if foreground is None:
        return None
    return replace(
        reading,
        foreground=foreground,
        boxes=[extent(foreground)],
        faint=True,
    )


def _channels(image: Image.Image) -> Plane:
    """(3, h, w) in 0..1: a picture's channels, reduced where it is larger than needed."""
    # A large picture that is in RGB already is not copied.
    rgb = _reduced(image if image.mode == "RGB" else image.convert("RGB"))
    pixels = np.asarray(rgb, np.float32)
    pixels = pixels / np.float32(255)

    # (h, w, 3) → (3, h, w): each channel contiguous.
    channels = pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(channels)


def to_picture(channels: Plane) -> Image.Image:
    """The picture with these channels (3, h, w) in 0..1."""
    pixels = np.round(channels.transpose(1, 2, 0) * 255)
    return Image.fromarray(pixels.astype(np.uint8))


def _reduced(image: Image.Image) -> Image.Image:
    """The picture with neither side longer than the settings allow."""
    scale = max(image.size) / SEGMENTATION.longest_side
    if scale <= 1:
        return image

    width = round(image.width / scale)
    height = round(image.height / scale)
    return image.resize(
        (max(1, width), max(1, height)),
        Image.Resampling.BOX,
    )
