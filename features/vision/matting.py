"""Matting: an icon's alpha coverage and colours, separated from the backgrounds of its JPEGs."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.pixels import Plane, strongest
from render.ground import inner_side


@dataclass(frozen=True)
class MattingSettings:
    """`opaque`: coverage from which a pixel shows the ink unmixed. Chosen by hand."""

    opaque: float = 0.9


MATTING = MattingSettings()


@dataclass(frozen=True)
class Matte:
    """An icon without its background and without the JPEG's margin.

    `coverage`: (s, s) in 0..1, the alpha channel.
    `colours`: (3, s, s), premultiplied; None for a drawing of one colour.
    `ink`: (3,), the colour of such a drawing; zeros for a drawing of several colours.
    """

    coverage: Plane
    colours: Plane | None
    ink: Plane

    @property
    def pixels(self) -> Plane:
        """(s, s, 4): premultiplied RGBA in 0..1."""
        colours = self.colours
        if colours is None:
            colours = self.coverage * self.ink[:, None, None]
        return np.concatenate([colours, self.coverage[None]]).transpose(1, 2, 0)


def extract_matte(jpegs: Mapping[str, bytes]) -> Matte:
    """The matte of an icon from its JPEGs: one, or one on each of two backgrounds.

    From a single picture the matte has one colour. From two pictures it has the drawing's own.
    """
    pictures = [_without_margin(jpeg) for jpeg in jpegs.values()]
    if len(pictures) == 1:
        return _single_colour_matte(*pictures[0])
    return _triangulation_matte(*pictures)


def _single_colour_matte(shown: Plane, ground: Plane) -> Matte:
    """Coverage in proportion to the distance from the background; the ink is the farthest colour."""
    distance = strongest(np.abs(shown - ground))
    most = max(float(distance.max()), 1e-6)
    opaque = (distance >= MATTING.opaque * distance.max()).astype(np.float32)
    ink = np.tensordot(shown, opaque) / opaque.sum()
    return Matte(distance / np.float32(most), None, ink)


def _triangulation_matte(first: tuple[Plane, Plane], second: tuple[Plane, Plane]) -> Matte:
    """Triangulation matting (Smith and Blinn 1996): what differs is the background showing through."""
    shown, ground = first
    other_shown, other_ground = second
    transparency = ((shown - other_shown) / (ground - other_ground)).mean(axis=0)
    coverage = np.clip(1 - transparency, 0, 1)
    colours = np.clip(shown - (1 - coverage) * ground, 0, coverage)
    return Matte(coverage, colours, np.zeros(3, np.float32))


def _without_margin(jpeg: bytes) -> tuple[Plane, Plane]:
    """(3, s, s) in 0..1 without the margin, and the background (3, 1, 1).

    The background is the median of the outermost pixels.
    """
    pixels = np.asarray(Image.open(BytesIO(jpeg), formats=("JPEG",)).convert("RGB"))
    side = len(pixels)
    margin = (side - inner_side(side)) // 2
    frame = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = len(frame) // 2
    ground = np.partition(frame, middle, axis=0)[middle]
    shown = pixels[margin : side - margin, margin : side - margin].transpose(2, 0, 1)
    return _in_unit_range(shown), _in_unit_range(ground[:, None, None])


def _in_unit_range(values: NDArray[np.uint8]) -> Plane:
    """Bytes as float32 in 0..1."""
    return np.ascontiguousarray(values, np.float32) * np.float32(1 / 255)
