"""Simulated pictures that show no icon: gradients, noise, clouds, and controls with a word only."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from features.evaluate.simulation import colours, painting
from features.evaluate.simulation.controls import CONTROLS, simulate_control
from features.vision.pixels import Plane

NO_ICON = np.zeros((8, 8, 4), np.float32)


@dataclass(frozen=True)
class GroundSettings:
    """Sizes and strengths. All values were chosen by hand.

    `sides`: pixels of a picture's longer side; small ones are as likely as large ones.
    `aspects`: of the shorter side to the longer.
    `middle`: of a gradient, as a share of width and height; it may be outside.
    `reach`: radius of a gradient, as a share of the picture's diagonal.
    `contrast`: share of the second colour at a gradient's or a cloud's strongest.
    `noise`: standard deviation of noise, of full scale.
    `strong_noise`: share of pictures in which it is the largest instead.
    `cloud`: size of a cloud, as a share of the shorter side.
    """

    sides: tuple[float, float] = (2, 250)
    aspects: tuple[float, float] = (0.4, 1.0)
    middle: tuple[float, float] = (-0.5, 1.5)
    reach: tuple[float, float] = (0.3, 1.0)
    contrast: tuple[float, float] = (0.05, 1.0)
    noise: tuple[float, float] = (0.01, 0.2)
    strong_noise: float = 0.3
    cloud: tuple[float, float] = (0.03, 0.25)


GROUNDS = GroundSettings()


def radial_gradient(random: np.random.Generator) -> Image.Image:
    """A gradient from a point outwards."""
    width, height = _size(random)
    rows, columns = np.indices((height, width))
    x = width * random.uniform(*GROUNDS.middle)
    y = height * random.uniform(*GROUNDS.middle)
    distances = np.hypot(columns - x, rows - y)  # (h, w)

    diagonal = np.hypot(width, height)
    radius = diagonal * random.uniform(*GROUNDS.reach)
    share = distances / radius
    share = np.clip(share, 0, 1)
    return _blended(share, random)


def noise(random: np.random.Generator) -> Image.Image:
    """Noise in grey or in colour."""
    _, ground = colours.readable(0.0, random)
    width, height = _size(random)
    channels = 3 if random.random() < 0.5 else 1
    deviation = random.uniform(*GROUNDS.noise)
    if random.random() < GROUNDS.strong_noise:
        deviation = 1.0
    values = random.normal(0, deviation, (height, width, channels))
    noisy = ground + values.astype(np.float32)
    return painting.as_picture(noisy)


def clouds(random: np.random.Generator) -> Image.Image:
    """Soft spots of two colours, as of a photograph out of focus."""
    width, height = _size(random)
    size = random.uniform(*GROUNDS.cloud) * min(width, height)
    values = random.normal(0, 1, (height, width))
    soft = ndimage.gaussian_filter(values, size)

    lowest = soft.min()
    span = max(np.ptp(soft), 1e-9)
    return _blended((soft - lowest) / span, random)


def word_only(random: np.random.Generator) -> Image.Image:
    """A control with a word and no icon."""
    names = list(CONTROLS)
    kind = CONTROLS[names[random.integers(len(names))]]
    return simulate_control(NO_ICON, False, random, kind)


def _size(random: np.random.Generator) -> tuple[int, int]:
    """Width and height of a picture."""
    smallest, largest = np.log(GROUNDS.sides)
    logarithm = random.uniform(smallest, largest)
    longer = float(np.exp(logarithm))
    shorter = longer * random.uniform(*GROUNDS.aspects)

    long_side = round(longer)
    short_side = max(1, round(shorter))
    is_wide = random.random() < 0.5
    if is_wide:
        return long_side, short_side
    return short_side, long_side


def _blended(share: Plane, random: np.random.Generator) -> Image.Image:
    """A picture of one colour, with that share (h, w) of another."""
    first, second = colours.readable(0.0, random)
    strongest = random.uniform(*GROUNDS.contrast)
    height, width = share.shape
    canvas = painting.flat(width, height, first)
    return painting.as_picture(painting.blend(canvas, strongest * share, second))
