"""How near our drawing of an icon is to Chromium's."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from render.ground import INK_ON_LIGHT, LIGHT, Palette
from render.pictures import Choice
from render.svg.drawing import draw
from render.svg.rasterise import paint
from render.svg.renderers import cairo
from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from render.svg.viewport import Viewport, frame

RIGHT, DIFFERENT, BLANK, FAILED = "right", "different", "blank", "failed"


@dataclass(frozen=True)
class ComparisonSettings:
    """When a drawing is wrong. The bars were set by hand before anything was measured."""

    side: int = 128  # pixels of a picture's side, without a margin
    quarter: int = 64  # of 255: a pixel differs where one of its channels differs by more
    most: float = 0.04  # share of the pixels that may differ


COMPARISON = ComparisonSettings()


@dataclass(frozen=True)
class Source:
    """An SVG: the set it belongs to, and its name there."""

    set: str
    name: str
    svg: str


@dataclass(frozen=True)
class Ours:
    """Our picture on white, RGB; the viewport as the root element writes it, for Chromium."""

    picture: Image.Image
    viewport: dict[str, str]
    moment: float  # seconds since the document was opened
    visible: bool
    flagged: bool
    choice: Choice


@dataclass(frozen=True)
class Compared:
    """One icon's outcome: RIGHT, DIFFERENT, BLANK or FAILED.

    `share` of the pixels differ. `choice` is None for an icon that failed; `reason` says why.
    """

    source: Source
    outcome: str
    share: float = 0.0
    flagged: bool = False
    choice: Choice | None = None
    reason: str = ""


def drawn(svg: str) -> Ours:
    """Draw an SVG as `render.picture` does, `COMPARISON.side` pixels wide. Raises Undrawable."""
    icon = resolve(svg)
    box = frame(icon.root) or cairo.ink_box(icon.root)
    viewport = Viewport.fitting(box, COMPARISON.side)
    drawing = draw(icon, COMPARISON.side, INK_ON_LIGHT)
    picture = paint(drawing.picture, COMPARISON.side, LIGHT)
    visible = not Palette(drawing.picture).empty
    flagged = bool(drawing.flags)
    shown = viewport.attributes()
    return Ours(picture, shown, icon.moment, visible, flagged, drawing.choice)


def compare(source: Source, ours: Ours, browsers: Image.Image) -> Compared:
    """The outcome of an icon that both drew.

    It is blank where Chromium shows what we do not; where both are empty, it is right.
    """
    share = differing(ours.picture, browsers)
    outcome = DIFFERENT if share > COMPARISON.most else RIGHT
    if not ours.visible and share > 0:
        outcome = BLANK
    return Compared(source, outcome, share, ours.flagged, ours.choice)


def failed(source: Source, reason: Undrawable) -> Compared:
    return Compared(source, FAILED, reason=str(reason))


def differing(first: Image.Image, second: Image.Image) -> float:
    """The share of pixels that differ by more than a quarter, of two RGB pictures of one size."""
    one = np.asarray(first, np.int16)  # rows, columns, 3
    other = np.asarray(second, np.int16)
    worst = np.abs(one - other).max(axis=2)
    return float(np.mean(worst > COMPARISON.quarter))
