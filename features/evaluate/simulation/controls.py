"""Simulated screenshots of whole controls: an icon and a word in a button, a chip, a tab, a row."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from features.evaluate.simulation import colours, painting
from features.evaluate.simulation.layout import ControlKind, Interval, Layout, chosen, lay_out
from features.evaluate.simulation.painting import Colour
from features.evaluate.simulation.sketch import Sketch
from features.vision.geometry import Box
from features.vision.pixels import Plane

# Chosen by hand, after Material, Fluent, Bootstrap and Ant Design.
CONTROLS = {
    "button with a word": ControlKind(("outlined", "filled", "tinted")),
    "chip": ControlKind(("tinted", "outlined"), marks=("none", "cross"), radii=(0.3, 0.5)),
    "tab": ControlKind(("underlined", "none"), words=("right", "below")),
    "row": ControlKind(("tinted", "none"), marks=("none", "chevron", "count"), spare=(0.0, 4.0)),
    "input": ControlKind(("outlined",), words=("right",), spare=(1.0, 5.0)),
    "label": ControlKind(("none",), words=("right", "left", "below"), padding=(0.0, 0.3)),
    "focus ring": ControlKind(("filled", "outlined", "none"), ringed=True, margin=(0.5, 0.8)),
}


@dataclass(frozen=True)
class ControlSettings:
    """How controls are painted. All values were chosen by hand.

    `tint`: share of the icon's colour in a tinted shape.
    `outline`: share of the icon's colour in an outline.
    `paleness`: share of the background in the colour of the word.
    `bordered`: share of tinted shapes that have a thin border too.
    `lines`: widths of lines in CSS pixels, equally likely.
    `mark`: half the size of a chevron or a cross, as a share of the icon's side.
    `mark_line`: width of its lines in CSS pixels.
    `ring_offset`: between the shape and its focus ring, in CSS pixels.
    `dashed`: share of focus rings that are dashed.
    `dash`: length of a dash in CSS pixels.
    """

    tint: Interval = (0.06, 0.2)
    outline: Interval = (0.25, 1.0)
    paleness: Interval = (0.0, 0.45)
    bordered: float = 0.4
    lines: tuple[float, ...] = (1, 1, 2)
    mark: float = 0.16
    mark_line: float = 1.5
    ring_offset: Interval = (1, 4)
    dashed: float = 0.4
    dash: Interval = (2, 4)


CONTROL = ControlSettings()


@dataclass(frozen=True)
class _Look:
    """How a control is painted: its shape, and its colours, each (3,).

    `ink` is the icon's colour; `under` is the colour behind it.
    """

    shape: str
    radius: float
    ground: Colour
    accent: Colour
    ink: Colour
    under: Colour


def simulate_control(
    icon: Plane, multicolour: bool, random: np.random.Generator, kind: ControlKind
) -> Image.Image:
    """An RGB crop of a whole control that shows `icon`, (s, s, 4) premultiplied RGBA in 0..1."""
    layout = lay_out(kind, random)
    look = _look(kind, layout, random)
    width, height = layout.size

    canvas = painting.flat(width, height, look.ground)
    canvas = _with_shape(canvas, layout, look, random)
    if kind.ringed:
        ring = _focus_ring(layout, look, random)
        canvas = painting.blend(canvas, ring, look.accent)

    paleness = random.uniform(*CONTROL.paleness)
    letters = colours.mixed(look.ink, look.under, paleness)
    canvas = painting.blend(canvas, _written(layout), letters)
    planes = painting.icon_planes(icon, multicolour)
    return painting.paint_icon(canvas, planes, layout.icon, look.ink)


def _look(kind: ControlKind, layout: Layout, random: np.random.Generator) -> _Look:
    """A shape and colours of a kind of control."""
    accent, ground = colours.readable(0.0, random)
    shape = chosen(kind.shapes, random)
    ink = accent
    under = ground
    if shape == "filled":
        ink = ground
        under = accent
    if shape == "tinted":
        under = colours.mixed(ground, accent, random.uniform(*CONTROL.tint))

    radius = chosen(kind.radii, random) * layout.shape.height
    return _Look(shape, radius, ground, accent, ink, under)


def _with_shape(canvas: Plane, layout: Layout, look: _Look, random: np.random.Generator) -> Plane:
    """(h, w, 3): the canvas with the control's shape."""
    if look.shape in ("filled", "tinted"):
        sketch = Sketch(*layout.size)
        sketch.rounded(layout.shape, look.radius)
        canvas = painting.blend(canvas, sketch.coverage(), look.under)

    line = layout.ratio * chosen(CONTROL.lines, random)
    is_bordered = look.shape == "tinted" and random.random() < CONTROL.bordered
    outline = Sketch(*layout.size)
    if look.shape == "outlined" or is_bordered:
        outline.rounded(layout.shape, look.radius, line)
    if look.shape == "underlined":
        height = 2 * line
        bar = layout.shape._replace(
            top=layout.shape.bottom - height,
            height=height,
        )
        outline.rounded(bar, 0)

    share = random.uniform(*CONTROL.outline)
    colour = colours.mixed(look.ground, look.accent, share)
    return painting.blend(canvas, outline.coverage(), colour)


def _focus_ring(layout: Layout, look: _Look, random: np.random.Generator) -> Plane:
    """(h, w): coverage of a ring around the shape."""
    line = layout.ratio * chosen(CONTROL.lines, random)
    offset = line + layout.ratio * random.uniform(*CONTROL.ring_offset)
    shape = layout.shape
    ring = Box.between(
        shape.left - offset,
        shape.top - offset,
        shape.right + offset,
        shape.bottom + offset,
    )
    sketch = Sketch(*layout.size)
    sketch.rounded(ring, look.radius + offset, line)
    coverage = sketch.coverage()
    if random.random() >= CONTROL.dashed:
        return coverage

    # Diagonal stripes cut the lines on all four sides.
    rows, columns = np.indices(coverage.shape)
    dash = layout.ratio * random.uniform(*CONTROL.dash)
    stripes = (rows + columns) // dash % 2
    return coverage * stripes.astype(np.float32)


def _written(layout: Layout) -> Plane:
    """(h, w): coverage of the word and the mark."""
    sketch = Sketch(*layout.size)
    sketch.text(layout.word_at, layout.word, layout.letters, layout.anchor)
    if layout.mark == "chevron":
        _draw_chevron(sketch, layout)
    if layout.mark == "cross":
        _draw_cross(sketch, layout)
    if layout.mark == "count":
        sketch.text(layout.mark_at, layout.count, layout.letters, "mm")
    return sketch.coverage()


def _draw_chevron(sketch: Sketch, layout: Layout) -> None:
    """Draw a chevron that points to the right."""
    x, y = layout.mark_at
    half = CONTROL.mark * layout.icon.width
    line = CONTROL.mark_line * layout.ratio

    left = x - half / 2
    right = x + half / 2
    upper = (left, y - half)
    tip = (right, y)
    lower = (left, y + half)
    sketch.path([upper, tip, lower], line)


def _draw_cross(sketch: Sketch, layout: Layout) -> None:
    """Draw a cross, as it closes a chip."""
    x, y = layout.mark_at
    half = CONTROL.mark * layout.icon.width
    line = CONTROL.mark_line * layout.ratio

    left = x - half
    right = x + half
    top = y - half
    bottom = y + half
    sketch.path([(left, top), (right, bottom)], line)
    sketch.path([(left, bottom), (right, top)], line)
