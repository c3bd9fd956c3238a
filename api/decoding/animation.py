"""Which frame of an animation is searched: the one that shows most.

Icons are drawn on, faded in or wiped: a frame in the middle shows a part of them.
"""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from api import budget
from api.decoding.formats import PAGED
from features.vision.pixels import outermost, reduction
from render.ground import DRAWING


@dataclass(frozen=True)
class AnimationSettings:
    """How frames are compared. The values were chosen by hand."""

    # Of 255. A pixel that differs less from the background shows nothing.
    least_difference: int = 24
    # Share by which a later frame must show more: each frame of a spinner shows as much.
    more: float = 0.05
    # Pixels of a frame that are compared at most. Of a larger frame some are left out.
    compared: int = 1_000_000


ANIMATION = AnimationSettings()


def seek_fullest(image: Image.Image, max_pixels: int) -> None:
    """Go to the frame that shows most; of equals to the first. Of pages: the first that shows any.

    Frames are read until they have `max_pixels` together. Raises OverBudget and Abandoned within a
    search.
    """
    fullest = image.tell()
    most = shown(image)
    read = image.width * image.height
    try:
        while not (most and image.format in PAGED):
            budget.check()
            image.seek(image.tell() + 1)
            read += image.width * image.height  # pages have sizes of their own
            if read > max_pixels:
                break
            showing = shown(image)
            if showing > most * (1 + ANIMATION.more):
                fullest = image.tell()
                most = showing
    except EOFError:
        pass  # that was the last frame: Pillow counts frames only by reading all of them
    image.seek(fullest)


def shown(frame: Image.Image) -> int:
    """How many visible pixels of a frame differ from its background."""
    layered = np.asarray(_sampled(frame).convert("RGBA"))  # (h, w, 4)
    visible = layered[..., 3] >= DRAWING.visible_alpha

    border = outermost(layered)  # (n, 4)
    border_is_visible = border[:, 3] >= DRAWING.visible_alpha
    differs = visible.copy()
    if border_is_visible.mean() > 0.5:
        background = np.median(border[:, :3], axis=0)
        difference = np.abs(layered[..., :3] - background).max(axis=-1)  # (h, w)
        differs &= difference >= ANIMATION.least_difference
    return int(differs.sum())


def _sampled(frame: Image.Image) -> Image.Image:
    """The frame, or where it is large every n-th pixel of every n-th row."""
    times = reduction(frame.size, ANIMATION.compared)
    if times == 1:
        return frame
    size = (math.ceil(frame.width / times), math.ceil(frame.height / times))
    return frame.resize(size, Image.Resampling.NEAREST)
