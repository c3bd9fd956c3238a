"""The drawing behind an icon's JPEGs: its coverage and its own colours, to be put on another ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.glyph import strongest
from render.ground import inner_side

OPAQUE = 0.9  # coverage from which a pixel shows the ink itself

Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Drawing:
    """`coverage` (s, s) in 0..1, without the margin; `colours` (3, s, s), premultiplied, are None for a drawing of one colour,
    whose colour is `ink` (3,)."""

    coverage: Plane
    colours: Plane | None
    ink: Plane

    @property
    def pixels(self) -> NDArray[np.float32]:
        """(s, s, 4) premultiplied RGBA in 0..1."""
        colours = self.coverage * self.ink[:, None, None] if self.colours is None else self.colours
        return np.concatenate([colours, self.coverage[None]]).transpose(1, 2, 0)


def lift(jpegs: Mapping[str, bytes]) -> Drawing:
    """Take an icon off its grounds: one JPEG, or one on each of two grounds.

    What differs between two pictures is the ground showing through. Of a single picture, whatever differs from the ground is
    drawn, more or less opaquely, in one colour.
    """
    shown, grounds = zip(*map(_inner, jpegs.values()), strict=True)
    if len(shown) == 1:
        distance = strongest(np.abs(shown[0] - grounds[0]))
        most = max(float(distance.max()), 1e-6)
        opaque = (distance >= OPAQUE * distance.max()).astype(np.float32)
        return Drawing(
            distance / np.float32(most), None, np.tensordot(shown[0], opaque) / opaque.sum()
        )
    coverage = np.clip(1 - ((shown[0] - shown[1]) / (grounds[0] - grounds[1])).mean(axis=0), 0, 1)
    return Drawing(
        coverage,
        np.clip(shown[0] - (1 - coverage) * grounds[0], 0, coverage),
        np.zeros(3, np.float32),
    )


def _inner(jpeg: bytes) -> tuple[Plane, Plane]:
    """(3, s, s) in 0..1, without the margin; and the ground (3, 1, 1), which the outermost pixels show."""
    pixels = np.asarray(Image.open(BytesIO(jpeg), formats=("JPEG",)).convert("RGB"))
    side = len(pixels)
    margin = (side - inner_side(side)) // 2
    frame = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.partition(frame, len(frame) // 2, axis=0)[len(frame) // 2]
    shown = pixels[margin : side - margin, margin : side - margin].transpose(2, 0, 1)
    inner, around = (
        np.ascontiguousarray(part, np.float32) * np.float32(1 / 255)
        for part in (shown, ground[:, None, None])
    )
    return inner, around
