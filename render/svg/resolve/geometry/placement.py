"""Writes transforms of style sheets, with their origins and boxes, as attributes.

https://www.w3.org/TR/css-transforms-1/ and -2/
"""

from xml.etree.ElementTree import Element

from render.svg.matrices import IDENTITY, Matrix, about, inverse, multiplied
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import MARK, svg_name, taken
from render.svg.resolve.geometry import boxes, motion_path, transforms, viewport
from render.svg.resolve.geometry.boxes import Measure
from render.svg.resolve.geometry.transforms import TRANSFORMS
from render.svg.resolve.geometry.viewport import Box

# Properties that move an element, in the order in which browsers multiply them.
_MOVING = ("css-translate", "css-rotate", "css-scale", "transform")
_PLACING = frozenset((*_MOVING, *motion_path.PROPERTIES, "transform-origin", "transform-box"))
# What applies to the root as a whole, and what renderers apply to groups only.
_OF_ROOT = ("clip-path", "filter", "mask", "opacity", "transform")


def place(root: Element, view: Context) -> None:
    """Write the transforms of all elements as attributes."""
    elements = [element for element in root.iter() if not _PLACING.isdisjoint(element.attrib)]
    measure = boxes.Measure()
    for element in reversed(elements):  # children first: a box depends on them
        if element is not root:
            _place(element, view, measure)


def _place(element: Element, view: Context, measure: Measure) -> None:
    """Write what moves one element as its attribute `transform`."""
    attributes = element.attrib
    origin = attributes.pop("transform-origin", None)
    kind = attributes.pop("transform-box", "view-box")
    if element.tag in TRANSFORMS:
        if origin is not None:
            _turn_about(element, origin, view)
        return
    moving = _PLACING.intersection(attributes)
    if not moving:
        return
    if origin is None and moving == {"transform"}:
        is_plain = transforms.is_attribute(attributes["transform"])
        if is_plain:
            return

    box = boxes.reference(element, kind, view, measure)
    matrix = _matrix(attributes, box, origin or "0 0")
    if matrix == IDENTITY:
        attributes.pop("transform", None)
    else:
        attributes["transform"] = transforms.written(matrix)


def _turn_about(server: Element, origin: str, view: Context) -> None:
    """Write a gradient's or a pattern's transform, which has an origin, without it.

    Percentages are those of the viewport, as Chromium has it, whatever the units are.
    """
    name = TRANSFORMS[server.tag]
    x, y = transforms.origin(origin, 0.0, 0.0, view)
    own = transforms.matrix(server.get(name, "none"), view)
    server.set(name, transforms.written(about(own, x, y)))


def _matrix(attributes: dict[str, str], box: Box, origin: str) -> Matrix:
    """The matrix of all that moves an element; its properties are taken from `attributes`."""
    left, top, width, height = box
    context = Context(width, height)
    x, y = transforms.origin(origin, left, top, context)

    matrix = IDENTITY
    for name in _MOVING:
        if name == "transform":
            along = motion_path.matrix(attributes, x, y)
            matrix = multiplied(matrix, along)
        value = attributes.pop(name, "none")
        if "perspective(" in value and (x or y):  # about the origin, browsers ignore it too
            attributes[MARK] = "perspective"
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
        function = _rotation(words)
    else:
        arguments = ",".join(words[:2])
        function = f"{name.removeprefix('css-')}({arguments})"
    return transforms.css_matrix(function, context) or IDENTITY


def _rotation(words: list[str]) -> str:
    """The function for a value of `rotate`: an angle, with the name of an axis before it."""
    match words:
        case [angle]:
            return f"rotate({angle})"
        case ["-z", angle]:
            return f"rotate(-{angle})"
        case [_, angle]:
            return f"rotate({angle})"
    return "none"


def wrap_root(root: Element) -> None:
    """Put what transforms or filters the root as a whole on a group around its children."""
    moves = not _PLACING.isdisjoint(root.attrib)
    if not moves and root.attrib.keys().isdisjoint(_OF_ROOT):
        return
    group = Element(svg_name("g"))
    group.extend(list(root))
    root[:] = [group]
    if moves:
        matrix = _of_root(root)
        if matrix != IDENTITY:
            group.set("transform", transforms.written(matrix))
    group.attrib.update(taken(root.attrib, _OF_ROOT))


def _of_root(root: Element) -> Matrix:
    """The matrix of the root's transform, which refers to the page, in user units."""
    attributes = root.attrib
    page = viewport.page(root)
    sides = (page.width, page.height)
    origin = attributes.pop("transform-origin", "50% 50%")
    attributes.pop("transform-box", None)
    on_page = _matrix(attributes, (0.0, 0.0, *sides), origin)

    view_box = viewport.view_box(root)
    if view_box is None:
        view = viewport.of_root(root)
        view_box = (0.0, 0.0, view.width, view.height)
    aspect = root.get("preserveAspectRatio", "")
    to_page = viewport.fitted(view_box, sides, aspect)
    from_page = inverse(to_page)
    moved = multiplied(from_page, on_page)
    return multiplied(moved, to_page)
