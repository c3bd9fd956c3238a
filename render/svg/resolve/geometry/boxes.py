"""Bounding boxes of elements in their own user space, without strokes.

https://www.w3.org/TR/SVG2/coords.html#BoundingBoxes
"""

from math import hypot, inf, sqrt
from xml.etree.ElementTree import Element

from render.svg.outline import IDENTITY, UNDRAWN, Matrix, multiplied, path_data
from render.svg.path import trace
from render.svg.resolve.css.lengths import ANY
from render.svg.resolve.document import local
from render.svg.resolve.geometry import transforms
from render.svg.screen import Undrawable

Box = tuple[float, float, float, float]  # x, y, width, height in user units

LONGEST = 1024 * 1024  # characters of paths that are measured in a document; chosen by hand


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
        for share in (*_turns(x0, x1, x2, x3), *_turns(y0, y1, y2, y3)):
            self._note(_at(share, x0, x1, x2, x3), _at(share, y0, y1, y2, y3))
        self._note(x3, y3)

    def close_path(self) -> None:
        """Nothing: the line back stays inside the box."""

    def _note(self, x: float, y: float) -> None:
        self._last = (x, y)
        a, b, c, d, e, f = self.matrix
        across = a * x + c * y + e
        down = b * x + d * y + f
        self.left = min(self.left, across)
        self.right = max(self.right, across)
        self.top = min(self.top, down)
        self.bottom = max(self.bottom, down)

    def box(self) -> Box | None:
        if self.left > self.right:
            return None
        return self.left, self.top, self.right - self.left, self.bottom - self.top


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
            data = path_data(shape)
            self._left -= len(data) + 1
            if self._left < 0:
                raise Undrawable("its transforms refer to boxes that are too complicated")
            extent.matrix = matrix
            trace(extent, data)
            for child in shape:
                own = transforms.matrix(child.get("transform", "none"), ANY)
                waiting.append((child, multiplied(matrix, own)))
        return extent.box()


def scale(matrix: Matrix) -> float:
    """How much a matrix enlarges lengths, as the mean of all directions."""
    a, b, c, d, _, _ = matrix
    return hypot(a, b, c, d) / sqrt(2)


def _at(share: float, *points: float) -> float:
    """One coordinate of a cubic curve."""
    start, one, two, end = points
    rest = 1 - share
    inner = 3 * rest * share * (rest * one + share * two)
    return rest**3 * start + inner + share**3 * end


def _turns(start: float, one: float, two: float, end: float) -> list[float]:
    """The shares, 0..1, at which a coordinate of a cubic curve turns back."""
    square = end - start + 3 * (one - two)
    linear = 2 * (start - 2 * one + two)
    constant = one - start
    if abs(square) < 1e-9:
        roots = [-constant / linear] if linear else []
    else:
        discriminant = linear * linear - 4 * square * constant
        if discriminant < 0:
            return []
        root = sqrt(discriminant)
        roots = [(-linear + sign * root) / (2 * square) for sign in (1, -1)]
    return [share for share in roots if 0 < share < 1]
