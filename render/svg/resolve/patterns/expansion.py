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
from render.svg.resolve.document import local, svg_name, taken
from render.svg.resolve.geometry import tiles, transforms
from render.svg.resolve.geometry.boxes import Measure, rectangle
from render.svg.resolve.geometry.viewport import Box
from render.svg.resolve.patterns import parts
from render.svg.resolve.patterns.inherited import INITIAL, inherited, pattern_elements


@dataclass(frozen=True)
class PatternLimits:
    """Patterns over these limits are left to the renderers. Chosen by hand."""

    elements: int = 5000  # in all copies
    widths: float = 2.0  # of a stroke, that it reaches at most: its miter limit is 4 by default


LIMITS = PatternLimits()
_SHAPES = frozenset(("circle", "ellipse", "path", "polygon", "polyline", "rect"))
_STROKED = _SHAPES | {"line"}
_OF_PAINT = ("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width")
# Attributes that stay with the shape, outside of what its fill becomes.
_OF_SHAPE = ("clip-path", "filter", "id", "mask", "opacity", "transform")
# Fills in these are no fills of the document.
_NOT_FILLED = frozenset(("pattern", "clipPath"))


def expand(root: Element, view: Context) -> None:
    """Replace the patterns of a document's shapes, where they have not too many tiles.

    `view` is the viewport of the document.
    """
    patterns = pattern_elements(root)
    if patterns:
        _Expansion(root, patterns, view).expand()


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
        around = {name: INITIAL[name] for name in _OF_PAINT}
        waiting = [(self._root, around)]
        while waiting:
            element, around = waiting.pop()
            inside = inherited(element, around)
            for index, child in enumerate(list(element)):
                if local(child) in _NOT_FILLED:
                    continue
                own = inherited(child, inside)
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
        region = parts.grown(box, LIMITS.widths * float(paints["stroke-width"]))
        places = self._affordable(pattern, tiles.places(pattern, tile, region))
        if not places:
            return painted

        group = painted
        if painted is shape:
            group = Element(svg_name("g"), taken(shape.attrib, _OF_SHAPE))
            group.append(shape)
        self._masks += 1
        identifier = f"pattern-mask-{self._masks}"
        group.append(parts.mask(shape, identifier, region))
        masked = SubElement(group, svg_name("g"), {"mask": f"url(#{identifier})"})
        masked.set("opacity", paints["stroke-opacity"])
        content = self._content(pattern, tile, box)
        masked.append(parts.tiled(pattern, content, places))
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
        clipped.append(parts.tiled(pattern, content, places))

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
        clip = self._clips.add(rectangle(tile))
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
