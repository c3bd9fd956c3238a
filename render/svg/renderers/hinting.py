"""Places texts on whole pixels, as browsers do on Linux.

Skia rounds the baseline of a text that is not turned. FreeType's light hinting stretches letters
until an x ends at a whole pixel: https://freetype.org/freetype2/docs/hinting/text-rendering-general.html
"""

import re
from dataclasses import dataclass
from math import floor, isfinite
from xml.etree.ElementTree import Element

from render.svg.matrices import Matrix, about, moving, multiplied, scaling
from render.svg.resolve.css import lengths
from render.svg.resolve.document import local
from render.svg.resolve.geometry import transforms
from render.svg.viewport import Viewport


@dataclass(frozen=True)
class _Font:
    """Heights in a font, times its size; read from the files of DejaVu."""

    x: float
    o: float  # round letters are higher


@dataclass(frozen=True)
class HintingSettings:
    """Where letters are moved."""

    up: float = 0.375  # of a pixel: FreeType rounds larger remainders up
    least: float = 4.0  # pixels of a font's size: the letters of smaller fonts are no letters
    most: float = 256.0  # pixels of a font's size: Skia draws larger letters as paths
    size: float = 16.0  # pixels: the initial size of a font, `medium`
    ascent: float = 0.928  # of a font's size; read from the files of DejaVu
    descent: float = 0.236  # as above
    hanging: float = 0.8  # of the ascent: Chromium's hanging baseline


HINTING = HintingSettings()
_SANS = _Font(0.547, 0.56)
_SERIF = _Font(0.519, 0.533)
_IS_SERIF = re.compile(r"(?<!sans-)\bserif$")
_ANCHORS = {"middle": 0.5, "end": 1.0}  # the share of a text that is before its anchor
_SHIFTS = ("rotate", "baseline-shift", "alignment-baseline", "dominant-baseline")
# Attributes of a text before it was placed: a document is drawn more than once.
_ORIGINALS = {"css-transform": "transform", "css-baseline": "dominant-baseline"}


@dataclass(frozen=True)
class _Around:
    """What reaches an element from those around it."""

    matrix: Matrix  # of the pixels
    size: float = HINTING.size  # of the font
    font: _Font = _SANS
    fill: str = ""
    baseline: str = "auto"
    anchor: str = "start"
    spacing: str = "normal"  # between letters


def hint(root: Element, viewport: Viewport) -> None:
    """Set the transforms of a document's texts for the pixels of a viewport.

    Texts that are turned or have several baselines stay where they are.
    """
    waiting = [(root, _Around(_pixels(viewport)))]
    while waiting:
        element, around = waiting.pop()
        name = local(element)
        if name == "text":
            _restore(element)
            inside = _of_letters(element, around)
            _move_anchor(element, inside)
            _place(element, inside)
        elif name in ("svg", "g"):
            inside = _inside(element, around)
            waiting.extend((child, inside) for child in element)


def _restore(text: Element) -> None:
    """Give a text the attributes that it had before it was placed, and keep them."""
    for kept, name in _ORIGINALS.items():
        present = text.attrib.pop(name, "")
        original = text.attrib.setdefault(kept, present)
        if original:
            text.set(name, original)


def _pixels(viewport: Viewport) -> Matrix:
    """The matrix from the user space to pixels."""
    x, y, width, height = viewport.box
    scale = viewport.scale

    # The box is in the middle of the pixels.
    left = (viewport.columns - scale * width) / 2
    top = (viewport.rows - scale * height) / 2
    return (
        scale,
        0.0,
        0.0,
        scale,
        left - scale * x,
        top - scale * y,
    )


def _inside(element: Element, around: _Around) -> _Around:
    """What reaches the children of an element."""
    own = transforms.matrix(element.get("transform", "none"), lengths.ANY)
    size = element.get("font-size", around.size)
    family = element.get("font-family")
    font = around.font
    if family is not None:
        font = _SERIF if _IS_SERIF.search(family) else _SANS
    return _Around(
        multiplied(around.matrix, own),
        float(size),
        font,
        element.get("fill", around.fill),
        element.get("dominant-baseline", around.baseline),
        element.get("text-anchor", around.anchor),
        element.get("letter-spacing", around.spacing),
    )


def _of_letters(text: Element, around: _Around) -> _Around:
    """What reaches the first letters of a text, which may be in a part of a part."""
    part = text
    inside = _inside(part, around)
    while len(part) and not _has_letters(part):
        part = part[0]
        inside = _inside(part, inside)
    return inside


def _has_letters(part: Element) -> bool:
    """Whether a part of a text begins with letters of its own."""
    letters = part.text or ""
    return letters.strip() != ""


def _move_anchor(text: Element, inside: _Around) -> None:
    """Move a text whose anchor is not its start: browsers have space behind its last letter."""
    context = lengths.Context(0.0, 0.0, inside.size)
    space = lengths.length(inside.spacing, context) or 0.0
    moved = -space * _ANCHORS.get(inside.anchor, 0.0)
    if moved:
        own = transforms.matrix(text.get("transform", "none"), lengths.ANY)
        matrix = multiplied(own, moving(moved, 0.0))
        text.set("transform", transforms.written(matrix))


def _place(text: Element, inside: _Around) -> None:
    """Move a text's baseline to whole pixels, and stretch its letters."""
    size = _size(inside)
    ordinate = _ordinate(text)
    if size is None or ordinate is None or inside.fill == "none":
        return
    stretch = _stretch(inside.font, size)
    below = _below(inside, size, stretch)
    if below is None:
        return

    _, _, _, down, _, top = inside.matrix
    baseline = down * ordinate + top + below  # pixels
    if not isfinite(baseline):
        return
    whole = floor(baseline + 0.5)
    moved = (whole - baseline + below) / down
    stretched = about(scaling(1.0, stretch), 0.0, ordinate)
    placed = multiplied(moving(0.0, moved), stretched)

    own = transforms.matrix(text.get("transform", "none"), lengths.ANY)
    matrix = multiplied(own, placed)
    text.set("transform", transforms.written(matrix))
    text.set("dominant-baseline", "auto")


def _size(inside: _Around) -> float | None:
    """Pixels of a font's size; None where texts are turned, or no letters are drawn from it."""
    across, b, c, down, _, _ = inside.matrix
    is_upright = b == 0 and c == 0 and across > 0
    size = inside.size * down
    if is_upright and HINTING.least <= size <= HINTING.most:
        return size
    return None


def _stretch(font: _Font, size: float) -> float:
    """How much higher hinted letters are: an o ends at a whole pixel."""
    height = size * font.o
    whole = floor(height + 1 - HINTING.up)
    return whole / height


def _below(inside: _Around, size: float, stretch: float) -> float | None:
    """How many pixels a baseline is below the ordinate of its text; None where that is not known.

    https://www.w3.org/TR/css-inline-3/#dominant-baseline-property
    """
    ascent = round(size * HINTING.ascent)
    descent = round(size * HINTING.descent)
    match inside.baseline:
        case "auto" | "alphabetic":
            return 0.0
        case "middle":
            height = size * inside.font.x
            return height * stretch / 2
        case "central":
            return (ascent - descent) / 2
        case "hanging":
            return HINTING.hanging * ascent
    return None


def _ordinate(text: Element) -> float | None:
    """The ordinate of a text's only baseline; None where it may have others."""
    parts = list(text.iter())[1:]
    if "rotate" in text.attrib or any(map(_is_elsewhere, parts)):
        return None
    ordinates = {part.attrib["y"] for part in parts if "y" in part.attrib}
    if _has_letters(text) or not ordinates:
        ordinates.add(text.get("y", "0"))
    if len(ordinates) > 1:
        return None

    ordinate = lengths.number(ordinates.pop())
    shift = lengths.number(text.get("dy", "0"))
    if ordinate is None or shift is None:  # each letter has a place of its own
        return None
    return ordinate + shift


def _is_elsewhere(part: Element) -> bool:
    """Whether a part of a text has letters beside the baseline of the others."""
    if local(part) == "textPath" or "dy" in part.attrib:
        return True
    return any(name in part.attrib for name in _SHIFTS)
