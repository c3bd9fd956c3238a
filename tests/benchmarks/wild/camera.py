"""Alterations that a scanner, a camera or a hand makes."""

import math
import random

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from tests.benchmarks.wild.pixels import array, generator, image_of
from tests.benchmarks.wild.scene import Alteration


def on_paper(image: Image.Image, dice: random.Random) -> Image.Image:
    """On yellowish paper with clouds and grain."""
    pixels, random_values = array(image), generator(dice)
    size = pixels.shape[:2]
    clouds = ndimage.gaussian_filter(random_values.normal(size=size), 9)
    clouds = 5 * clouds / clouds.std()
    grain = random_values.normal(0, 3, size)
    paper = np.array([dice.randint(232, 248), dice.randint(228, 242), dice.randint(208, 228)])
    texture = (clouds + grain)[..., None]
    return image_of(pixels / 255 * paper + texture)


def wavering(low: float, high: float) -> Alteration:
    """With every place shifted smoothly by about that share of the picture's side."""

    def alter(image: Image.Image, dice: random.Random) -> Image.Image:
        pixels, random_values = array(image), generator(dice)
        height, width = pixels.shape[:2]
        side = min(height, width)
        strength = dice.uniform(low, high) * side
        shifts = []
        for _ in range(2):
            field = ndimage.gaussian_filter(random_values.normal(size=(height, width)), side / 14)
            shifts.append(strength * field / field.std())
        grid = np.mgrid[:height, :width] + np.stack(shifts)  # (2, height, width)
        channels = [
            ndimage.map_coordinates(pixels[..., channel], grid, order=1, mode="nearest")
            for channel in range(3)
        ]
        return image_of(np.stack(channels, axis=-1))

    return alter


def photographed(image: Image.Image, dice: random.Random) -> Image.Image:
    """A screen photographed: its raster, a slanted view, blur, vignette, a colour cast, noise."""
    screen = _with_raster(image, dice)
    view = _slanted(screen, dice)
    side = dice.uniform(0.42, 0.6)
    size = (round(view.width * side), round(view.height * side))
    view = view.resize(size, Image.Resampling.BICUBIC)
    pixels = array(view.filter(ImageFilter.GaussianBlur(dice.uniform(0.4, 0.8))))
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    distance = np.hypot(rows / height - dice.random(), columns / width - dice.random())
    light = dice.uniform(0.75, 1) - 0.22 * distance
    cast = np.array([dice.uniform(0.9, 1.05), 1, dice.uniform(0.88, 1.05)])
    noise = generator(dice).normal(0, dice.uniform(2, 5), pixels.shape)
    return image_of(pixels * light[..., None] * cast + noise)


def _with_raster(image: Image.Image, dice: random.Random) -> Image.Image:
    """Enlarged, with the stripes of the screen's red, green and blue dots."""
    scale = 3
    large = image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)
    pixels = array(large)
    dimmed = 1 - dice.uniform(0.12, 0.3)
    for channel in range(3):
        pixels[:, (channel + 1) % 3 :: 3, channel] *= dimmed
    pixels[::scale] *= 1 - dice.uniform(0.05, 0.2)
    return image_of(pixels)


def _slanted(image: Image.Image, dice: random.Random) -> Image.Image:
    """Turned a little and seen from aside; the picture is filled to its corners."""
    width, height = image.size
    angle = math.radians(dice.uniform(-3, 3))
    cosine, sine = 0.94 * math.cos(angle), 0.94 * math.sin(angle)
    slant_x, slant_y = dice.uniform(-0.06, 0.06) / width, dice.uniform(-0.06, 0.06) / height
    x = width / 2 - cosine * width / 2 + sine * height / 2
    y = height / 2 - sine * width / 2 - cosine * height / 2
    coefficients = (cosine, -sine, x, sine, cosine, y, slant_x, slant_y)
    ground = image.getpixel((0, 0))
    return image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BILINEAR,
        fillcolor=ground,
    )
