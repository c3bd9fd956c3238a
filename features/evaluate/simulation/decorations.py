"""Decorations of simulated screenshots: borders, labels and buttons."""

from dataclasses import dataclass

import numpy as np

from features.evaluate.simulation.sketch import Sketch
from features.vision.geometry import Box
from features.vision.pixels import Plane

WORDS = (
    "Open",
    "Invite people",
    "Rename",
    "Log out",
    "Filters",
    "Upload file",
    "Help",
    "Duplicate",
    "Owner",
    "Status",
    "12:30",
    "New",
)


@dataclass(frozen=True)
class DecorationSettings:
    """What decorations are like. All values were chosen by hand.

    `bordered`: share of decorations that are borders; the others are labels.
    `distance`: from the icon to a border or a label, in CSS pixels.
    `lines`: widths of lines in CSS pixels, equally likely.
    `radii`, `button_radii`: corner radii of borders and of buttons, as shares of their width,
    equally likely.
    `letters`: font size in CSS pixels.
    `label_places`: shares of labels to the right, to the left, below and above.
    """

    bordered: float = 0.4
    distance: tuple[float, float] = (3, 11)
    lines: tuple[int, ...] = (1, 1, 2)
    radii: tuple[float, ...] = (0.0, 0.1, 0.2, 0.5)
    button_radii: tuple[float, ...] = (0.0, 0.1, 0.2, 0.5, 0.5)
    letters: tuple[float, float] = (10, 18)
    label_places: tuple[float, ...] = (0.5, 0.1, 0.3, 0.1)


DECORATION = DecorationSettings()


def decoration(
    width: int,
    height: int,
    icon: Box,
    ratio: float,
    random: np.random.Generator,
) -> Plane:
    """(height, width): coverage of a border around the icon, or of a label beside it.

    `ratio` is the number of device pixels in a CSS pixel.
    """
    sketch = Sketch(width, height)
    if random.random() < DECORATION.bordered:
        _draw_border(sketch, icon, ratio, random)
    else:
        _draw_label(sketch, icon, ratio, random)
    return sketch.coverage()


def button(side: int, shape: Box, filled: bool, ratio: float, random: np.random.Generator) -> Plane:
    """(side, side): coverage of a filled button, or of the ring around one."""
    sketch = Sketch(side, side)
    radius = float(random.choice(DECORATION.button_radii))
    line = _line_width(ratio, random)
    sketch.rounded(shape, radius * shape.width, None if filled else line)
    return sketch.coverage()


def _draw_border(sketch: Sketch, icon: Box, pixel: float, random: np.random.Generator) -> None:
    """Draw a button's border around the icon; `pixel` is the size of a CSS pixel."""
    padding = pixel * random.uniform(*DECORATION.distance)
    line = _line_width(pixel, random)
    border = Box.between(
        icon.left - padding - line,
        icon.top - padding - line,
        icon.right + padding + line,
        icon.bottom + padding + line,
    )
    radius = float(random.choice(DECORATION.radii))
    sketch.rounded(border, radius * border.width, line)


def _draw_label(sketch: Sketch, icon: Box, pixel: float, random: np.random.Generator) -> None:
    """Draw a word beside the icon; `pixel` is the size of a CSS pixel."""
    letters = float(pixel * random.uniform(*DECORATION.letters))
    word = str(random.choice(WORDS))
    gap = pixel * random.uniform(*DECORATION.distance)

    place, anchor = _label_place(icon, gap, random)
    sketch.text(place, word, letters, anchor)


def _label_place(
    icon: Box, gap: float, random: np.random.Generator
) -> tuple[tuple[float, float], str]:
    """A point beside the icon, and Pillow's name of the label's point that is put there."""
    middle_x = icon.left + icon.width / 2
    middle_y = icon.top + icon.height / 2

    right = (icon.right + gap, middle_y)
    left = (icon.left - gap, middle_y)
    below = (middle_x, icon.bottom + gap)
    above = (middle_x, icon.top - gap)
    places = (
        (right, "lm"),
        (left, "rm"),
        (below, "ma"),
        (above, "md"),
    )
    number = random.choice(len(places), p=DECORATION.label_places)
    return places[number]


def _line_width(pixel: float, random: np.random.Generator) -> float:
    """The width of a line."""
    return float(pixel * random.choice(DECORATION.lines))
