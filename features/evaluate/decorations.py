"""Decorations of simulated screenshots: borders, labels and buttons."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

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

    `supersampling`: decorations are drawn this many times larger and then reduced, as a browser
    antialiases.
    `bordered`: share of decorations that are borders; the others are labels.
    `distance`: from the icon to a border or a label, in CSS pixels.
    `lines`: widths of lines in CSS pixels, equally likely.
    `radii`, `button_radii`: corner radii of borders and of buttons, as shares of their width,
    equally likely.
    `letters`: font size in CSS pixels; `least_letters` is the smallest in drawn pixels.
    `label_places`: shares of labels to the right, to the left, below and above.
    """

    supersampling: int = 4
    bordered: float = 0.4
    distance: tuple[float, float] = (3, 11)
    lines: tuple[int, ...] = (1, 1, 2)
    radii: tuple[float, ...] = (0.0, 0.1, 0.2, 0.5)
    button_radii: tuple[float, ...] = (0.0, 0.1, 0.2, 0.5, 0.5)
    letters: tuple[float, float] = (10, 18)
    least_letters: float = 9.0
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
    scale = DECORATION.supersampling
    mask = Image.new("L", (width * scale, height * scale))
    draw = ImageDraw.Draw(mask)
    enlarged = icon.scaled(scale, scale)

    if random.random() < DECORATION.bordered:
        _draw_border(draw, enlarged, scale * ratio, random)
    else:
        _draw_label(draw, enlarged, scale * ratio, random)
    return _reduced(mask)


def button(side: int, shape: Box, filled: bool, ratio: float, random: np.random.Generator) -> Plane:
    """(side, side): coverage of a filled button, or of the ring around one."""
    scale = DECORATION.supersampling
    mask = Image.new("L", (side * scale, side * scale))
    radius = float(random.choice(DECORATION.button_radii))
    line = _line_width(scale * ratio, random)

    ImageDraw.Draw(mask).rounded_rectangle(
        shape.scaled(scale, scale).edges,
        radius * scale * shape.width,
        255 if filled else None,
        255,
        line,
    )
    return _reduced(mask)


def _draw_border(
    draw: ImageDraw.ImageDraw, icon: Box, pixel: float, random: np.random.Generator
) -> None:
    """Draw a button's border around the icon; `pixel` is the size of a CSS pixel."""
    padding = pixel * random.uniform(*DECORATION.distance)
    line = _line_width(pixel, random)
    edges = (
        icon.left - padding - line,
        icon.top - padding - line,
        icon.right + padding + line,
        icon.bottom + padding + line,
    )
    radius = random.choice(DECORATION.radii)
    draw.rounded_rectangle(
        edges,
        radius=radius * (edges[2] - edges[0]),
        outline=255,
        width=line,
    )


def _draw_label(
    draw: ImageDraw.ImageDraw, icon: Box, pixel: float, random: np.random.Generator
) -> None:
    """Draw a word beside the icon; `pixel` is the size of a CSS pixel."""
    size = float(pixel * random.uniform(*DECORATION.letters))
    font = ImageFont.load_default(size=max(DECORATION.least_letters, size))
    word = str(random.choice(WORDS))
    gap = pixel * random.uniform(*DECORATION.distance)

    place, anchor = _label_place(icon, gap, random)
    draw.text(
        place,
        word,
        fill=255,
        font=font,
        anchor=anchor,
    )


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


def _line_width(pixel: float, random: np.random.Generator) -> int:
    """The width of a line, in drawn pixels."""
    width = float(pixel * random.choice(DECORATION.lines))
    return max(1, round(width))


def _reduced(mask: Image.Image) -> Plane:
    """(h, w) in 0..1: the coverage of a mask that was drawn larger."""
    reduced = mask.reduce(DECORATION.supersampling)
    levels = np.asarray(reduced, np.float32)
    coverage: Plane = levels / np.float32(255)
    return coverage
