"""Layouts of simulated controls: where the icon, the word, the mark and the shape are."""

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from features.evaluate.simulation.decorations import WORDS
from features.evaluate.simulation.sketch import Point, text_width
from features.vision.geometry import Box

Shape = Literal["none", "outlined", "filled", "tinted", "underlined"]
Place = Literal["right", "left", "below"]
Mark = Literal["none", "chevron", "count", "cross"]
Interval = tuple[float, float]
Option = TypeVar("Option")


@dataclass(frozen=True)
class ControlKind:
    """What a kind of control is like. Lengths are shares of the icon's side.

    `shapes`, `words`, `marks`: what it may have, equally likely. A word is right or left of the
    icon or below it. A mark is at the control's end.
    `radii`: of the shape's corners, as shares of its height.
    `padding`: between the shape's edge and what it shows, across.
    `spare`: empty width behind the word.
    `margin`: of the crop around the shape.
    `ringed`: whether a focus ring is around it.
    """

    shapes: tuple[Shape, ...]
    words: tuple[Place, ...] = ("right", "right", "right", "left")
    marks: tuple[Mark, ...] = ("none",)
    radii: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3)
    padding: Interval = (0.4, 1.0)
    spare: Interval = (0.0, 0.0)
    margin: Interval = (0.05, 0.5)
    ringed: bool = False


@dataclass(frozen=True)
class LayoutSettings:
    """What layouts have in common. Lengths are shares of the icon's side; chosen by hand.

    `ratios`: device pixels of a CSS pixel, equally likely.
    `sides`: CSS pixels of the icon's side; the second is excluded.
    `padding_down`: between the shape's edge and what it shows, above and below.
    `gap`: between icon and word.
    `letters`: font size.
    `short`: share of words that are a number or a letter or two.
    `largest_count`: of a count at a row's end; excluded.
    """

    ratios: tuple[float, ...] = (1.0, 1.0, 1.25, 1.5, 2.0)
    sides: tuple[int, int] = (14, 25)
    padding_down: Interval = (0.2, 0.6)
    gap: Interval = (0.25, 0.7)
    letters: Interval = (0.55, 0.95)
    short: float = 0.25
    largest_count: int = 30


LAYOUT = LayoutSettings()
SHORT_WORDS = ("1", "3", "12", "99+", "A", "OK", "New")


@dataclass(frozen=True)
class Layout:
    """Where a control's parts are, in device pixels.

    `size`: width and height of the crop.
    `ratio`: device pixels of a CSS pixel.
    `shape`: the control's box, and `icon` the icon's square.
    `word_at`: where the word's `anchor` is, as Pillow names it; `letters` is the font size.
    `mark_at`: the middle of the mark; a count shows `count`.
    """

    size: tuple[int, int]
    ratio: float
    shape: Box
    icon: Box
    word: str
    word_at: Point
    anchor: str
    letters: float
    mark: Mark
    mark_at: Point
    count: str


@dataclass(frozen=True)
class _Parts:
    """The parts of a control before they are placed; lengths in device pixels."""

    side: float
    word: str
    letters: float
    gap: float
    place: Place

    @property
    def word_length(self) -> float:
        """How long the word is."""
        return text_width(self.word, self.letters)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the icon with the word."""
        if self.place == "below":
            width = max(self.side, self.word_length)
            height = self.side + self.gap + self.letters
            return width, height
        width = self.side + self.gap + self.word_length
        return width, max(self.side, self.letters)

    def icon_in(self, inner: Box) -> Box:
        """The icon's square in the box of both."""
        x, y = inner.middle
        half = self.side / 2
        if self.place == "below":
            return Box(x - half, inner.top, self.side, self.side)
        left = inner.left
        if self.place == "left":
            left += self.word_length + self.gap
        return Box(left, y - half, self.side, self.side)

    def word_in(self, inner: Box) -> tuple[Point, str]:
        """Where the word's anchor is in the box of both, and the anchor."""
        x, y = inner.middle
        if self.place == "below":
            return (x, inner.bottom), "md"
        if self.place == "left":
            return (inner.left, y), "lm"
        return (inner.right, y), "rm"


def lay_out(kind: ControlKind, random: np.random.Generator) -> Layout:
    """A layout of a kind of control."""
    ratio = float(random.choice(LAYOUT.ratios))
    parts = _parts(kind, ratio, random)
    side = parts.side
    width, height = parts.size

    # The mark takes as much room as the icon, behind the spare width.
    mark = chosen(kind.marks, random)
    spare = side * random.uniform(*kind.spare)
    room = spare if mark == "none" else spare + side

    across = side * random.uniform(*kind.padding)
    down = side * random.uniform(*LAYOUT.padding_down)
    left, top, right, bottom = side * random.uniform(*kind.margin, size=4)
    shape = Box(left, top, width + room + 2 * across, height + 2 * down)

    inner = Box(left + across, top + down, width, height)
    icon = parts.icon_in(inner)
    word_at, anchor = parts.word_in(inner)
    _, middle = shape.middle
    mark_middle = shape.right - across - side / 2

    return Layout(
        size=(round(shape.right + right), round(shape.bottom + bottom)),
        ratio=ratio,
        shape=shape,
        # Browsers put icons on whole device pixels.
        icon=icon._replace(left=round(icon.left), top=round(icon.top)),
        word=parts.word,
        word_at=word_at,
        anchor=anchor,
        letters=parts.letters,
        mark=mark,
        mark_at=(mark_middle, middle),
        count=str(random.integers(1, LAYOUT.largest_count)),
    )


def _parts(kind: ControlKind, ratio: float, random: np.random.Generator) -> _Parts:
    """The parts of a control, of random size."""
    side = ratio * float(random.integers(*LAYOUT.sides))
    is_short = random.random() < LAYOUT.short
    words = SHORT_WORDS if is_short else WORDS
    return _Parts(
        side=side,
        word=str(random.choice(words)),
        letters=side * random.uniform(*LAYOUT.letters),
        gap=side * random.uniform(*LAYOUT.gap),
        place=chosen(kind.words, random),
    )


def chosen(options: tuple[Option, ...], random: np.random.Generator) -> Option:
    """One of the options."""
    number = random.integers(len(options))
    return options[number]
