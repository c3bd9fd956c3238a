"""Where the tiles of a pattern are, and what maps its content to one of them.

https://www.w3.org/TR/SVG2/pservers.html#PatternElement
"""

from dataclasses import dataclass
from itertools import product
from math import ceil, floor
from xml.etree.ElementTree import Element

from render.svg.matrices import (
    Matrix,
    determinant,
    inverse,
    moving,
    multiplied,
    placed,
    scaling,
)
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import ANY, Context
from render.svg.resolve.geometry import transforms, viewport
from render.svg.resolve.geometry.viewport import Box

BOX_UNITS = "objectBoundingBox"
_USER_UNITS = "userSpaceOnUse"


@dataclass(frozen=True)
class TileLimits:
    """Patterns over these limits have no places. Chosen by hand."""

    tiles: int = 2500  # of one shape
    flat: float = 1e-9  # the area below which a transformed tile has no extent


LIMITS = TileLimits()


def matrix(pattern: Element) -> Matrix:
    """The matrix of `patternTransform`, from the space of the tiles to that of the shape."""
    value = pattern.get("patternTransform", "none")
    return transforms.matrix(value, ANY)


def first(pattern: Element, box: Box, view: Context) -> Box | None:
    """The tile at the origin of a pattern, in user units; None for one without extent.

    `box` is the bounding box of the shape that is filled, `view` the viewport of the document.
    """
    x, y, width, height = box
    in_box = pattern.get("patternUnits") != _USER_UNITS
    context = Context(1.0, 1.0) if in_box else view

    left = _length(pattern, "x", context, "x")
    top = _length(pattern, "y", context, "y")
    across = _length(pattern, "width", context, "x")
    down = _length(pattern, "height", context, "y")
    if in_box:
        left = x + left * width
        top = y + top * height
        across *= width
        down *= height

    if across <= 0 or down <= 0:
        return None
    return left, top, across, down


def _length(pattern: Element, name: str, context: Context, axis: str) -> float:
    """User units of an attribute; 0 where it is missing or not valid."""
    text = pattern.get(name, "0")
    return lengths.length(text, context, axis) or 0.0


def places(pattern: Element, tile: Box, box: Box) -> list[tuple[float, float]]:
    """How far each tile that may reach a box is from the first; none where they are too many."""
    to_shape = matrix(pattern)
    if abs(determinant(to_shape)) < LIMITS.flat:
        return []
    to_tiles = inverse(to_shape)
    left, top, right, bottom = _extent(to_tiles, box)

    x, y, width, height = tile
    columns = _numbers(left - x, right - x, width)
    rows = _numbers(top - y, bottom - y, height)
    if len(columns) * len(rows) > LIMITS.tiles:
        return []

    found = []
    for row, column in product(rows, columns):
        place = (column * width, row * height)
        found.append(place)
    return found


def _numbers(start: float, end: float, size: float) -> range:
    """The numbers of the tiles between two places, in one direction."""
    first = floor(start / size)
    last = ceil(end / size)
    return range(first, last)


def _extent(matrix: Matrix, box: Box) -> tuple[float, float, float, float]:
    """The least and the greatest coordinates, x before y, of a box that a matrix has moved."""
    x, y, width, height = box
    across = (x, x + width)
    down = (y, y + height)
    corners = [placed(matrix, *corner) for corner in product(across, down)]

    columns, rows = zip(*corners, strict=True)
    return (
        min(columns),
        min(rows),
        max(columns),
        max(rows),
    )


def content_matrix(pattern: Element, tile: Box, box: Box) -> Matrix:
    """The matrix from what a pattern holds to the tile at its origin.

    A viewBox counts before `patternContentUnits`.
    """
    x, y, width, height = tile
    view_box = viewport.view_box(pattern)
    if view_box is not None:
        aspect = pattern.get("preserveAspectRatio", "")
        fitted = viewport.fitted(view_box, (width, height), aspect)
        return multiplied(moving(x, y), fitted)

    if pattern.get("patternContentUnits") == BOX_UNITS:
        _, _, across, down = box
        scaled = scaling(across, down)
        return multiplied(moving(x, y), scaled)

    return moving(x, y)  # as Chromium has it
