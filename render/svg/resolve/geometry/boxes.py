"""Bounding boxes of elements in their own user space, without strokes.

https://www.w3.org/TR/SVG2/coords.html#BoundingBoxes
"""

from math import hypot, inf, sqrt
from xml.etree.ElementTree import Element

from render.svg.matrices import IDENTITY, Matrix, multiplied, placed
from render.svg.outline import UNDRAWN
from render.svg.parsing.shapes import path_data
from render.svg.path import trace
from render.svg.resolve.css.lengths import ANY, Context
from render.svg.resolve.document import local, svg_name
from render.svg.resolve.geometry import transforms
from render.svg.resolve.geometry.viewport import Box
from render.svg.screen import Undrawable

Cubic = tuple[float, float, float, float]  # one coordinate of a curve's four points

FLAT = 1e-9  # of a cubic term: a curve with less is a quadratic one; chosen by hand
LONGEST = 1024 * 1024  # characters of paths that are measured in a document; chosen by hand


_WITH_STROKE = ("border-box", "margin-box", "stroke-box")
_BOXES = ("content-box", "fill-box", "padding-box", *_WITH_STROKE)


class _Extent:
    """What `trace` draws into: it notes the extremes of each segment, placed by a matrix."""

    def __init__(self) -> None:
        self.matrix = IDENTITY
        self.left = self.top = inf
        self.right = self.bottom = -inf
        self._last = (0.0, 0.0)

    def move_to(self, x: float, y: float) -> None:
        self._note(x, y)

    def line_to(self, x: float, y: float) -> None:
        self._note(x, y)

    def curve_to(self, *points: float) -> None:
        x1, y1, x2, y2, x3, y3 = points
        x0, y0 = self._last
        columns = (x0, x1, x2, x3)
        rows = (y0, y1, y2, y3)
        turns = (*_turns(columns), *_turns(rows))
        for share in turns:
            x = cubic(share, columns)
            y = cubic(share, rows)
            self._note(x, y)
        self._note(x3, y3)

    def close_path(self) -> None:
        """Nothing: the line back stays inside the box."""

    def _note(self, x: float, y: float) -> None:
        self._last = (x, y)
        across, down = placed(self.matrix, x, y)

        self.left = min(self.left, across)
        self.right = max(self.right, across)
        self.top = min(self.top, down)
        self.bottom = max(self.bottom, down)

    def box(self) -> Box | None:
        """The box of all that was drawn; None where that is nothing."""
        if self.left > self.right:
            return None
        width = self.right - self.left
        height = self.bottom - self.top
        return self.left, self.top, width, height


class Measure:
    """Measures the elements of one document."""

    def __init__(self) -> None:
        self._left = LONGEST

    def box(self, element: Element) -> Box | None:
        """The box around an element and its children; None for one that draws nothing.

        Transforms of children must be attributes already. Lengths are in user units. Raises
        Undrawable for a document whose boxes would take long.
        """
        extent = _Extent()
        waiting = [(element, IDENTITY)]
        while waiting:
            shape, matrix = waiting.pop()
            if local(shape) in UNDRAWN or shape.get("display") == "none":
                continue

            data = _image(shape) if local(shape) == "image" else path_data(shape)
            self._left -= len(data) + 1
            if self._left < 0:
                raise Undrawable("its transforms refer to boxes that are too complicated")
            extent.matrix = matrix
            trace(extent, data)

            for child in shape:
                value = child.get("transform", "none")
                own = transforms.matrix(value, ANY)
                inner = multiplied(matrix, own)
                waiting.append((child, inner))
        return extent.box()


def rectangle(box: Box) -> Element:
    """A <rect> of a box."""
    made = Element(svg_name("rect"))
    for name, value in zip(("x", "y", "width", "height"), box, strict=True):
        made.set(name, f"{value:g}")
    return made


def scale(matrix: Matrix) -> float:
    """How much a matrix enlarges lengths, as the mean of all directions."""
    *directions, _, _ = matrix
    return hypot(*directions) / sqrt(2)


def cubic(share: float, points: Cubic) -> float:
    """One coordinate of a cubic curve."""
    start, one, two, end = points
    rest = 1 - share

    ends = rest**3 * start + share**3 * end
    handles = rest * one + share * two
    return ends + 3 * rest * share * handles


def _turns(points: Cubic) -> list[float]:
    """The shares, 0..1, at which a coordinate of a cubic curve turns back.

    There its derivative is 0: square * share**2 + linear * share + constant.
    """
    start, one, two, end = points
    square = end - start + 3 * (one - two)
    linear = 2 * (start - 2 * one + two)
    constant = one - start

    roots = _roots(square, linear, constant)
    return [share for share in roots if 0 < share < 1]


def _roots(square: float, linear: float, constant: float) -> list[float]:
    """The real roots of a polynomial of degree 2, or of a lower one."""
    if abs(square) < FLAT:
        if not linear:
            return []
        return [-constant / linear]

    discriminant = linear * linear - 4 * square * constant
    if discriminant < 0:
        return []
    root = sqrt(discriminant)
    double = 2 * square
    return [
        (root - linear) / double,
        (-root - linear) / double,
    ]


def _image(image: Element) -> str:
    """The path data of an image's frame."""
    frame = {name: image.get(name, "0") for name in ("x", "y", "width", "height")}
    return path_data(Element(svg_name("rect"), frame))


def reference(element: Element, kind: str, view: Context, measure: Measure) -> Box:
    """The box that a transform or a basic shape refers to, by the name of its kind.

    https://www.w3.org/TR/css-transforms-1/#transform-box
    """
    if kind not in _BOXES:
        return 0.0, 0.0, view.width, view.height
    box = measure.box(element)
    if box is None:
        box = (0.0, 0.0, 0.0, 0.0)
    has_stroke = element.get("stroke", "none") != "none"
    if kind not in _WITH_STROKE or not has_stroke:
        return box

    # The stroke reaches half of its width to each side.
    width = float(element.get("stroke-width", 1))
    x, y, across, down = box
    return (
        x - width / 2,
        y - width / 2,
        across + width,
        down + width,
    )
