"""The outline of an SVG: the path data of its shapes, comparable with another SVG's.

Colours, strokes and all other attributes do not count. Icons are compared in their own frame, so
that the same paths are equal at any size.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import radians, tan
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
)
from render.svg.path import trace

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
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
_TRANSFORM = re.compile(r"(\w+)\s*\(([^()]*)\)")


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
        pairs = zip(self.numbers, other.numbers, strict=True)
        return all(abs(one - two) <= OUTLINE.tolerance for one, two in pairs)


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
    try:
        root = ElementTree.fromstring(svg.strip("\ufeff \t\r\n"))
        matrix = _frame(root)
        for shape, placed in _shapes(root, matrix, {}):
            trace(_Recorder(found, placed), path_data(shape))
    except (ElementTree.ParseError, ValueError, OverflowError):  # prefixes undeclared, odd numbers
        return Outline()
    return found


def _frame(root: Element) -> Matrix:
    """The matrix that makes the longer side of the icon's frame 1."""
    box = [float(number) for number in NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4:
        box = [0.0, 0.0, _number(root, "width"), _number(root, "height")]
    x, y, width, height = box
    scale = 1 / (max(width, height) or 1.0)
    return multiplied(scaling(scale, scale), moving(-x, -y))


def _shapes(
    element: Element, matrix: Matrix, inherited: Mapping[str, str]
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
    matrix = multiplied(matrix, transform(element.get("transform", "")))
    if paints.get("fill") != "none" or paints.get("stroke", "none") != "none":
        yield element, matrix
    for child in element:
        yield from _shapes(child, matrix, paints)


def transform(text: str) -> Matrix:
    """The matrix of a `transform` attribute. Raises ValueError for one that is not valid."""
    matrix = IDENTITY
    for name, arguments in _TRANSFORM.findall(text):
        numbers = [float(number) for number in NUMBER.findall(arguments)]
        matrix = multiplied(matrix, _matrix(name, *numbers))
    return matrix


def _matrix(name: str, *numbers: float) -> Matrix:
    """The matrix of one function of a `transform`. Raises ValueError."""
    first, second, *rest = (*numbers, 0.0, 0.0)
    match name, len(numbers):
        case "matrix", 6:
            return (first, second, *rest[:4])  # type: ignore[return-value]
        case "translate", 1 | 2:
            return moving(first, second)
        case "scale", 1 | 2:
            return scaling(first, numbers[-1])
        case "rotate", 1 | 3:
            return rotation(first, second, rest[0])
        case "skewX", 1:
            return (1.0, 0.0, tan(radians(first)), 1.0, 0.0, 0.0)
        case "skewY", 1:
            return (1.0, tan(radians(first)), 0.0, 1.0, 0.0, 0.0)
    raise ValueError(f"no transform: {name} of {len(numbers)} numbers")


def path_data(shape: Element) -> str:
    """The path data of a shape; empty for any other element."""
    name = shape.tag.rpartition("}")[2]
    if name == "path":
        return shape.get("d", "")
    if name in ("polygon", "polyline"):
        end = "z" if name == "polygon" else ""
        return f"M{shape.get('points', '')}{end}"
    if name == "line":
        ends = (_number(shape, end) for end in ("x1", "y1", "x2", "y2"))
        return "M{} {}L{} {}".format(*ends)
    if name == "rect":
        return _rectangle(shape)
    if name in ("circle", "ellipse"):
        return _ellipse(shape)
    return ""


def _rectangle(shape: Element) -> str:
    x = _number(shape, "x")
    y = _number(shape, "y")
    width = _number(shape, "width")
    height = _number(shape, "height")
    across = min(_number(shape, "rx", "ry"), width / 2)
    down = min(_number(shape, "ry", "rx"), height / 2)
    if not across or not down:
        return f"M{x} {y}h{width}v{height}h{-width}z"
    edge = width - 2 * across  # between the corners
    side = height - 2 * down
    corner = f"a{across} {down} 0 0 1 "
    start = f"M{x + across} {y}"
    top = f"h{edge}{corner}{across} {down}"
    right = f"v{side}{corner}{-across} {down}"
    bottom = f"h{-edge}{corner}{-across} {-down}"
    left = f"v{-side}{corner}{across} {-down}"
    return f"{start}{top}{right}{bottom}{left}z"


def _ellipse(shape: Element) -> str:
    across = _number(shape, "rx", "r")
    down = _number(shape, "ry", "r")
    x = _number(shape, "cx") - across
    y = _number(shape, "cy")
    half = f"a{across} {down} 0 1 0 "
    return f"M{x} {y}{half}{2 * across} 0{half}{-2 * across} 0z"


def _number(element: Element, name: str, otherwise: str = "") -> float:
    """The number of an attribute, or of another in its absence; 0 without both."""
    text = element.get(name) or element.get(otherwise) or "0"
    found = NUMBER.match(text.strip())
    return float(found[0]) if found else 0.0
