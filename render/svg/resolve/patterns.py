"""Replaces fills and strokes with patterns by copies of their tiles, in the form of the shape.

Renderers draw a tile once, at whole pixels, and repeat the picture: the tiles drift and blur.
https://www.w3.org/TR/SVG2/pservers.html#Patterns
"""

from collections.abc import Container, Mapping, Sequence
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
from render.svg.resolve.references import MARKERS


@dataclass(frozen=True)
class PatternLimits:
    """Patterns over these limits are left to the renderers. Chosen by hand."""

    elements: int = 5000  # in all copies
    widths: float = 2.0  # of a stroke, that it reaches at most: its miter limit is 4 by default


LIMITS = PatternLimits()
_SHAPES = frozenset(("circle", "ellipse", "path", "polygon", "polyline", "rect"))
_STROKED = _SHAPES | {"line"}
_OF_PAINT = ("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width")
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
        self._masks = 0
        self._measure = Measure()
        self._clips = ClipPaths("pattern-clip")

    def expand(self) -> None:
        """Replace the fills and the strokes of all shapes outside of patterns."""
        around = {name: _INITIAL[name] for name in _OF_PAINT}
        waiting = [(self._root, around)]
        while waiting:
            element, around = waiting.pop()
            inside = _inherited(element, around)
            for index, child in enumerate(list(element)):
                if local(child) in _NOT_FILLED:
                    continue
                own = _inherited(child, inside)
                painted = self._painted(child, own)
                element[index] = painted
                if painted is child:
                    waiting.append((child, inside))
        self._clips.write(self._root)

    def _painted(self, shape: Element, paints: Mapping[str, str]) -> Element:
        """A group of tiles and what is left of a shape; the shape where it has no patterns."""
        painted = shape
        fill = self._pattern(shape, paints["fill"], _SHAPES)
        stroke = self._pattern(shape, paints["stroke"], _STROKED)
        if fill is not None:
            painted = self._filled(shape, fill, paints["fill-opacity"])
        if stroke is not None:
            painted = self._stroked(painted, shape, stroke, paints)
        return painted

    def _pattern(self, shape: Element, paint: str, kinds: Container[str]) -> Element | None:
        """The pattern that paints a shape of some kinds; None for anything else."""
        if local(shape) not in kinds:
            return None
        found = reference(paint)
        return self._patterns.get(found[0]) if found else None

    def _stroked(
        self, painted: Element, shape: Element, pattern: Element, paints: Mapping[str, str]
    ) -> Element:
        """A group of a shape without its stroke, and tiles in a mask that has it.

        `painted` is what stands for the shape so far. It stays as it is where there is too much.
        """
        box = self._measure.box(shape)
        tile = tiles.first(pattern, box, self._view) if box else None
        if box is None or tile is None:
            return painted
        region = _grown(box, LIMITS.widths * float(paints["stroke-width"]))
        places = self._affordable(pattern, tiles.places(pattern, tile, region))
        if not places:
            return painted

        group = painted
        if painted is shape:
            group = Element(svg_name("g"), taken(shape.attrib, _OF_SHAPE))
            group.append(shape)
        self._masks += 1
        identifier = f"pattern-mask-{self._masks}"
        group.append(_mask(shape, identifier, region))
        masked = SubElement(group, svg_name("g"), {"mask": f"url(#{identifier})"})
        masked.set("opacity", paints["stroke-opacity"])
        content = self._content(pattern, tile, box)
        masked.append(_tiled(pattern, content, places))
        shape.set("stroke", "none")
        return group

    def _affordable(
        self, pattern: Element, places: Sequence[tuple[float, float]]
    ) -> Sequence[tuple[float, float]]:
        """The places of tiles; none where their elements are too many."""
        size = sum(1 for _ in pattern.iter())
        copied = len(places) * size
        if copied > self._left:
            return ()
        self._left -= copied
        return places

    def _filled(self, shape: Element, pattern: Element, opacity: str) -> Element:
        """A group of tiles and the shape without its fill; the shape where that is too much."""
        box = self._measure.box(shape)
        if box is None:
            return shape
        tile = tiles.first(pattern, box, self._view)
        if tile is None:
            return shape
        places = self._affordable(pattern, tiles.places(pattern, tile, box))
        if not places:
            return shape

        group = Element(svg_name("g"), taken(shape.attrib, _OF_SHAPE))
        clip = self._outline(shape)
        clipped = SubElement(group, svg_name("g"), {"clip-path": clip})
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


def _mask(shape: Element, identifier: str, region: Box) -> Element:
    """A mask with the stroke of a shape."""
    mask = Element(svg_name("mask"), {"id": identifier, "maskUnits": "userSpaceOnUse"})
    for name, value in zip(("x", "y", "width", "height"), region, strict=True):
        mask.set(name, f"{value:.9g}")
    stroke = deepcopy(shape)
    stroke.attrib.update({"fill": "none", "stroke": "#ffffff", "stroke-opacity": "1"})
    stroke.attrib.update(dict.fromkeys(MARKERS, "none"))
    stroke.attrib.pop("id", None)
    mask.append(stroke)
    return mask


def _grown(box: Box, more: float) -> Box:
    """A box that is larger on each side."""
    x, y, width, height = box
    return x - more, y - more, width + 2 * more, height + 2 * more


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
