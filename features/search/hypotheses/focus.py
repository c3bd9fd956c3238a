"""Which part of a large picture is segmented: a small drawing is enlarged.

A picture is reduced before it is segmented. A drawing that is small in a large picture would lose
its strokes, so it is cut out of the picture as it is and segmented again.
"""

from dataclasses import dataclass, replace

from PIL import Image

from features.encoders.embedder import Description, Readings
from features.search.scoring import Scorer
from features.vision.geometry import Box
from features.vision.scaling.enlargement import Native


@dataclass(frozen=True)
class FocusSettings:
    """Chosen by hand.

    `small`: longer side of the foreground, as a share of the picture's, up to which it is cut out.
    `margin`: of its longer side, the background that it is cut out with. `least_margin`: the same
    in pixels of the reduced picture, in which the bounding box was found.
    `rounds`: at most. The first box of a tiny drawing is coarse.
    """

    small: float = 0.5
    margin: float = 0.3
    least_margin: float = 2.0
    rounds: int = 3


FOCUS = FocusSettings()


@dataclass(frozen=True)
class Focus:
    """A part of a picture, and its readings in its pixels.

    `left`, `top`: where its corner is in the picture, in pixels of the part.
    `times`: pixels of the picture along a side of a pixel of the part.
    """

    image: Image.Image
    left: float
    top: float
    readings: Readings
    times: int = 1

    def in_picture(self, description: Description) -> Description:
        """A description of the part, in pixels of the picture."""
        return description.in_whole(self.left, self.top, self.times)


def focus(image: Image.Image, readings: Readings, scorer: Scorer) -> Focus:
    """The part of a picture that holds its foreground; the whole picture unless that is small.

    A picture whose pixels were repeated is read as it was before.
    """
    part = Focus(image, 0, 0, readings)
    native = Native.of(image)
    if native is not None:
        described = scorer.describe(native.image)
        part = Focus(native.image, native.left, native.top, described, native.times)
    for _ in range(FOCUS.rounds):
        box = _box_of_small_drawing(part)
        if box is None:
            break
        cut = part.image.crop(box)
        part = replace(
            part,
            image=cut,
            left=part.left + box[0],
            top=part.top + box[1],
            readings=scorer.describe(cut),
        )
    return part


def _box_of_small_drawing(part: Focus) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the drawing with its margin; None where it is not small."""
    description = part.readings.whole
    if description.segmentation is None:
        return None
    pixel = max(description.segmentation.scale)
    width, height = part.image.size
    found = description.boxes[0]
    if pixel <= 1 or found.longer_side > FOCUS.small * max(width, height):
        return None
    margin = max(FOCUS.margin * found.longer_side, FOCUS.least_margin * pixel)
    return _inside(found, margin, width, height)


def _inside(box: Box, margin: float, width: int, height: int) -> tuple[int, int, int, int]:
    """A box with a margin, in whole pixels inside of a picture."""
    return (
        max(0, int(box.left - margin)),
        max(0, int(box.top - margin)),
        min(width, int(box.right + margin) + 1),
        min(height, int(box.bottom + margin) + 1),
    )
