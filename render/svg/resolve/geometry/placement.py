"""Writes transforms of style sheets, with their origins and boxes, as attributes.

https://www.w3.org/TR/css-transforms-1/ and -2/
"""

from xml.etree.ElementTree import Element

from render.svg.matrices import IDENTITY, Matrix, about, inverse, multiplied
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import svg_name
from render.svg.resolve.geometry import boxes, transforms, viewport
from render.svg.resolve.geometry.boxes import Measure
from render.svg.resolve.geometry.viewport import Box

# Properties that move an element, in the order in which browsers multiply them.
_MOVING = ("css-translate", "css-rotate", "css-scale", "transform")
_PLACING = frozenset((*_MOVING, "transform-origin", "transform-box"))
# What applies to the root as a whole, and what renderers apply to groups only.
_OF_ROOT = (
    "clip-path",
    "filter",
    "mask",
    "opacity",
    "transform",
)
_BOXES = ("fill-box", "content-box", "stroke-box", "border-box")


def place(root: Element, view: Context) -> None:
    """Write the transforms of all elements as attributes."""
    elements = [element for element in root.iter() if not _PLACING.isdisjoint(element.attrib)]
    measure = boxes.Measure()
    for element in reversed(elements):  # children first: a box depends on them
        if element is not root:
            _place(element, view, measure)


def _place(element: Element, view: Context, measure: Measure) -> None:
    attributes = element.attrib
    origin = attributes.pop("transform-origin", None)
    kind = attributes.pop("transform-box", "view-box")
    if origin is None and _PLACING.isdisjoint(attributes.keys() - {"transform"}):
        value = attributes.get("transform", "none")
        if transforms.is_attribute(value):
            return
    if _PLACING.isdisjoint(attributes):
        return
    box = _reference_box(element, kind, view, measure)
    matrix = _matrix(attributes, box, origin or "0 0")
    if matrix == IDENTITY:
        attributes.pop("transform", None)
    else:
        attributes["transform"] = transforms.written(matrix)


def _reference_box(element: Element, kind: str, view: Context, measure: Measure) -> Box:
    if kind in _BOXES:
        box = measure.box(element) or (0.0, 0.0, 0.0, 0.0)
        if kind in ("stroke-box", "border-box") and element.get("stroke", "none") != "none":
            width = float(element.get("stroke-width", 1))
            x, y, across, down = box
            return x - width / 2, y - width / 2, across + width, down + width
        return box
    return 0.0, 0.0, view.width, view.height


def _matrix(attributes: dict[str, str], box: Box, origin: str) -> Matrix:
    """The matrix of all that moves an element; its properties are taken from `attributes`."""
    context = Context(box[2], box[3])
    x, y = transforms.origin(origin, box[0], box[1], context)
    matrix = IDENTITY
    for name in _MOVING:
        value = attributes.pop(name, "none")
        found = _of_property(name, value, context)
        matrix = multiplied(matrix, found)
    return about(matrix, x, y)


def _of_property(name: str, value: str, context: Context) -> Matrix:
    """The matrix of `transform`, `translate`, `rotate` or `scale`."""
    if value in ("none", ""):
        return IDENTITY
    if name == "transform":
        return transforms.matrix(value, context)
    words = value.split()
    if name == "css-rotate":
        if len(words) == 2:
            words = [f"-{words[1]}"] if words[0] == "-z" else words[1:]
        function = f"rotate({words[0]})" if len(words) == 1 else "none"
    else:
        function = f"{name[4:]}({','.join(words[:2])})"
    return transforms.css_matrix(function, context) or IDENTITY


def wrap_root(root: Element) -> None:
    """Put what transforms or filters the root as a whole on a group around its children."""
    moves = not _PLACING.isdisjoint(root.attrib)
    if not moves and not any(name in root.attrib for name in _OF_ROOT):
        return
    group = Element(svg_name("g"))
    group.extend(list(root))
    root[:] = [group]
    if moves:
        matrix = _of_root(root)
        if matrix != IDENTITY:
            group.set("transform", transforms.written(matrix))
    for name in _OF_ROOT:
        if name in root.attrib:
            group.set(name, root.attrib.pop(name))


def _of_root(root: Element) -> Matrix:
    """The matrix of the root's transform, which refers to the page, in user units."""
    attributes = root.attrib
    box = viewport.view_box(root)
    page = viewport.page(root)
    sides = (page.width, page.height)
    origin = attributes.pop("transform-origin", "50% 50%")
    attributes.pop("transform-box", None)
    matrix = _matrix(attributes, (0.0, 0.0, *sides), origin)
    if box is None:
        view = viewport.of_root(root)
        box = (0.0, 0.0, view.width, view.height)
    to_page = viewport.fitted(box, sides, root.get("preserveAspectRatio", ""))
    from_page = inverse(to_page)
    return multiplied(multiplied(from_page, matrix), to_page)
