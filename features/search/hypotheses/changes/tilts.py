"""Hypotheses about tilted icons: rotated by less than a quarter turn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.encoders.embedder import Description
from features.search.hypothesis import Hypothesis, Turn
from features.search.scoring import Scorer
from features.vision.components import EIGHT_CONNECTED
from features.vision.scaling.resampling import resample
from features.vision.segmentation import Segmentation, segment, to_picture


@dataclass(frozen=True)
class TiltSettings:
    """All values were chosen by hand.

    `angles`: degrees clockwise that are tried first, at equal steps. Steps of 18 found fewer icons
    than steps of 15.
    `upright`: degrees up to which an icon is not tilted.
    `fine`: degrees around the likeliest angle that are tried, too.
    `parts`: components of a drawing that is rotated, at most. Text and noise have more.
    `room`: side of the rotated picture, by the diagonal of the drawing.
    `longest_side`: pixels to which a larger one is reduced.
    """

    angles: tuple[int, ...] = (-45, -30, -15, 0, 15, 30, 45)
    upright: float = 4.0
    fine: tuple[float, ...] = (-2.0, 0.0, 2.0)
    parts: int = 8
    room: float = 1.2
    longest_side: int = 72


TILTS = TiltSettings()


@dataclass(frozen=True)
class Drawing:
    """A picture of the drawing alone, on a flat background, with room to rotate it.

    `picture` is a square, whose middle is that of the drawing. `ground` is the background.
    `scale`: width and height of its pixels, in pixels of the picture that was asked.
    """

    picture: Image.Image
    ground: tuple[int, ...]
    scale: tuple[float, float]

    @classmethod
    def of(cls, whole: Segmentation) -> Self:
        """The drawing of a picture that was read as a whole."""
        box = whole.boxes[0]
        room = box.centred_square(TILTS.room * math.hypot(box.width, box.height))
        side = min(TILTS.longest_side, math.ceil(room.width))
        padding = math.ceil(room.width)
        difference = resample(whole.difference, room, (side, side), padding)  # (3, side, side)
        channels = np.clip(difference + whole.ground[:, None, None], 0, 1)
        ground = tuple(np.round(whole.ground * 255).astype(int).tolist())

        across, down = whole.scale
        pixel = room.width / side
        return cls(to_picture(channels), ground, (across * pixel, down * pixel))

    def levelled(self, angle: float) -> Segmentation:
        """The drawing rotated anticlockwise by some degrees around its middle, segmented."""
        rotated = self.picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=self.ground)
        return replace(segment(rotated, readings=False), scale=self.scale)


def tilted_hypotheses(whole: Description, scorer: Scorer) -> Iterator[Hypothesis]:
    """Hypotheses that the picture's icon is rotated by about the angle at which it is like an icon.

    None where the foreground fills the picture, as a photograph does, or has many components.
    """
    segmentation = whole.segmentation
    assert segmentation is not None, "else no hypotheses are made"
    if segmentation.fills_picture or _parts(segmentation) > TILTS.parts:
        return
    drawing = Drawing.of(segmentation)
    angle = _likeliest_angle(drawing, scorer)
    if angle is None:
        return
    for fine in TILTS.fine:
        described = scorer.describe_segmented(drawing.levelled(angle + fine))
        turn = Turn(rotated=round(angle + fine) % 360)
        # The boxes are where the icon is in the picture as it is.
        yield Hypothesis("turned", replace(described, boxes=whole.boxes), turn)


def _parts(whole: Segmentation) -> int:
    """The number of connected components of the foreground."""
    _, count = ndimage.label(whole.mask, EIGHT_CONNECTED)
    return int(count)


def _likeliest_angle(drawing: Drawing, scorer: Scorer) -> float | None:
    """Degrees clockwise by which the icon is rotated, by vectors; None where it is hardly."""
    angles = np.array(TILTS.angles)
    levelled = [drawing.levelled(angle) for angle in TILTS.angles]
    descriptions = [scorer.describe_segmented(segmentation) for segmentation in levelled]
    vectors = np.stack([description.vectors[0] for description in descriptions])
    cosines = scorer.best_scores(vectors)  # (n,)

    # The first and the last have one neighbour each.
    best = 1 + int(np.argmax(cosines[1:-1]))
    step = angles[best + 1] - angles[best]
    angle = float(angles[best] + step * _offset_of_peak(cosines[best - 1 : best + 2]))
    return None if abs(angle) < TILTS.upright else angle


def _offset_of_peak(values: NDArray[np.float32]) -> float:
    """Where the parabola through three values at -1, 0 and 1 is highest, no farther than these.

    0 where it has no peak.
    """
    before, middle, after = values.tolist()
    curvature = 2 * middle - before - after
    if curvature <= 0:
        return 0.0
    offset: float = (after - before) / (2 * curvature)
    return min(1.0, max(-1.0, offset))
