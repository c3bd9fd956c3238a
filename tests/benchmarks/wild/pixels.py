"""Alterations of a picture's pixels."""

import io
import random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter
from scipy import ndimage

from tests.benchmarks.wild.scene import Alteration

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "area": Image.Resampling.BOX,
}
PAINTED = 12  # of 255: difference to the corner pixel, or alpha, from which a pixel is drawing
# How much of each third of a pixel goes into a colour of a subpixel: the usual filter of text.
SUBPIXEL_FILTER = np.array([1, 2, 3, 2, 1]) / 9


def generator(dice: random.Random) -> np.random.Generator:
    """Of arrays of random values."""
    return np.random.default_rng(dice.randrange(2**32))


def array(image: Image.Image) -> NDArray[np.float64]:
    """(h, w, 3) in 0..255."""
    return np.asarray(image.convert("RGB"), np.float64)


def image_of(pixels: NDArray[np.float64]) -> Image.Image:
    """The picture of (h, w, 3) in 0..255."""
    rounded = np.clip(np.round(pixels), 0, 255)
    return Image.fromarray(rounded.astype(np.uint8))


def trimmed(image: Image.Image, _dice: random.Random) -> Image.Image:
    """Cropped to what is painted."""
    if image.mode == "RGBA":
        mask = image.getchannel("A")
    else:
        corner = Image.new("RGB", image.size, image.convert("RGB").getpixel((0, 0)))
        difference = ImageChops.difference(image.convert("RGB"), corner)
        mask = difference.convert("L")
    box = mask.point(lambda level: 255 * (level >= PAINTED)).getbbox()
    return image.crop(box) if box else image


def on_empty_ground(size: tuple[int, int]) -> Alteration:
    """Pasted somewhere on a ground of its corner's colour, that many pixels wide and high."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        ground = Image.new("RGB", size, image.convert("RGB").getpixel((0, 0)))
        left = dice.randint(0, size[0] - image.width)
        top = dice.randint(0, size[1] - image.height)
        ground.paste(image, (left, top))
        return ground

    return alter


def rescaled(factor: float, filter_name: str) -> Alteration:
    def alter(image: Image.Image, _dice: random.Random) -> Image.Image:
        width = max(2, round(image.width * factor))
        height = max(2, round(image.height * factor))
        return image.resize((width, height), FILTERS[filter_name])

    return alter


def resized(width: int, height: int) -> Alteration:
    def alter(image: Image.Image, _dice: random.Random) -> Image.Image:
        return image.resize((width, height), Image.Resampling.NEAREST)

    return alter


def sharpened(image: Image.Image, dice: random.Random) -> Image.Image:
    """By an unsharp mask, as photo programs and image services apply it."""
    percent = dice.randint(120, 250)
    return image.filter(ImageFilter.UnsharpMask(dice.uniform(0.8, 1.6), percent, 0))


def blurred(low: float, high: float) -> Alteration:
    """By a Gaussian with a standard deviation of that many pixels."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(dice.uniform(low, high)))

    return alter


def tilted(most: float) -> Alteration:
    """Turned by at most that many degrees, the corners filled with the ground."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        ground = image.getpixel((0, 0))
        angle = dice.uniform(-most, most)
        return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=ground)

    return alter


def compressed(low: int, high: int) -> Alteration:
    """As JPEG of a quality in that range."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=dice.randint(low, high))
        return Image.open(buffer).convert("RGB")

    return alter


def noisy(low: float, high: float) -> Alteration:
    """With Gaussian noise of a standard deviation in that range, of 255 levels."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        pixels = array(image)
        deviation = dice.uniform(low, high)
        noise = generator(dice).normal(0, deviation, pixels.shape)
        return image_of(pixels + noise)

    return alter


def stray(fewest: int, most: int) -> Alteration:
    """With that many single pixels of other colours."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        altered = image.copy()
        for _ in range(dice.randint(fewest, most)):
            place = (dice.randrange(image.width), dice.randrange(image.height))
            colour = tuple(dice.randrange(256) for _ in range(3))
            altered.putpixel(place, colour)
        return altered

    return alter


def dusty(fewest: int, most: int) -> Alteration:
    """With that many specks of one to four pixels, darker or lighter than their ground."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        pixels = array(image)
        for _ in range(dice.randint(fewest, most)):
            x, y = dice.randrange(image.width), dice.randrange(image.height)
            width, height = dice.choice(((1, 1), (1, 1), (2, 1), (1, 2), (2, 2)))
            shift = dice.choice((-1, 1)) * dice.uniform(35, 120)
            pixels[y : y + height, x : x + width] += shift
        return image_of(pixels)

    return alter


def few_colours(count: int) -> Alteration:
    """In that many colours, dithered (Floyd–Steinberg), as a GIF has them."""

    def alter(image: Image.Image, _dice: random.Random) -> Image.Image:
        palette = image.convert("RGB").quantize(count)
        reduced = image.convert("RGB").quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
        return reduced.convert("RGB")

    return alter


def threshold(image: Image.Image, _dice: random.Random) -> Image.Image:
    """Black and white by the middle between the darkest and the lightest level."""
    grey = image.convert("L")
    darkest, lightest = grey.getextrema()
    middle = (darkest + lightest) / 2
    return grey.point(lambda level: 255 * (level > middle)).convert("RGB")


def dithered(image: Image.Image, _dice: random.Random) -> Image.Image:
    """Black and white dots."""
    return image.convert("1").convert("RGB")


def subpixels(image: Image.Image, _dice: random.Random) -> Image.Image:
    """A third as large; the colours of a pixel are sampled side by side.

    The picture was drawn three times as large in both directions.
    """
    width, height = image.width // 3, image.height // 3
    pixels = array(image)[: 3 * height, : 3 * width]
    rows = pixels.reshape(height, 3, 3 * width, 3).mean(axis=1)  # (height, 3 * width, 3)
    smooth = ndimage.convolve1d(rows, SUBPIXEL_FILTER, axis=1, mode="nearest")
    colours = [smooth[:, channel::3, channel] for channel in range(3)]
    return image_of(np.stack(colours, axis=-1))
