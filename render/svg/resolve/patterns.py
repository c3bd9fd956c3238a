"""Replaces fills with patterns by copies of their tiles, clipped to the shape.

Renderers draw a tile once, at whole pixels, and repeat the picture: the tiles drift and blur.
https://www.w3.org/TR/SVG2/pservers.html#Patterns
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from render.svg.resolve.clip_paths import ClipPaths
from render.svg.resolve.css.checks import reference
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import local, svg_name, taken
from render.svg.resolve.geometry import tiles, transforms
from render.svg.resolve.geometry.boxes import Measure
from render.svg.resolve.geometry.viewport import Box


@dataclass(frozen=True)
class PatternLimits:
    """Patterns over this limit are left to the renderers. Chosen by hand."""

    elements: int = 5000  # in all copies


LIMITS = PatternLimits()
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
# Attributes that stay with the shape, outside of what its fill becomes.
_OF_SHAPE = ("clip-path", "filter", "id", "mask", "opacity", "transform")
# Fills in these are no fills of the document.
_NOT_FILLED = frozenset(("pattern", "clipPath"))


def expand(root: Element, view: Context) -> None:
    """Replace the patterns of a document's shapes, where they have not too many tiles.

    `view` is the viewport of the document.
    """
    patterns = _patterns(root)
    if patterns:
        _Expansion(root, patterns, view).expand()


def _patterns(root: Element) -> dict[str, Element]:
    """The patterns of a document, by identifier, each with all that it inherits as attributes.

    Their content gets a place elsewhere, where it would inherit something else.
    """
    patterns: dict[str, Element] = {}
    waiting = [(root, _INITIAL)]
    while waiting:
        element, around = waiting.pop()
        inherited = _inherited(element, around)
        if local(element) == "pattern" and "id" in element.attrib:
            identifier = element.attrib["id"]
            patterns[identifier] = element
            element.attrib.update(inherited)
        waiting.extend((child, inherited) for child in element)
    return patterns


def _inherited(element: Element, around: dict[str, str]) -> dict[str, str]:
    """The properties of an element that its children inherit; `around` are those of its parent."""
    own = {}
    for name in around:
        if name in element.attrib:
            own[name] = element.attrib[name]
    return around | own if own else around


class _Expansion:
    """The expansion of the patterns of one document."""

    def __init__(self, root: Element, patterns: Mapping[str, Element], view: Context) -> None:
        self._root = root
        self._view = view
        self._patterns = patterns
        self._left = LIMITS.elements
        self._measure = Measure()
        self._clips = ClipPaths("pattern-clip")

    def expand(self) -> None:
        """Replace the fills of all shapes outside of patterns."""
        waiting: list[tuple[Element, str, str]] = [(self._root, "", "")]
        while waiting:
            element, fill, opacity = waiting.pop()
            fill = element.get("fill", fill)
            opacity = element.get("fill-opacity", opacity)

            for index, child in enumerate(list(element)):
                if local(child) in _NOT_FILLED:
                    continue
                server = _server(child, fill)
                if server is None:
                    waiting.append((child, fill, opacity))
                elif server in self._patterns:
                    pattern = self._patterns[server]
                    share = child.get("fill-opacity", opacity)
                    element[index] = self._filled(child, pattern, share)
        self._clips.write(self._root)

    def _filled(self, shape: Element, pattern: Element, opacity: str) -> Element:
        """A group of tiles and the shape without its fill; the shape where that is too much."""
        box = self._measure.box(shape)
        if box is None:
            return shape
        tile = tiles.first(pattern, box, self._view)
        if tile is None:
            return shape
        places = tiles.places(pattern, tile, box)
        size = sum(1 for _ in pattern.iter())
        copied = len(places) * size
        if not copied or copied > self._left:
            return shape
        self._left -= copied

        group = Element(svg_name("g"), taken(shape.attrib, _OF_SHAPE))
        clip = self._outline(shape)
        clipped = SubElement(group, svg_name("g"), {"clip-path": clip})
        if opacity:
            clipped.set("opacity", opacity)
        content = self._content(pattern, tile, box)
        clipped.append(_tiled(pattern, content, places))

        # What is left of the shape, its stroke, is drawn above the tiles.
        shape.set("fill", "none")
        group.append(shape)
        return group

    def _outline(self, shape: Element) -> str:
        """A reference to a clip path with the outline of a shape."""
        outline = deepcopy(shape)
        rule = outline.get("fill-rule", "nonzero")
        outline.set("clip-rule", rule)
        return self._clips.add(outline)

    def _content(self, pattern: Element, tile: Box, box: Box) -> Element:
        """A group with what one tile shows, clipped to it where it is larger."""
        matrix = tiles.content_matrix(pattern, tile, box)
        inner = Element(svg_name("g"), {"transform": transforms.written(matrix)})
        inner.extend([deepcopy(child) for child in pattern])
        for element in inner.iter():
            element.attrib.pop("id", None)

        outer = Element(svg_name("g"))
        if self._is_inside(inner, tile):
            outer.append(inner)
            return outer
        clip = self._clips.add(_edges(tile))
        clipped = SubElement(outer, svg_name("g"), {"clip-path": clip})
        clipped.append(inner)
        return outer

    def _is_inside(self, content: Element, tile: Box) -> bool:
        """Whether what a tile shows is inside of it, as far as its fills tell."""
        if any(each.get("stroke", "none") != "none" for each in content.iter()):
            return False
        holder = Element(svg_name("g"))  # a box is measured without the element's own transform
        holder.append(content)
        box = self._measure.box(holder)
        if box is None:
            return True

        left, top, width, height = box
        x, y, across, down = tile
        inside_across = left >= x and left + width <= x + across
        inside_down = top >= y and top + height <= y + down
        return inside_across and inside_down


def _server(shape: Element, fill: str) -> str | None:
    """The identifier of the paint server that fills a shape; None for anything else.

    `fill` is the value that reaches the shape from the elements around it.
    """
    if local(shape) not in _SHAPES:
        return None
    found = reference(shape.get("fill", fill))
    return found[0] if found else None


def _tiled(pattern: Element, content: Element, places: Sequence[tuple[float, float]]) -> Element:
    """A group with a copy of a tile's content at each place."""
    tiled = Element(svg_name("g"))
    for name in _INHERITED:
        tiled.set(name, pattern.attrib[name])
    matrix = tiles.matrix(pattern)
    tiled.set("transform", transforms.written(matrix))

    for x, y in places:
        copy = deepcopy(content)
        copy.set("transform", f"translate({x:.9g} {y:.9g})")
        tiled.append(copy)
    return tiled


def _edges(tile: Box) -> Element:
    """The rectangle of a tile."""
    rectangle = Element(svg_name("rect"))
    for name, value in zip(("x", "y", "width", "height"), tile, strict=True):
        rectangle.set(name, f"{value:.9g}")
    return rectangle
