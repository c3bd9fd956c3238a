"""Writes `clip-path: circle(…)` and the other basic shapes as clip paths.

https://www.w3.org/TR/css-shapes-1/#basic-shape-functions
"""

import re
from dataclasses import replace
from itertools import cycle
from xml.etree.ElementTree import Element

from render.svg.resolve.clip_paths import ClipPaths
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import svg_name
from render.svg.resolve.geometry import boxes
from render.svg.resolve.geometry import shape_arguments as arguments
from render.svg.resolve.geometry.boxes import Measure
from render.svg.resolve.geometry.viewport import Box

_SHAPE = re.compile(r"([a-z]+)\((.*)\)\s*([-a-z]*)\s*", re.IGNORECASE | re.DOTALL)
_BOX_FIRST = re.compile(r"([-a-z]+-box|view-box)\s+(.*)", re.IGNORECASE | re.DOTALL)
_RULE_AND_DATA = re.compile(
    r"\s*(?:(?P<rule>nonzero|evenodd)\s*,)?\s*[\"'](?P<data>.*)[\"']\s*", re.DOTALL
)
# For one, two, three and four words, which stands for the top, right, bottom and left edge.
_STANDING_FOR = ((), (0, 0, 0, 0), (0, 1, 0, 1), (0, 1, 2, 1), (0, 1, 2, 3))
_ENDS = ("0%", "100%", "100%", "0%")  # what `auto` is, from the top on
_RULES = ("evenodd", "nonzero")
_BORDER_BOX = "border-box"  # unless another is named


def clip(root: Element, view: Context) -> None:
    """Replace each basic shape of a document by a reference to a clip path of its own."""
    clips = ClipPaths("shape-clip")
    measure = Measure()
    for element in root.iter():
        value = element.get("clip-path", "none")
        if value == "none" or value.startswith("url("):
            continue
        shape = _shape(element, value, view, measure)
        if shape is None:
            del element.attrib["clip-path"]
        else:
            element.set("clip-path", clips.add(shape))
    clips.write(root)


def _shape(element: Element, value: str, view: Context, measure: Measure) -> Element | None:
    """The shape that clips an element, in its user space; None for one that is not valid."""
    box_first = _BOX_FIRST.fullmatch(value)
    if box_first:
        name_of_box, shape = box_first.groups()
        value = f"{shape} {name_of_box}"
    found = _SHAPE.fullmatch(value)
    if found is None:
        return None
    function, given, name_of_box = found.groups()

    box = boxes.reference(element, name_of_box.lower() or _BORDER_BOX, view, measure)
    _, _, width, height = box
    context = replace(view, width=width, height=height)

    make = _SHAPES.get(function.lower())
    return make(given, box, context) if make else None


def _circle(text: str, box: Box, context: Context) -> Element | None:
    """A circle as an ellipse of one radius."""
    found = arguments.radii_and_centre(text, box, context, 1)
    if found is None:
        return None
    (word,), centre = found
    across = arguments.across(centre, box)
    down = arguments.down(centre, box)
    near = (*across, *down)
    radius = arguments.radius(word, near, context, "")
    return _ellipse_of(centre, radius, radius)


def _ellipse(text: str, box: Box, context: Context) -> Element | None:
    found = arguments.radii_and_centre(text, box, context, 2)
    if found is None:
        return None
    (first, second), centre = found
    across = arguments.across(centre, box)
    down = arguments.down(centre, box)
    rx = arguments.radius(first, across, context, "x")
    ry = arguments.radius(second, down, context, "y")
    return _ellipse_of(centre, rx, ry)


def _ellipse_of(centre: tuple[float, float], rx: float | None, ry: float | None) -> Element | None:
    """An ellipse; None where a radius is not valid."""
    if rx is None or ry is None:
        return None
    cx, cy = centre
    attributes = {
        "cx": f"{cx:g}",
        "cy": f"{cy:g}",
        "rx": f"{rx:g}",
        "ry": f"{ry:g}",
    }
    return Element(svg_name("ellipse"), attributes)


def _inset(text: str, box: Box, context: Context) -> Element | None:
    """A rectangle inside of the box; its corners are round after `round`."""
    edges, _, corners = text.partition("round")
    words = arguments.words(edges)
    if not 1 <= len(words) <= 4:
        return None
    four = [words[index] for index in _STANDING_FOR[len(words)]]
    sides = arguments.along(four, context, "yxyx")
    if sides is None:
        return None

    top, right, bottom, left = sides
    x, y, width, height = box
    rectangle = _rectangle(
        x + left,
        y + top,
        x + width - right,
        y + height - bottom,
    )
    return _rounded(rectangle, corners, context)


def _rounded(rectangle: Element, corners: str, context: Context) -> Element:
    """A rectangle with the first of the radii that follow `round`."""
    corner = arguments.words(corners)
    radius = lengths.length(corner[0], context, "") if corner else None
    if radius:
        rectangle.set("rx", f"{radius:g}")
    return rectangle


def _corner_and_sides(text: str, box: Box, context: Context) -> Element | None:
    """`xywh(…)`: a corner and the sides of a rectangle."""
    edges, _, corners = text.partition("round")
    values = arguments.along(arguments.words(edges), context, "xyxy")
    if values is None:
        return None
    to_right, below, width, height = values
    x, y, _, _ = box
    left = x + to_right
    top = y + below
    rectangle = _rectangle(left, top, left + width, top + height)
    return _rounded(rectangle, corners, context)


def _edges(text: str, box: Box, context: Context) -> Element | None:
    """`rect(…)`: the edges of a rectangle, all measured from the top left."""
    edges, _, corners = text.partition("round")
    words = arguments.words(edges)
    if len(words) != len(_ENDS):
        return None
    ends = zip(words, _ENDS, strict=True)
    plain = [end if word == "auto" else word for word, end in ends]
    values = arguments.along(plain, context, "yxyx")
    if values is None:
        return None
    top, right, bottom, left = values
    x, y, _, _ = box
    rectangle = _rectangle(x + left, y + top, x + right, y + bottom)
    return _rounded(rectangle, corners, context)


def _rectangle(left: float, top: float, right: float, bottom: float) -> Element:
    """A rectangle between edges; one whose edges are in the wrong order has no extent."""
    width = max(right - left, 0)
    height = max(bottom - top, 0)
    return boxes.rectangle((left, top, width, height))


def _polygon(text: str, box: Box, context: Context) -> Element | None:
    """A polygon; before its points may be the fill rule."""
    words = arguments.words(text)
    rule = "nonzero"
    if words and words[0] in _RULES:
        rule = words.pop(0)
    axes = "xy" * (len(words) // 2)
    values = arguments.along(words, context, axes)
    if values is None:
        return None

    left, top, _, _ = box
    coordinates = []
    for start, value in zip(cycle((left, top)), values, strict=False):
        coordinates.append(f"{start + value:g}")
    attributes = {"points": " ".join(coordinates), "clip-rule": rule}
    return Element(svg_name("polygon"), attributes)


def _path(text: str, box: Box, _: Context) -> Element | None:
    found = _RULE_AND_DATA.fullmatch(text)
    if found is None:
        return None
    attributes = {
        "d": found["data"],
        "clip-rule": found["rule"] or "nonzero",
    }
    x, y = box[:2]
    if x or y:
        attributes["transform"] = f"translate({x:g} {y:g})"
    return Element(svg_name("path"), attributes)


_SHAPES = {
    "circle": _circle,
    "ellipse": _ellipse,
    "inset": _inset,
    "path": _path,
    "polygon": _polygon,
    "rect": _edges,
    "xywh": _corner_and_sides,
}
