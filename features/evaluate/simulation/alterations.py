"""What happens to a screenshot on its way: resampling, sharpening, chats, few colours, dust."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from features.evaluate.simulation import painting
from features.vision.pixels import Plane

KERNELS = (
    Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC,
    Image.Resampling.LANCZOS,
)
Interval = tuple[float, float]


@dataclass(frozen=True)
class AlterationSettings:
    """How much pictures are altered. All values were chosen by hand.

    `scales`: of a resampled picture; as likely smaller as larger.
    `enlarged`: of a picture enlarged by nearest neighbour.
    `sharpening`: radius in pixels and strength in percent of an unsharp mask.
    `chat_scales`: of a picture that a chat makes smaller.
    `chat_side`: pixels; no chat makes the shorter side shorter.
    `chat_quality`: of its JPEG, which is compressed twice.
    `one_bit`: share of pictures of few colours that are black and white.
    `bit_range`: levels of 255 between which they are before: paper is not white.
    `specks`: how many there are; the second is excluded.
    `speck`: how strong a speck is, 1 being the icon's colour.
    `large`: share of specks that are two pixels wide and high.
    """

    scales: Interval = (0.8, 2.0)
    enlarged: Interval = (1.25, 3.0)
    radius: Interval = (0.5, 1.6)
    percent: tuple[int, int] = (50, 200)
    chat_scales: Interval = (0.5, 0.9)
    chat_side: int = 24
    chat_quality: tuple[int, int] = (30, 61)
    one_bit: float = 0.5
    bit_range: tuple[int, int] = (4, 251)
    specks: tuple[int, int] = (3, 16)
    speck: Interval = (0.3, 1.0)
    large: float = 0.3


ALTERATIONS = AlterationSettings()


def resampled(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture as a system or a viewer scales it."""
    smallest, largest = np.log(ALTERATIONS.scales)
    scale = float(np.exp(random.uniform(smallest, largest)))
    kernel = KERNELS[random.integers(len(KERNELS))]
    return picture.resize(_scaled(picture, scale), kernel)


def enlarged(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture enlarged by nearest neighbour."""
    scale = random.uniform(*ALTERATIONS.enlarged)
    return picture.resize(_scaled(picture, scale), Image.Resampling.NEAREST)


def sharpened(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture after an unsharp mask."""
    radius = random.uniform(*ALTERATIONS.radius)
    percent = int(random.integers(*ALTERATIONS.percent))
    return picture.filter(ImageFilter.UnsharpMask(radius, percent, 0))


def chatted(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture after two chats: made smaller, and compressed by each."""
    shorter = min(picture.size)
    least = min(1.0, ALTERATIONS.chat_side / shorter)
    scale = max(least, random.uniform(*ALTERATIONS.chat_scales))
    smaller = picture.resize(_scaled(picture, scale), Image.Resampling.BICUBIC)
    once = _compressed(smaller, random)
    return _compressed(once, random)


def dithered(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture in black and white, or in the 216 colours of old GIF files, dithered."""
    if random.random() >= ALTERATIONS.one_bit:
        few = picture.convert("P", palette=Image.Palette.WEB)
        return few.convert("RGB")

    darkest, lightest = ALTERATIONS.bit_range
    levels = ImageOps.autocontrast(picture.convert("L"))
    span = (lightest - darkest) / 255
    paper = levels.point([darkest + span * level for level in range(256)])
    return paper.convert("1").convert("RGB")


def with_specks(canvas: Plane, ink: Plane, random: np.random.Generator) -> Plane:
    """(h, w, 3): a canvas with specks of dust, of an ink (3,)."""
    height, width, _ = canvas.shape
    coverage = np.zeros((height, width), np.float32)
    for _ in range(random.integers(*ALTERATIONS.specks)):
        side = 2 if random.random() < ALTERATIONS.large else 1
        row = random.integers(height)
        column = random.integers(width)
        strength = random.uniform(*ALTERATIONS.speck)

        rows = slice(row, row + side)
        columns = slice(column, column + side)
        coverage[rows, columns] = strength

    return painting.blend(canvas, coverage, ink)


def _scaled(picture: Image.Image, scale: float) -> tuple[int, int]:
    """The size of a picture, scaled."""
    width = round(picture.width * scale)
    height = round(picture.height * scale)
    return max(1, width), max(1, height)


def _compressed(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The picture as a JPEG of a chat's quality."""
    stream = io.BytesIO()
    quality = int(random.integers(*ALTERATIONS.chat_quality))
    picture.save(stream, "JPEG", quality=quality)
    stream.seek(0)
    return Image.open(stream).convert("RGB")
