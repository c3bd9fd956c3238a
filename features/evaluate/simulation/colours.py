"""Colours of simulated screenshots: an icon's and its background's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.evaluate.simulation.painting import Colour


@dataclass(frozen=True)
class ColourChoice:
    """Which colours pages have. All values were chosen by hand.

    `light`, `dark`, `any_ground`: share of each range of background colours.
    `tinted`: share of icons in any colour; the others are grey.
    `low_contrast`: range of the contrast on a hostile background.
    `least_contrast`, `least_hostile_contrast`: between the icon's colour and the background.
    `mostly`: share of hostile backgrounds above which the second applies.
    """

    light: float = 0.5
    dark: float = 0.3
    any_ground: float = 0.2
    tinted: float = 0.5
    low_contrast: tuple[float, float] = (0.12, 0.35)
    least_contrast: float = 0.3
    least_hostile_contrast: float = 0.1
    mostly: float = 0.5


COLOURS = ColourChoice()


def readable(hostile_ground: float, random: np.random.Generator) -> tuple[Colour, Colour]:
    """The icon's colour and the background's, with readable contrast.

    `hostile_ground` is the share of pictures on a gradient or with low contrast.
    """
    least = COLOURS.least_contrast
    if hostile_ground > COLOURS.mostly:
        least = COLOURS.least_hostile_contrast

    while True:
        ground = any_ground(random)
        ink = _ink(random)
        if random.random() < hostile_ground / 2:
            contrast = random.uniform(*COLOURS.low_contrast)
            ink = ground + contrast * random.choice((-1, 1))

        ink = np.clip(ink, 0, 1)
        difference = np.abs(ink - ground)
        if difference.max() > least:
            return ink.astype(np.float32), ground.astype(np.float32)


def against(ground: Colour, random: np.random.Generator) -> Colour:
    """(3,): a colour that is readable on a background (3,)."""
    while True:
        ink = random.uniform(0, 1, 3)
        difference = np.abs(ink - ground)
        if difference.max() > COLOURS.least_contrast:
            return ink.astype(np.float32)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """The first colour with that share of the second."""
    under = (1 - share) * first
    over = share * second
    colour: Colour = under + over
    return colour


def any_ground(random: np.random.Generator) -> NDArray[np.float64]:
    """(3,): a background colour: light, dark or any."""
    ranges = (
        random.uniform(0.9, 1.0, 3),
        random.uniform(0.0, 0.2, 3),
        random.uniform(0, 1, 3),
    )
    shares = (
        COLOURS.light,
        COLOURS.dark,
        COLOURS.any_ground,
    )
    ground: NDArray[np.float64] = random.choice(ranges, p=shares)
    return ground


def _ink(random: np.random.Generator) -> NDArray[np.float64]:
    """(3,): an icon's colour: any colour, or a grey."""
    if random.random() < COLOURS.tinted:
        return random.uniform(0, 1, 3)
    grey = random.random()
    return np.full(3, grey)
