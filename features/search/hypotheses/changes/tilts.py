"""Hypotheses about tilted icons: rotated by any angle but quarter turns."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.embedder import Description
from features.search.hypothesis import Hypothesis, Turn
from features.search.scoring import Scorer
from features.vision.segmentation import Segmentation, segment, to_picture


@dataclass(frozen=True)
class TiltSettings:
    """All values were chosen by hand.

    `step`: degrees between the angles that are tried first. It divides 90.
    `upright`: degrees from a quarter turn, up to which an icon is not tilted.
    `fine`: degrees around the best angle that are tried, too.
    `farther`: cosine by which an icon at 180 degrees must be nearer than an upright one. Arrows of
    four directions are equally near at four angles.
    `room`: side of the rotated picture, by the diagonal of the drawing.
    """

    step: int = 15
    upright: float = 4.0
    fine: tuple[float, ...] = (-2.0, 0.0, 2.0)
    farther: float = 0.03
    room: float = 1.2


TILTS = TiltSettings()


def tilted_hypotheses(whole: Description, scorer: Scorer) -> Iterator[Hypothesis]:
    """Hypotheses that the picture's icon is rotated by about the angle at which it is like an icon.

    None where the foreground fills the picture, as a photograph does.
    """
    segmentation = whole.segmentation
    assert segmentation is not None, "else no hypotheses are made"
    if segmentation.fills_picture:
        return
    angle = _likeliest_angle(segmentation, scorer)
    if angle is None:
        return
    for fine in TILTS.fine:
        described = scorer.describe_segmented(_levelled(segmentation, angle + fine))
        turn = Turn(rotated=round(angle + fine) % 360)
        # The boxes are where the icon is in the picture as it is.
        yield Hypothesis("turned", replace(described, boxes=whole.boxes), turn)


def _likeliest_angle(whole: Segmentation, scorer: Scorer) -> float | None:
    """Degrees clockwise by which the icon is rotated, by vectors; None for about a quarter turn."""
    angles = np.arange(0, 360, TILTS.step)
    levelled = [scorer.describe_segmented(_levelled(whole, angle)) for angle in angles.tolist()]
    vectors = np.stack([description.vectors[0] for description in levelled])
    cosines = scorer.best_scores(vectors)  # (360 / step,)
    from_upright = np.minimum(angles, 360 - angles)
    best = int(np.argmax(cosines - TILTS.farther * from_upright / 180))
    angle = TILTS.step * (best + _offset_of_peak(np.roll(cosines, 1 - best)[:3]))
    from_quarter_turn = (angle + 45) % 90 - 45
    return None if abs(from_quarter_turn) < TILTS.upright else angle


def _offset_of_peak(values: NDArray[np.float32]) -> float:
    """Where the parabola through three values at -1, 0 and 1 is highest, -0.5..0.5.

    The middle one is the largest.
    """
    before, middle, after = values.tolist()
    curvature = 2 * middle - before - after
    return (after - before) / (2 * curvature) if curvature > 0 else 0.0


def _levelled(whole: Segmentation, angle: float) -> Segmentation:
    """The drawing rotated anticlockwise by some degrees, on a flat background."""
    flat = np.clip(whole.difference + whole.ground[:, None, None], 0, 1)
    box = whole.boxes[0]
    x, y = box.middle
    side = math.ceil(TILTS.room * math.hypot(box.width, box.height))

    # From a pixel of the result to the picture.
    cosine = math.cos(math.radians(angle))
    sine = math.sin(math.radians(angle))
    middle = side / 2
    left = x - cosine * middle + sine * middle
    top = y - sine * middle - cosine * middle
    matrix = (cosine, -sine, left, sine, cosine, top)

    ground = tuple(np.round(whole.ground * 255).astype(int).tolist())
    picture = to_picture(flat)
    rotated = picture.transform(
        (side, side),
        Image.Transform.AFFINE,
        matrix,
        Image.Resampling.BICUBIC,
        fillcolor=ground,
    )
    return replace(segment(rotated), scale=whole.scale)
