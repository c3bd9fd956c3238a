"""Replaces fills with patterns by copies of their tiles, clipped to the shape.

Renderers draw a tile once, at whole pixels, and repeat the picture: the tiles drift and blur.
https://www.w3.org/TR/SVG2/pservers.html#Patterns
"""

from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from math import ceil, floor
from xml.etree.ElementTree import Element, SubElement

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
from render.svg.resolve.css.checks import reference
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import local, svg_name
from render.svg.resolve.geometry import transforms, viewport
from render.svg.resolve.geometry.boxes import Box, Measure


@dataclass(frozen=True)
class PatternLimits:
    """Patterns over these limits are left to the renderers. Chosen by hand."""

    tiles: int = 2500  # of one shape
    elements: int = 5000  # in all copies


LIMITS = PatternLimits()
FLAT = 1e-9  # the area below which a transformed tile has no extent; chosen by hand
_SHAPES = frozenset(("circle", "ellipse", "path", "polygon", "polyline", "rect"))
_INHERITED = (
    "clip-rule",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
)
_INITIAL = {name: PROPERTIES[name].initial for name in _INHERITED}
_BOX_UNITS = "objectBoundingBox"
# Attributes that stay with the shape, outside of what its fill becomes.
_OF_SHAPE = ("clip-path", "filter", "id", "mask", "opacity", "transform")


def expand(root: Element) -> None:
    """Replace the patterns of a document's shapes, where they have not too many tiles."""
    patterns: dict[str, Element] = {}
    waiting = [(root, _INITIAL)]
    while waiting:
        element, around = waiting.pop()
        own = {name: element.attrib[name] for name in around if name in element.attrib}
        inherited = around | own if own else around
        if local(element) == "pattern" and "id" in element.attrib:
            patterns[element.attrib["id"]] = element
            element.attrib.update(inherited)  # tiles stand elsewhere, and look the same there
        waiting.extend((child, inherited) for child in element)
    if patterns:
        _Expansion(root, patterns).expand()


class _Expansion:
    """The expansion of the patterns of one document."""

    def __init__(self, root: Element, patterns: dict[str, Element]) -> None:
        self._root = root
        self._patterns = patterns
        self._left = LIMITS.elements
        self._measure = Measure()
        self._clips: list[Element] = []

    def expand(self) -> None:
        """Replace the fills of all shapes outside of patterns."""
        waiting: list[tuple[Element, str, str]] = [(self._root, "", "")]
        while waiting:
            element, fill, opacity = waiting.pop()
            fill = element.get("fill", fill)
            opacity = element.get("fill-opacity", opacity)
            for index, child in enumerate(list(element)):
                if local(child) in ("pattern", "clipPath"):
                    continue
                found = reference(child.get("fill", fill))
                if found is None or local(child) not in _SHAPES:
                    waiting.append((child, fill, opacity))
                elif found[0] in self._patterns:
                    share = child.get("fill-opacity", opacity)
                    element[index] = self._filled(child, self._patterns[found[0]], share)
        if self._clips:
            SubElement(self._root, svg_name("defs")).extend(self._clips)

    def _filled(self, shape: Element, pattern: Element, opacity: str) -> Element:
        """A group of tiles and the shape without its fill; the shape where that is too much."""
        box = self._measure.box(shape)
        tile = _tile(pattern, box) if box else None
        if box is None or tile is None:
            return shape
        places = _places(pattern, tile, box)
        size = sum(1 for _ in pattern.iter())
        if not places or len(places) * size > self._left:
            return shape
        self._left -= len(places) * size
        attributes = {name: shape.attrib.pop(name) for name in _OF_SHAPE if name in shape.attrib}
        group = Element(svg_name("g"), attributes)
        clipped = SubElement(group, svg_name("g"), {"clip-path": self._outline(shape)})
        if opacity:
            clipped.set("opacity", opacity)
        looks = {name: pattern.attrib[name] for name in _INHERITED}
        placed = SubElement(clipped, svg_name("g"), looks)
        placed.set("transform", transforms.written(_matrix(pattern)))
        content = self._content(pattern, tile, box)
        for x, y in places:
            copy = deepcopy(content)
            copy.set("transform", f"translate({x:.9g} {y:.9g})")
            placed.append(copy)
        shape.set("fill", "none")
        group.append(shape)
        return group

    def _outline(self, shape: Element) -> str:
        """A reference to a clip path with the outline of a shape."""
        outline = deepcopy(shape)
        outline.set("clip-rule", outline.get("fill-rule", "nonzero"))
        return self._clip(outline)

    def _clip(self, shape: Element) -> str:
        name = f"pattern-clip-{len(self._clips)}"
        clip = Element(svg_name("clipPath"), {"id": name})
        clip.append(shape)
        self._clips.append(clip)
        return f"url(#{name})"

    def _content(self, pattern: Element, tile: Box, box: Box) -> Element:
        """A group with what one tile shows, clipped to it where it is larger."""
        matrix = _content_matrix(pattern, tile, box)
        inner = Element(svg_name("g"), {"transform": transforms.written(matrix)})
        inner.extend([deepcopy(child) for child in pattern])
        for element in inner.iter():
            element.attrib.pop("id", None)
        outer = Element(svg_name("g"))
        holder = outer
        if not self._is_inside(inner, tile):
            x, y, width, height = (f"{value:.9g}" for value in tile)
            edges = {"x": x, "y": y, "width": width, "height": height}
            clip = self._clip(Element(svg_name("rect"), edges))
            holder = SubElement(outer, svg_name("g"), {"clip-path": clip})
        holder.append(inner)
        return outer

    def _is_inside(self, content: Element, tile: Box) -> bool:
        """Whether what a tile shows is inside of it, as far as its fills tell."""
        holder = Element(svg_name("g"))
        holder.append(content)
        if any(each.get("stroke", "none") != "none" for each in content.iter()):
            return False
        box = self._measure.box(holder)
        if box is None:
            return True
        left, top, width, height = box
        x, y, across, down = tile
        is_below = left >= x and top >= y
        return is_below and left + width <= x + across and top + height <= y + down


def _tile(pattern: Element, box: Box) -> Box | None:
    """The tile at the origin of a pattern, in user units; None for one without extent."""
    x, y, width, height = box
    in_box = pattern.get("patternUnits", _BOX_UNITS) == _BOX_UNITS
    context = Context(1.0, 1.0) if in_box else Context(width, height)
    left = _length(pattern, "x", context, "x")
    top = _length(pattern, "y", context, "y")
    across = _length(pattern, "width", context, "x")
    down = _length(pattern, "height", context, "y")
    if in_box:
        left = x + left * width
        top = y + top * height
        across *= width
        down *= height
    return (left, top, across, down) if across > 0 and down > 0 else None


def _length(pattern: Element, name: str, context: Context, axis: str) -> float:
    return lengths.length(pattern.get(name, "0"), context, axis) or 0.0


def _matrix(pattern: Element) -> Matrix:
    return transforms.matrix(pattern.get("patternTransform", "none"), lengths.ANY)


def _places(pattern: Element, tile: Box, box: Box) -> list[tuple[float, float]]:
    """How far each tile that may reach a box is from the first; none where they are too many."""
    matrix = _matrix(pattern)
    if abs(determinant(matrix)) < FLAT:
        return []
    left, top, right, bottom = _reach(inverse(matrix), box)
    x, y, width, height = tile
    columns = _numbers(left - x, right - x, width)
    rows = _numbers(top - y, bottom - y, height)
    if len(columns) * len(rows) > LIMITS.tiles:
        return []
    return [(column * width, row * height) for row, column in product(rows, columns)]


def _numbers(start: float, end: float, size: float) -> range:
    """The numbers of the tiles between two places, in one direction."""
    first = floor(start / size)
    last = ceil(end / size)
    return range(first, last)


def _reach(matrix: Matrix, box: Box) -> tuple[float, float, float, float]:
    """The least and the greatest coordinates of a box that a matrix has moved."""
    x, y, width, height = box
    ends = product((x, x + width), (y, y + height))
    corners = [placed(matrix, across, down) for across, down in ends]
    across = [corner[0] for corner in corners]
    down = [corner[1] for corner in corners]
    return min(across), min(down), max(across), max(down)


def _content_matrix(pattern: Element, tile: Box, box: Box) -> Matrix:
    """The matrix from what a pattern holds to the tile at its origin."""
    x, y, width, height = tile
    view_box = viewport.view_box(pattern)
    if view_box is not None:
        aspect = pattern.get("preserveAspectRatio", "")
        fitted = viewport.fitted(view_box, (width, height), aspect)
        return multiplied(moving(x, y), fitted)
    if pattern.get("patternContentUnits") == _BOX_UNITS:
        left, top, across, down = box
        return multiplied(moving(left, top), scaling(across, down))
    return moving(x, y)  # as Chromium has it
