"""The outline of an SVG: the path data of its shapes, comparable with another SVG's.

Colours, strokes and all other attributes do not count. Icons are compared in their own frame, so
that the same paths are equal at any size.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from render.svg.matrices import (
    IDENTITY,
    Matrix,
    moving,
    multiplied,
    placed,
    rotation,
    scaling,
    skewing,
)
from render.svg.parsing import shapes
from render.svg.path import trace

# What these hold is not drawn where it stands.
UNDRAWN = frozenset(
    (
        "clipPath",
        "defs",
        "desc",
        "filter",
        "linearGradient",
        "marker",
        "mask",
        "metadata",
        "pattern",
        "radialGradient",
        "style",
        "symbol",
        "title",
    )
)
# From the start of a word alone: else a long one is tried again from each of its letters on.
_TRANSFORM = re.compile(r"(?<!\w)(\w++)\s*+\(([^()]*+)\)")


@dataclass(frozen=True)
class OutlineSettings:
    """How outlines are compared."""

    # Share of the frame's longer side that coordinates may differ. Minifiers round to less: to
    # 1/100 in a frame of 24. Chosen by hand.
    tolerance: float = 1e-3


OUTLINE = OutlineSettings()


@dataclass
class Outline:
    """The segments of all shapes, in the order of the document.

    `kinds` has a letter for each: move, line, curve or close. `numbers` are their coordinates, as
    shares of the longer side of the icon's frame.
    """

    kinds: str = ""
    numbers: list[float] = field(default_factory=list)

    def equals(self, other: "Outline") -> bool:
        """Whether both have the same segments at the same places; False for empty outlines."""
        if not self.kinds or self.kinds != other.kinds:
            return False
        for one, two in zip(self.numbers, other.numbers, strict=True):
            if abs(one - two) > OUTLINE.tolerance:
                return False
        return True


class _Recorder:
    """What `trace` draws into: it notes each segment, moved and scaled by a matrix."""

    def __init__(self, outline: Outline, matrix: Matrix) -> None:
        self.outline = outline
        self.matrix = matrix

    def move_to(self, *points: float) -> None:
        self._note("M", points)

    def line_to(self, *points: float) -> None:
        self._note("L", points)

    def curve_to(self, *points: float) -> None:
        self._note("C", points)

    def close_path(self) -> None:
        self.outline.kinds += "Z"

    def _note(self, kind: str, points: tuple[float, ...]) -> None:
        self.outline.kinds += kind
        for x, y in zip(points[::2], points[1::2], strict=True):
            point = placed(self.matrix, x, y)
            self.outline.numbers.extend(point)


def outline(svg: str) -> Outline:
    """The outline of an SVG that has been drawn before; empty where it cannot be read."""
    found = Outline()
    source = svg.strip("\ufeff \t\r\n")
    try:
        root = ElementTree.fromstring(source)
        for shape, matrix in _shapes(root, _frame(root), {}):
            recorder = _Recorder(found, matrix)
            trace(recorder, shapes.path_data(shape))
    except (ElementTree.ParseError, ValueError, OverflowError):  # prefixes undeclared, odd numbers
        return Outline()
    return found


def _frame(root: Element) -> Matrix:
    """The matrix that makes the longer side of the icon's frame 1."""
    box = shapes.numbers(root.get("viewBox", ""))
    if len(box) != 4:
        width = shapes.number(root, "width")
        height = shapes.number(root, "height")
        box = [0.0, 0.0, width, height]
    x, y, width, height = box

    longer = max(width, height) or 1.0
    scale = 1 / longer
    return multiplied(scaling(scale, scale), moving(-x, -y))


def _shapes(
    element: Element, around: Matrix, inherited: Mapping[str, str]
) -> Iterator[tuple[Element, Matrix]]:
    """The shapes of an element that are painted, each with its matrix.

    `inherited` are the fill and the stroke of the elements around it.
    """
    name = element.tag.rpartition("}")[2]
    if name in UNDRAWN:
        return
    paints = dict(inherited)
    for paint in ("fill", "stroke"):
        if paint in element.attrib:
            paints[paint] = element.attrib[paint]

    own = transform(element.get("transform", ""))
    matrix = multiplied(around, own)
    is_filled = paints.get("fill") != "none"
    is_stroked = paints.get("stroke", "none") != "none"
    if is_filled or is_stroked:
        yield element, matrix
    for child in element:
        yield from _shapes(child, matrix, paints)


def transform(text: str) -> Matrix:
    """The matrix of a `transform` attribute. Raises ValueError for one that is not valid."""
    matrix = IDENTITY
    for name, arguments in _TRANSFORM.findall(text):
        own = _matrix(name, shapes.numbers(arguments))
        matrix = multiplied(matrix, own)
    return matrix


def _matrix(name: str, numbers: list[float]) -> Matrix:
    """The matrix of one function of a `transform`. Raises ValueError.

    https://www.w3.org/TR/css-transforms-1/#svg-transform-functions
    """
    match name, numbers:
        case "matrix", [a, b, c, d, e, f]:
            return a, b, c, d, e, f
        case "translate", [x]:
            return moving(x, 0.0)
        case "translate", [x, y]:
            return moving(x, y)
        case "scale", [both]:
            return scaling(both, both)
        case "scale", [across, down]:
            return scaling(across, down)
        case "rotate", [degrees]:
            return rotation(degrees)
        case "rotate", [degrees, x, y]:
            return rotation(degrees, x, y)
        case "skewX", [degrees]:
            return skewing(degrees, 0.0)
        case "skewY", [degrees]:
            return skewing(0.0, degrees)
    raise ValueError(f"no transform: {name} of {len(numbers)} numbers")
