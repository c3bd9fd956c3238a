"""Simulated screenshots of an icon alone that are unlike `screenshots.KINDS` in one respect."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from features.evaluate.simulation import alterations, colours, painting
from features.evaluate.simulation.painting import Colour
from features.evaluate.simulation.screenshots import KINDS, Kind, Scene, scene, simulate_kind
from features.evaluate.simulation.sketch import Sketch
from features.evaluate.simulation.strokes import restroked
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane

Random = np.random.Generator
Alteration = Callable[[Image.Image, Random], Image.Image]

# Chosen by hand. A roomy crop shows up to nine icons' sides of empty background.
PLAIN = ("clean", "ui")
SMALL = Kind(
    sizes=(10, 14),
    margins=(0.03, 0.4),
    jpeg=0.1,
    decorated=0.0,
    hostile_ground=0.0,
    ratios=(1.0,),
)
ROOMY = Kind(
    sizes=(16, 40),
    margins=(1.0, 4.0),
    jpeg=0.2,
    decorated=0.0,
    hostile_ground=0.0,
    ratios=(1.0, 1.5),
)
SENT = Kind(
    sizes=(24, 64),
    margins=(0.05, 0.5),
    jpeg=0.0,
    decorated=0.2,
    hostile_ground=0.0,
)


@dataclass(frozen=True)
class CropSettings:
    """What badges and tight crops are like. All values were chosen by hand.

    `badge`: radius of a badge, as a share of the icon's side.
    `inwards`: from the icon's corner to the badge's middle, in radii.
    `low`: share of badges at the lower corner.
    `covered`: share of the drawing that a badge hides at most; a badge that hides more is
    made `smaller` by that factor.
    `red`: share of badges that are red; the others have any colour.
    `ringed`: share of badges with a ring in the background's colour, and `ring` its radius.
    `drawn`: coverage from which a pixel belongs to the drawing.
    `fullest`: share of its box that a drawing fills at most where a crop ends at the box. Nothing
    would be seen of a fuller one.
    """

    badge: tuple[float, float] = (0.12, 0.25)
    inwards: tuple[float, float] = (0.3, 1.3)
    low: float = 0.25
    covered: float = 0.25
    smaller: float = 0.75
    red: float = 0.7
    ringed: float = 0.5
    ring: float = 1.35
    drawn: float = 0.5
    fullest: float = 0.85


CROPS = CropSettings()


class Badge(NamedTuple):
    """The middle and the radius of a badge, from the icon's square's corner, in its sides."""

    x: float
    y: float
    radius: float


def simulate_altered(
    icon: Plane, multicolour: bool, random: Random, alteration: Alteration
) -> Image.Image:
    """A screenshot to which something happened on its way."""
    shown = _plain_scene(random).with_icon(icon, multicolour)
    return alteration(shown, random)


def simulate_chat(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """A screenshot that was sent through chats."""
    shown = scene(SENT, random).with_icon(icon, multicolour)
    return alterations.chatted(shown, random)


def simulate_restroked(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """A screenshot of the icon with another stroke width; of several colours it stays as it is."""
    drawn = icon if multicolour else restroked(icon, random)
    return _plain_scene(random).with_icon(drawn, multicolour)


def simulate_small(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon of 10 to 14 pixels."""
    return simulate_kind(icon, multicolour, random, SMALL)


def simulate_roomy(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon with much empty background around it."""
    return simulate_kind(icon, multicolour, random, ROOMY)


def simulate_subpixels(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon with the coloured fringes of ClearType."""
    page = _plain_scene(random)
    planes = painting.icon_planes(icon, multicolour)
    return painting.paint_subpixels(page.canvas, planes, page.box, page.ink)


def simulate_specks(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon on a background with dust."""
    page = scene(KINDS["clean"], random)
    canvas = alterations.with_specks(page.canvas, page.ink, random)
    planes = painting.icon_planes(icon, multicolour)
    return painting.paint_icon(canvas, planes, page.box, page.ink)


def simulate_tight(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon cropped where its drawing ends."""
    page = scene(KINDS["clean"], random)
    shown = page.with_icon(icon, multicolour)
    drawn = icon[..., 3] > CROPS.drawn  # (s, s)

    box = _extent(drawn)
    left, top, right, bottom = map(int, box.edges)
    filled = drawn[top:bottom, left:right]
    if filled.mean() > CROPS.fullest:
        return shown

    pixel = page.box.width / len(icon)
    scaled = box.scaled(pixel, pixel)
    place = scaled.moved(page.box.left, page.box.top)
    return shown.crop(_whole_pixels(place))


def simulate_badged(icon: Plane, multicolour: bool, random: Random) -> Image.Image:
    """An icon with a dot at a corner, mostly the upper right one."""
    page = scene(KINDS["clean"], random)
    shown = page.with_icon(icon, multicolour)
    canvas = np.asarray(shown, np.float32) / np.float32(255)  # (h, w, 3)
    drawn = icon[..., 3] > CROPS.drawn  # (s, s)
    badge = badge_for(drawn, random)

    # In pixels of the canvas, from a badge in sides of the icon.
    side = page.box.width
    x = page.box.left + badge.x * side
    y = page.box.top + badge.y * side
    radius = badge.radius * side

    if random.random() < CROPS.ringed:
        outer = radius * CROPS.ring
        ring = _disc(shown.size, x, y, outer)
        canvas = painting.blend(canvas, ring, page.ground)

    disc = _disc(shown.size, x, y, radius)
    colour = _badge_colour(page.ground, random)
    canvas = painting.blend(canvas, disc, colour)
    return painting.as_picture(canvas)


def _plain_scene(random: Random) -> Scene:
    name = PLAIN[random.integers(len(PLAIN))]
    return scene(KINDS[name], random)


def badge_for(drawn: Mask, random: Random) -> Badge:
    """A badge at a corner of a drawing (s, s), most of which it leaves to be seen."""
    radius = random.uniform(*CROPS.badge)
    inwards = random.uniform(*CROPS.inwards)
    is_low = random.random() < CROPS.low
    rows, columns = np.nonzero(drawn)

    while True:
        inset = inwards * radius
        x = 1 - inset
        y = 1 - inset if is_low else inset
        badge = Badge(x, y, radius)

        # (p,) each: of the drawn pixels.
        across = columns / len(drawn) - badge.x
        down = rows / len(drawn) - badge.y
        hidden = np.hypot(across, down) < radius
        if hidden.sum() <= CROPS.covered * hidden.size:
            return badge
        radius *= CROPS.smaller


def _disc(size: tuple[int, int], x: float, y: float, radius: float) -> Plane:
    """(h, w): coverage of a disc."""
    sketch = Sketch(*size)
    sketch.circle((x, y), radius)
    return sketch.coverage()


def _badge_colour(ground: Colour, random: Random) -> Colour:
    """(3,): red, or any colour; it differs from the background."""
    red = np.array([0.9, 0.15, 0.15], np.float32)
    difference = np.abs(red - ground)
    if random.random() < CROPS.red and difference.max() > colours.COLOURS.least_contrast:
        return red
    return colours.against(ground, random)


def _extent(drawn: Mask) -> Box:
    """The bounding box of a drawing (s, s); all of it where nothing is drawn."""
    rows = np.flatnonzero(drawn.any(axis=1))
    columns = np.flatnonzero(drawn.any(axis=0))
    if not rows.size:
        return Box(0, 0, *drawn.shape)
    right = columns[-1] + 1
    bottom = rows[-1] + 1
    return Box.between(columns[0], rows[0], right, bottom)


def _whole_pixels(box: Box) -> tuple[int, int, int, int]:
    """The pixels that a box touches by more than half, as Pillow takes them."""
    left, top, right, bottom = box.edges
    first_column = round(left)
    first_row = round(top)
    end_column = max(first_column + 1, round(right))
    end_row = max(first_row + 1, round(bottom))
    return first_column, first_row, end_column, end_row
