"""Writes `clip-path: circle(…)` and the other basic shapes as clip paths.

https://www.w3.org/TR/css-shapes-1/#basic-shape-functions
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement

from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import svg_name
from render.svg.resolve.geometry import transforms
from render.svg.resolve.geometry.boxes import Measure
from render.svg.resolve.geometry.viewport import Box

_SHAPE = re.compile(r"([a-z]+)\((.*)\)\s*([-a-z]*)\s*", re.IGNORECASE | re.DOTALL)
_BOX_FIRST = re.compile(r"([-a-z]+-box|view-box)\s+(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\s,()]*\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s,]+")
# For one, two, three and four words, which stands for the top, right, bottom and left edge.
_STANDING_FOR = ((), (0, 0, 0, 0), (0, 1, 0, 1), (0, 1, 2, 1), (0, 1, 2, 3))
_ENDS = ("0%", "100%", "100%", "0%")  # what `auto` is, from the top on
_VIEW_BOX = "view-box"


def clip(root: Element, view: Context) -> None:
    """Replace each basic shape of a document by a reference to a clip path of its own."""
    clips: list[Element] = []
    measure = Measure()
    for element in root.iter():
        value = element.get("clip-path", "none")
        if value == "none" or value.startswith("url("):
            continue
        shape = _shape(element, value, view, measure)
        if shape is None:
            del element.attrib["clip-path"]
            continue
        name = f"shape-clip-{len(clips)}"
        path = Element(svg_name("clipPath"), {"id": name})
        path.append(shape)
        clips.append(path)
        element.set("clip-path", f"url(#{name})")
    if clips:
        SubElement(root, svg_name("defs")).extend(clips)


def _shape(element: Element, value: str, view: Context, measure: Measure) -> Element | None:
    """The shape that clips an element, in its user space; None for one that is not valid."""
    first = _BOX_FIRST.fullmatch(value)
    if first:
        value = f"{first[2]} {first[1]}"
    found = _SHAPE.fullmatch(value)
    if found is None:
        return None
    box: Box | None = (0.0, 0.0, view.width, view.height)
    if found[3].lower() != _VIEW_BOX:
        box = measure.box(element)
    if box is None:
        return None
    context = replace(view, width=box[2], height=box[3])
    make = _SHAPES.get(found[1].lower())
    return make(found[2], box, context) if make else None


def _words(text: str) -> list[str]:
    return [str(word) for word in _WORD.findall(text)]


def _place(words: list[str], box: Box, context: Context) -> tuple[float, float] | None:
    """The point that `at` names; the middle without it."""
    text = " ".join(words[1:]) if words[:1] == ["at"] else "center"
    origin = transforms.checked_origin(text, True)
    if origin is None:
        return None
    return transforms.origin(origin, box[0], box[1], context)


def _radius(text: str, near: tuple[float, ...], context: Context, axis: str) -> float | None:
    """A radius: a length, or the distance to the nearest or the farthest of the sides."""
    if text == "closest-side":
        return min(near)
    if text == "farthest-side":
        return max(near)
    return lengths.length(text, context, axis)


def _circle(text: str, box: Box, context: Context) -> Element | None:
    return _round(text, box, context, 1)


def _ellipse(text: str, box: Box, context: Context) -> Element | None:
    return _round(text, box, context, 2)


def _round(text: str, box: Box, context: Context, count: int) -> Element | None:
    """A circle, of one radius, or an ellipse, of two."""
    words = _words(text)
    split = words.index("at") if "at" in words else len(words)
    radii = words[:split] or ["closest-side"] * count
    point = _place(words[split:], box, context)
    if point is None or len(radii) != count:
        return None
    across, down = _distances(point, box)
    if count == 1:
        rx = ry = _radius(radii[0], (*across, *down), context, "")
    else:
        rx = _radius(radii[0], across, context, "x")
        ry = _radius(radii[1], down, context, "y")
    if rx is None or ry is None:
        return None
    ellipse = Element(svg_name("ellipse"))
    _write(ellipse, cx=point[0], cy=point[1], rx=rx, ry=ry)
    return ellipse


def _distances(
    point: tuple[float, float], box: Box
) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far a point is from the left and the right side of a box, and from top and bottom."""
    x, y = point
    left, top, width, height = box
    across = (abs(x - left), abs(left + width - x))
    down = (abs(y - top), abs(top + height - y))
    return across, down


def _write(element: Element, **numbers: float) -> None:
    for name, number in numbers.items():
        element.set(name, f"{number:g}")


def _sides(words: list[str], context: Context) -> list[float] | None:
    """Distances from the top, right, bottom and left edges; fewer stand for several."""
    if not 1 <= len(words) <= 4:
        return None
    four = [words[index] for index in _STANDING_FOR[len(words)]]
    return _lengths(four, context, "yxyx")


def _lengths(words: list[str], context: Context, axes: str) -> list[float] | None:
    """User units of lengths along some axes; None where one is not valid, or has no axis."""
    if len(words) != len(axes):
        return None
    found = []
    for word, axis in zip(words, axes, strict=True):
        value = lengths.length(word, context, axis)
        if value is None:
            return None
        found.append(value)
    return found


def _inset(text: str, box: Box, context: Context) -> Element | None:
    """A rectangle inside of the box; its corners are round after `round`."""
    edges, _, corners = text.partition("round")
    sides = _sides(_words(edges), context)
    if sides is None:
        return None
    top, right, bottom, left = sides
    x, y, width, height = box
    corner = _words(corners)
    radius = lengths.length(corner[0], context, "") if corner else 0.0
    return _rectangle(x + left, y + top, x + width - right, y + height - bottom, radius or 0.0)


def _corner_and_sides(text: str, box: Box, context: Context) -> Element | None:
    """`xywh(…)`: a corner and the sides of a rectangle."""
    edges, _, _ = text.partition("round")
    values = _lengths(_words(edges), context, "xyxy")
    if values is None:
        return None
    x, y, width, height = values
    left = box[0] + x
    top = box[1] + y
    return _rectangle(left, top, left + width, top + height, 0.0)


def _edges(text: str, box: Box, context: Context) -> Element | None:
    """`rect(…)`: the edges of a rectangle, all measured from the top left."""
    edges, _, _ = text.partition("round")
    words = _words(edges)
    for index, end in enumerate(_ENDS[: len(words)]):
        if words[index] == "auto":
            words[index] = end
    values = _lengths(words, context, "yxyx")
    if values is None:
        return None
    top, right, bottom, left = values
    x, y, _, _ = box
    return _rectangle(x + left, y + top, x + right, y + bottom, 0.0)


def _rectangle(left: float, top: float, right: float, bottom: float, radius: float) -> Element:
    rectangle = Element(svg_name("rect"))
    width = max(right - left, 0)
    height = max(bottom - top, 0)
    _write(rectangle, x=left, y=top, width=width, height=height)
    if radius:
        _write(rectangle, rx=radius)
    return rectangle


def _polygon(text: str, box: Box, context: Context) -> Element | None:
    """A polygon; before its points may be the fill rule."""
    words = _words(text)
    rule = words.pop(0) if words and words[0] in ("evenodd", "nonzero") else "nonzero"
    if len(words) % 2:
        return None
    points = []
    for index, word in enumerate(words):
        value = lengths.length(word, context, "xy"[index % 2])
        if value is None:
            return None
        points.append(f"{box[index % 2] + value:g}")
    return Element(svg_name("polygon"), {"points": " ".join(points), "clip-rule": rule})


def _path(text: str, box: Box, _: Context) -> Element | None:
    found = re.fullmatch(r"\s*(?:(nonzero|evenodd)\s*,)?\s*[\"'](.*)[\"']\s*", text, re.DOTALL)
    if found is None:
        return None
    attributes = {"d": found[2], "clip-rule": found[1] or "nonzero"}
    if box[0] or box[1]:
        attributes["transform"] = f"translate({box[0]:g} {box[1]:g})"
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
