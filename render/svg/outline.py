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
            trace(recorder, path_data(shape))
    except (ElementTree.ParseError, ValueError, OverflowError):  # prefixes undeclared, odd numbers
        return Outline()
    return found


def _frame(root: Element) -> Matrix:
    """The matrix that makes the longer side of the icon's frame 1."""
    box = _numbers(root.get("viewBox", ""))
    if len(box) != 4:
        width = _number(root, "width")
        height = _number(root, "height")
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
        own = _matrix(name, _numbers(arguments))
        matrix = multiplied(matrix, own)
    return matrix


def _numbers(text: str) -> list[float]:
    """All numbers in a text."""
    return [float(number) for number in NUMBER.findall(text)]


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


def path_data(shape: Element) -> str:
    """The path data of a shape; empty for any other element."""
    name = shape.tag.rpartition("}")[2]
    match name:
        case "path":
            return shape.get("d", "")
        case "polygon":
            return f"M{shape.get('points', '')}z"
        case "polyline":
            return f"M{shape.get('points', '')}"
        case "line":
            return _line(shape)
        case "rect":
            return _rectangle(shape)
        case "circle" | "ellipse":
            return _ellipse(shape)
    return ""


def _line(shape: Element) -> str:
    x1 = _number(shape, "x1")
    y1 = _number(shape, "y1")
    x2 = _number(shape, "x2")
    y2 = _number(shape, "y2")
    return f"M{x1} {y1}L{x2} {y2}"


def _rectangle(shape: Element) -> str:
    """The path of a rectangle: https://www.w3.org/TR/SVG2/shapes.html#RectElement"""
    x = _number(shape, "x")
    y = _number(shape, "y")
    width = _number(shape, "width")
    height = _number(shape, "height")

    # A radius that is missing is the other one. A corner takes half of each side at most.
    rx = _number(shape, "rx", "ry")
    ry = _number(shape, "ry", "rx")
    rx = min(rx, width / 2)
    ry = min(ry, height / 2)
    if not rx or not ry:
        return f"M{x} {y}h{width}v{height}h{-width}z"

    # Straight parts between the corners, in the order in which they are drawn.
    across = width - 2 * rx
    down = height - 2 * ry
    corner = f"a{rx} {ry} 0 0 1 "
    return "".join(
        (
            f"M{x + rx} {y}",
            f"h{across}{corner}{rx} {ry}",
            f"v{down}{corner}{-rx} {ry}",
            f"h{-across}{corner}{-rx} {-ry}",
            f"v{-down}{corner}{rx} {-ry}",
            "z",
        )
    )


def _ellipse(shape: Element) -> str:
    """The path of a circle or an ellipse: two arcs that begin on the left."""
    rx = _number(shape, "rx", "r")
    ry = _number(shape, "ry", "r")
    left = _number(shape, "cx") - rx
    middle = _number(shape, "cy")

    width = 2 * rx
    half = f"a{rx} {ry} 0 1 0 "
    return f"M{left} {middle}{half}{width} 0{half}{-width} 0z"


def _number(element: Element, name: str, otherwise: str = "") -> float:
    """The number of an attribute, or of another in its absence; 0 without both."""
    text = element.get(name) or element.get(otherwise) or "0"
    found = NUMBER.match(text.strip())
    return float(found[0]) if found else 0.0
