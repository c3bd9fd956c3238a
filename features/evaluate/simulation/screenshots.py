"""Simulated screenshots: a drawing as a person would crop it out of a page.

They serve training, and the self-test of a library before it is published. Sizes, margins,
backgrounds and decorations cover what browsers paint and people crop: themes, tints, gradients, low
contrast, a button's border, a piece of a label, off-centre crops, JPEG.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from features.evaluate.simulation import colours, decorations, painting
from features.evaluate.simulation.painting import Colour
from features.vision.geometry import Box
from features.vision.pixels import Plane


@dataclass(frozen=True)
class Kind:
    """A kind of screenshot, by its difficulty.

    `sizes`: CSS pixels of the icon's side.
    `margins`: of the crop around the icon, as shares of its side.
    `jpeg`: share of pictures that are JPEG.
    `decorated`: share of pictures with a border or a label.
    `hostile_ground`: share of pictures on a gradient or with low contrast.
    `ratios`: device pixels of a CSS pixel, equally likely.
    """

    sizes: tuple[int, int]
    margins: tuple[float, float]
    jpeg: float
    decorated: float
    hostile_ground: float
    ratios: tuple[float, ...] = (1.0, 1.0, 1.25, 1.5, 2.0)


# Chosen by hand, after the screenshots of docs/quality.md.
KINDS = {
    "clean": Kind(
        sizes=(18, 64), margins=(0.03, 0.30), jpeg=0.2, decorated=0.0, hostile_ground=0.0
    ),
    "ui": Kind(sizes=(13, 34), margins=(0.01, 0.40), jpeg=0.2, decorated=0.8, hostile_ground=0.1),
    "hard": Kind(sizes=(11, 28), margins=(0.0, 0.55), jpeg=0.5, decorated=0.2, hostile_ground=0.8),
}


@dataclass(frozen=True)
class ScreenshotSettings:
    """What screenshots have in common. All values were chosen by hand.

    `least_side`: device pixels of a picture's shorter side.
    `on_grid`: share of icons at a whole device pixel, for each axis.
    """

    least_side: int = 4
    on_grid: float = 0.6


SCREENSHOTS = ScreenshotSettings()


@dataclass(frozen=True)
class ButtonSettings:
    """What buttons without a word are like. All values were chosen by hand.

    `padding`: between icon and button, as a share of the icon's side.
    `margin`: of the crop around the button, in CSS pixels.
    `filled`: share of buttons that are filled; the others are rings.
    """

    padding: tuple[float, float] = (0.25, 0.8)
    margin: tuple[float, float] = (1, 9)
    filled: float = 0.5


BUTTON = ButtonSettings()


@dataclass(frozen=True)
class Scene:
    """A page's part before the icon is painted.

    `canvas`: (h, w, 3), the background with its decoration.
    `box`: the icon's square.
    `ink`, `ground`: the icon's colour and the background's.
    `ratio`: device pixels of a CSS pixel.
    """

    canvas: Plane
    box: Box
    ink: Colour
    ground: Colour
    ratio: float

    def with_icon(self, icon: Plane, multicolour: bool) -> Image.Image:
        """The scene with `icon`, (s, s, 4) premultiplied RGBA, as an RGB picture."""
        planes = painting.icon_planes(icon, multicolour)
        return painting.paint_icon(self.canvas, planes, self.box, self.ink)


def simulate_screenshot(
    icon: Plane,
    multicolour: bool,
    random: np.random.Generator,
    name: str | None = None,
) -> Image.Image:
    """An RGB crop of `icon`, (s, s, 4) premultiplied RGBA in 0..1, of the named kind or of any.

    An icon of one colour is tinted at random.
    """
    kind = KINDS[name or _any_kind(random)]
    return simulate_kind(icon, multicolour, random, kind)


def simulate_kind(
    icon: Plane, multicolour: bool, random: np.random.Generator, kind: Kind
) -> Image.Image:
    """The same of a kind that need not be one of `KINDS`."""
    picture = scene(kind, random).with_icon(icon, multicolour)
    return maybe_compressed(picture, kind, random)


def simulate_button(icon: Plane, multicolour: bool, random: np.random.Generator) -> Image.Image:
    """An RGB crop of a whole button that shows `icon`, with a little of the page around it.

    The button is a ring or filled. `icon` is (s, s, 4) premultiplied RGBA in 0..1.
    """
    kind = KINDS["ui"]
    ratio = float(random.choice(kind.ratios))
    side = _side(kind, ratio, random)
    padding = side * random.uniform(*BUTTON.padding)
    margin = ratio * random.uniform(*BUTTON.margin)
    outer = side + 2 * padding
    whole = round(outer + 2 * margin)
    filled = random.random() < BUTTON.filled

    ink, ground = colours.readable(0.0, random)
    shape = Box(margin, margin, outer, outer)
    coverage = decorations.button(whole, shape, filled, ratio, random)
    canvas = painting.blend(ground, coverage, ink)

    place = round(margin + padding)
    box = Box(place, place, side, side)
    picture = painting.paint_icon(
        canvas,
        painting.icon_planes(icon, multicolour),
        box,
        ground if filled else ink,
    )
    return maybe_compressed(picture, kind, random)


def scene(kind: Kind, random: np.random.Generator) -> Scene:
    """A scene of a kind."""
    ratio = float(random.choice(kind.ratios))
    side = _side(kind, ratio, random)
    margins = random.uniform(*kind.margins, size=4) * side
    left, top, right, bottom = margins

    # The crop: the icon and its margins.
    width = _rounded(left + side + right)
    height = _rounded(top + side + bottom)
    ink, ground = colours.readable(kind.hostile_ground, random)
    canvas = _canvas(width, height, ground, kind, random)
    if random.random() < kind.decorated:
        box = Box(left, top, side, side)
        coverage = decorations.decoration(
            width,
            height,
            box,
            ratio,
            random,
        )
        canvas = painting.blend(canvas, coverage, ink)

    box = Box(
        _on_grid(left, random),
        _on_grid(top, random),
        side,
        side,
    )
    return Scene(canvas, box, ink, ground, ratio)


def _any_kind(random: np.random.Generator) -> str:
    """The name of a kind."""
    names = list(KINDS)
    return str(random.choice(names))


def _side(kind: Kind, ratio: float, random: np.random.Generator) -> float:
    """The icon's side in device pixels."""
    smallest, largest = kind.sizes
    side: float = ratio * random.integers(smallest, largest + 1)
    return side


def _rounded(length: float) -> int:
    """A picture's side in whole pixels."""
    return max(SCREENSHOTS.least_side, round(length))


def _on_grid(edge: float, random: np.random.Generator) -> float:
    """The place of an icon: browsers put it mostly on whole device pixels, sometimes between."""
    if random.random() < SCREENSHOTS.on_grid:
        return round(edge)
    return edge


def _canvas(
    width: int, height: int, ground: Colour, kind: Kind, random: np.random.Generator
) -> Plane:
    """(height, width, 3): a flat background, or a gradient."""
    if random.random() < kind.hostile_ground / 2:
        return painting.gradient(width, height, ground, random)
    return painting.flat(width, height, ground)


def maybe_compressed(picture: Image.Image, kind: Kind, random: np.random.Generator) -> Image.Image:
    """The picture, as JPEG in the kind's share of cases."""
    if random.random() < kind.jpeg:
        return painting.compressed(picture, random)
    return picture
