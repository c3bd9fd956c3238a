"""The parts of what stands for a shape with a pattern: its tiles, and the mask of its stroke."""

from collections.abc import Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element

from render.svg.resolve.document import svg_name
from render.svg.resolve.geometry import tiles, transforms
from render.svg.resolve.geometry.viewport import Box
from render.svg.resolve.patterns.inherited import INHERITED
from render.svg.resolve.references import MARKERS


def mask(shape: Element, identifier: str, region: Box) -> Element:
    """A mask with the stroke of a shape."""
    made = Element(svg_name("mask"), {"id": identifier, "maskUnits": "userSpaceOnUse"})
    for name, value in zip(("x", "y", "width", "height"), region, strict=True):
        made.set(name, f"{value:.9g}")
    stroke = deepcopy(shape)
    stroke.attrib.update({"fill": "none", "stroke": "#ffffff", "stroke-opacity": "1"})
    stroke.attrib.update(dict.fromkeys(MARKERS, "none"))
    stroke.attrib.pop("id", None)
    made.append(stroke)
    return made


def grown(box: Box, more: float) -> Box:
    """A box that is larger on each side."""
    x, y, width, height = box
    return x - more, y - more, width + 2 * more, height + 2 * more


def tiled(pattern: Element, content: Element, places: Sequence[tuple[float, float]]) -> Element:
    """A group with a copy of a tile's content at each place."""
    group = Element(svg_name("g"))
    for name in INHERITED:
        group.set(name, pattern.attrib[name])
    matrix = tiles.matrix(pattern)
    group.set("transform", transforms.written(matrix))

    for x, y in places:
        copy = deepcopy(content)
        copy.set("transform", f"translate({x:.9g} {y:.9g})")
        group.append(copy)
    return group
