"""Painting of simulated screenshots: background, icon and compression."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.vision.geometry import Box
from features.vision.pixels import Plane
from features.vision.scaling.resampling import resample

Colour = NDArray[np.float32]


@dataclass(frozen=True)
class PaintingSettings:
    """What gradients and compression are like. All values were chosen by hand.

    `gradient_middle`, `gradient_reach`: share of the second colour in the middle of a gradient,
    and its range across the picture.
    `quality`: range of JPEG qualities; the second is excluded.
    """

    gradient_middle: float = 0.25
    gradient_reach: tuple[float, float] = (0.1, 0.5)
    quality: tuple[int, int] = (45, 92)


PAINTING = PaintingSettings()


def flat(width: int, height: int, colour: Colour) -> Plane:
    """(height, width, 3): a canvas of one colour."""
    shape = (height, width, 3)
    canvas = np.broadcast_to(colour, shape)
    return canvas.astype(np.float32)


def gradient(width: int, height: int, colour: Colour, random: np.random.Generator) -> Plane:
    """(height, width, 3): a linear gradient to another colour. Its ends are outside the canvas."""
    angle = random.uniform(0, 2 * np.pi)
    reach = random.uniform(*PAINTING.gradient_reach)
    other = random.uniform(0, 1, 3)

    # (h, w): the place of each pixel along the gradient.
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    across = np.cos(angle) * columns
    down = np.sin(angle) * rows
    along = across + down

    # (h, w): share of the other colour.
    share = PAINTING.gradient_middle + reach * along / 2
    share = np.clip(share, 0, 1)

    canvas = flat(width, height, colour)
    blended = blend(canvas, share, other)
    return blended.astype(np.float32)


def blend(canvas: Plane, coverage: NDArray[Any], ink: NDArray[Any]) -> Plane:
    """(h, w, 3): a canvas under an ink of that coverage (h, w)."""
    # (h, w) → (h, w, 1)
    alpha = coverage[..., None]
    under = canvas * (1 - alpha)
    over = ink * alpha
    blended: Plane = under + over
    return blended


def icon_planes(icon: Plane, multicolour: bool) -> Plane:
    """The icon (s, s, 4) with its own colours, or its coverage (s, s, 1) alone."""
    return icon if multicolour else icon[..., 3:]


def paint_icon(canvas: Plane, icon: Plane, box: Box, ink: Colour) -> Image.Image:
    """The canvas (h, w, 3) with an icon in a square box, as an RGB picture.

    `icon` is (s, s, 4), premultiplied with its own colours, or (s, s, 1), coverage of the ink.
    """
    height, width, _ = canvas.shape
    drawing = _placed(icon, box, width, height)

    alpha = drawing[..., -1:]
    colours = drawing[..., :3]
    if drawing.shape[-1] == 1:
        colours = ink * alpha

    # The rest of the background, and the premultiplied colours on it.
    under = canvas * (1 - alpha)
    painted = under + colours

    return as_picture(painted)


def paint_subpixels(canvas: Plane, icon: Plane, box: Box, ink: Colour) -> Image.Image:
    """The same on a screen whose pixels are a red, a green and a blue stripe.

    Each stripe is sampled at its own place, a third of a pixel apart, as ClearType does.
    """
    stripes = []
    for number, offset in enumerate((1 / 3, 0, -1 / 3)):
        shown = paint_icon(canvas, icon, box.moved(offset, 0), ink)
        stripes.append(shown.getchannel(number))

    return Image.merge("RGB", stripes)


def as_picture(values: Plane) -> Image.Image:
    """An RGB picture of values (h, w, 3) in 0..1; values beyond are clipped."""
    # The conversion to bytes cuts off, so 0.5 rounds.
    clipped = np.clip(values, 0, 1)
    levels = 255 * clipped + 0.5
    return Image.fromarray(levels.astype(np.uint8))


def compressed(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture as a JPEG of some quality shows it."""
    quality = random.integers(*PAINTING.quality)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=int(quality))

    stream.seek(0)
    return Image.open(stream).convert("RGB")


def _placed(icon: Plane, box: Box, width: int, height: int) -> Plane:
    """(height, width, c): the icon's square (s, s, c) in a box of the canvas, area-averaged."""
    # Only the canvas pixels that the icon touches.
    left = int(box.left)
    top = int(box.top)
    right = min(width, int(np.ceil(box.right)))
    bottom = min(height, int(np.ceil(box.bottom)))

    # The same in pixels of the icon.
    scale = len(icon) / box.width
    touched = Box.between(left, top, right, bottom)
    part = touched.moved(-box.left, -box.top)
    part = part.scaled(scale, scale)

    # (s, s, c) → (c, h, w)
    planes = icon.transpose(2, 0, 1)
    resampled = resample(
        planes,
        part,
        (right - left, bottom - top),
        int(np.ceil(scale)) + 1,
        Image.Resampling.BOX,
    )

    placed = np.zeros((height, width, len(planes)), np.float32)
    placed[top:bottom, left:right] = resampled.transpose(1, 2, 0)
    return placed
