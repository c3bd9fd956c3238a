"""Matting: an icon's alpha coverage and colours, separated from the backgrounds of its JPEGs."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.pixels import Plane, median_colour, outermost, strongest
from render.ground import inner_side


@dataclass(frozen=True)
class MattingSettings:
    """`opaque`: coverage from which a pixel shows the ink unmixed. Chosen by hand."""

    opaque: float = 0.9


MATTING = MattingSettings()

Bytes = NDArray[np.uint8]


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
            ink = self.ink[:, None, None]
            colours = self.coverage * ink

        # (4, s, s) → (s, s, 4)
        planes = np.concatenate([colours, self.coverage[None]])
        return planes.transpose(1, 2, 0)


def extract_matte(jpegs: Mapping[str, bytes]) -> Matte:
    """The matte of an icon from its JPEGs: one, or one on each of two backgrounds.

    From a single picture the matte has one colour. From two pictures it has the drawing's own.
    """
    first, *others = (_decoded(jpeg) for jpeg in jpegs.values())
    if not others:
        return _single_colour_matte(first)
    (second,) = others
    return _triangulation_matte(first, second)


class _Picture(NamedTuple):
    """`channels` (3, s, s) without the margin, and the `background` (3, 1, 1), both in 0..1."""

    channels: Plane
    background: Plane


def _single_colour_matte(picture: _Picture) -> Matte:
    """Coverage in proportion to the distance from the background.

    The ink is the mean colour where the distance is largest.
    """
    difference = picture.channels - picture.background
    distance = strongest(np.abs(difference))
    most = distance.max()
    least = max(float(most), 1e-6)
    coverage = distance / np.float32(least)

    opaque = distance >= MATTING.opaque * most
    weights = opaque.astype(np.float32)
    total = np.tensordot(picture.channels, weights)
    ink = total / weights.sum()
    return Matte(coverage, None, ink)


def _triangulation_matte(first: _Picture, second: _Picture) -> Matte:
    """Triangulation matting (Smith and Blinn 1996): pictures differ where background shows through.

    Colours are those of the first picture without its background.
    """
    shown_difference = first.channels - second.channels
    background_difference = first.background - second.background

    # (3, s, s) → (s, s): the mean over the channels.
    transparency = shown_difference / background_difference
    transparency = transparency.mean(axis=0)
    coverage = np.clip(1 - transparency, 0, 1)

    background_part = (1 - coverage) * first.background
    colours = first.channels - background_part
    colours = np.clip(colours, 0, coverage)
    return Matte(coverage, colours, np.zeros(3, np.float32))


def _decoded(jpeg: bytes) -> _Picture:
    """A JPEG without its margin. Its background is the median of the outermost pixels."""
    image = Image.open(BytesIO(jpeg), formats=("JPEG",))
    pixels = np.asarray(image.convert("RGB"))
    background = median_colour(outermost(pixels))

    side = len(pixels)
    margin = (side - inner_side(side)) // 2
    inside = slice(margin, side - margin)

    # (h, w, 3) → (3, h, w)
    channels = pixels[inside, inside].transpose(2, 0, 1)
    return _Picture(
        _in_unit_range(channels),
        _in_unit_range(background[:, None, None]),
    )


def _in_unit_range(values: Bytes) -> Plane:
    """0..255 → 0..1."""
    contiguous = np.ascontiguousarray(values, np.float32)
    return contiguous * np.float32(1 / 255)
