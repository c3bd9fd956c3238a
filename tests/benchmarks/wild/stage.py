"""What scenes are put together from: a theme, words, the icon, other icons, simple marks."""

import random
from dataclasses import dataclass, field

from tests.benchmarks.screenshots.page import Page

SIDES = (14, 15, 16, 17, 18, 20, 22, 24, 28, 32)  # CSS pixels, of usual icons
RATIOS = (1.0, 1.0, 1.25, 1.5, 2.0)  # device pixels of a CSS pixel
FONTS = (
    "'DejaVu Sans'",
    "'DejaVu Sans Condensed'",
    "'DejaVu Serif'",
    "'Liberation Sans','DejaVu Sans'",
    "'DejaVu Sans Mono'",
)
WORDS = (
    "Overview",
    "Members",
    "Inbox",
    "Library",
    "Attach",
    "Publish",
    "Customers",
    "Billing",
    "Profile",
    "Reply",
    "Forward",
    "Translate",
    "Schedule",
    "Photos",
    "Notes",
    "Invoices",
    "Security",
    "Plugins",
    "Devices",
    "Usage",
    "Themes",
    "Layers",
    "Releases",
    "Comments",
    "History",
)


@dataclass(frozen=True)
class Theme:
    """The colours of a page: ground, panels, text, fainter text, lines, accent and text on it."""

    ground: str
    panel: str
    ink: str
    faint: str
    line: str
    accent: str
    on_accent: str = "#ffffff"
    dark: bool = False


LIGHT = (
    Theme("#ffffff", "#f4f5f7", "#172b4d", "#6b778c", "#dfe1e6", "#0052cc"),
    Theme("#fdfcfa", "#f3efe7", "#2d2a26", "#8c857b", "#ddd5c7", "#c0392b"),
    Theme("#f5f7fb", "#ffffff", "#1d2433", "#707a8f", "#d5dbe7", "#0f9d76"),
    Theme("#ffffff", "#f7f7f7", "#000000", "#767676", "#cccccc", "#6200ee"),
    Theme("#eef6f1", "#ffffff", "#12372a", "#5f7f72", "#c4dacf", "#e67700"),
)
DARK = (
    Theme("#15181e", "#1f242d", "#e8eaee", "#8a93a3", "#343b47", "#3b82f6", dark=True),
    Theme("#202124", "#292a2d", "#e8eaed", "#9aa0a6", "#3c4043", "#8ab4f8", "#202124", True),
    Theme("#1a1625", "#251f35", "#ece7f8", "#958cab", "#3d3455", "#a78bfa", "#1a1625", True),
)
REDS = ("#e11900", "#f5222d", "#ff3b30", "#d93025", "#eb5757")


@dataclass
class Stage:
    """One icon, and chance that decides everything else, so that a seed makes the same again.

    `svg` is the icon; `further` are ids and drawings of icons that may be shown beside it.
    """

    dice: random.Random
    svg: str
    further: list[tuple[str, str]]
    coloured: bool
    theme: Theme = field(init=False)
    font: str = field(init=False)
    ratio: float = field(init=False)
    css_px: float = 0
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        themes = LIGHT if self.dice.random() < 0.65 else DARK
        self.theme = self.dice.choice(themes)
        self.font = self.dice.choice(FONTS)
        self.ratio = self.dice.choice(RATIOS)

    def icon(
        self, size: float, colour: str = "currentColor", style: str = "", svg: str | None = None
    ) -> str:
        """The icon, that many CSS pixels high and wide."""
        self.css_px = size
        return _box(size, colour, style, svg or self.svg)

    def neighbour(self, size: float, colour: str = "currentColor") -> str:
        """Another icon of the same set: it is right too where the picture shows all of it."""
        identifier, svg = self.further[len(self.others) % len(self.further)]
        self.others.append(identifier)
        return _box(size, colour, "", svg)

    def side(self, *sizes: int) -> int:
        """The side of an icon in CSS pixels, of those sizes or of the usual ones."""
        return self.dice.choice(sizes or SIDES)

    def word(self) -> str:
        return self.dice.choice(WORDS)

    def words(self, count: int = 2) -> str:
        first, *rest = self.dice.sample(WORDS, count)
        return " ".join([first, *map(str.lower, rest)])

    def number(self, low: int, high: int) -> int:
        return self.dice.randint(low, high)

    def between(self, low: float, high: float) -> float:
        return round(self.dice.uniform(low, high), 2)

    def some(self, *choices: str) -> str:
        return self.dice.choice(choices)

    def photograph(self, width: int, height: int) -> str:
        """An image like a photograph."""
        return Page(self.dice, None).picture(width, height)

    def text(self, size: float, weight: int | None = None) -> str:
        """CSS of a font."""
        weight = weight or self.dice.choice((400, 400, 500, 600, 700))
        return f"font:{weight} {size}px/1.3 {self.font},sans-serif;"


def row(content: str, style: str) -> str:
    """What is cropped: things side by side."""
    return (
        f'<div class="crop" style="display:inline-flex;align-items:center;{style}">{content}</div>'
    )


def framed(content: str, style: str) -> str:
    """What is cropped: one thing in the middle of a box."""
    return row(content, f"justify-content:center;position:relative;{style}")


def alone(stage: Stage, *sides: float, colour: str | None = None) -> str:
    """What is cropped: the icon alone, of one of those sizes, in the text's colour or another."""
    size = stage.dice.choice(sides or SIDES)
    ink = colour or stage.theme.ink
    return framed(stage.icon(size, ink), "")


def _box(size: float, colour: str, style: str, svg: str) -> str:
    return (
        f'<span class="icon" style="width:{size}px;height:{size}px;color:{colour};{style}">'
        f"{svg}</span>"
    )
