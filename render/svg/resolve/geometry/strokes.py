"""Writes strokes as wide, and dashes as long, as they are in user units.

https://www.w3.org/TR/SVG2/coords.html#VectorEffects and, for `pathLength`,
https://www.w3.org/TR/SVG2/paths.html#PathLengthAttribute
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from render.svg.matrices import IDENTITY, Matrix, multiplied
from render.svg.parsing.shapes import path_data
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import ANY, Context
from render.svg.resolve.geometry import boxes, distances, transforms
from render.svg.resolve.settings import SCREEN

_DASHES = ("stroke-dasharray", "stroke-dashoffset")
_LENGTHS = ("stroke-width", *_DASHES)


def fix(root: Element, view: Context) -> None:
    """Give strokes that do not scale with the drawing, or count their own length, plain lengths."""
    initial = {"stroke-width": "1"}
    waiting: list[tuple[Element, Matrix, dict[str, str]]] = [(root, IDENTITY, initial)]
    while waiting:
        element, around, inherited = waiting.pop()
        attributes = element.attrib
        value = attributes.get("transform", "none")
        own = transforms.matrix(value, ANY)
        matrix = multiplied(around, own)
        written = {name: attributes[name] for name in _LENGTHS if name in attributes}
        if written:
            inherited = inherited | written

        if attributes.pop("vector-effect", "none") == "non-scaling-stroke":
            pixel = _user_units(matrix, view)
            _scale(attributes, inherited, _LENGTHS, pixel)
        unit = _unit_of_length(element)
        if unit is not None:
            _scale(attributes, inherited, _DASHES, unit)
        waiting.extend((child, matrix, inherited) for child in element)


def _unit_of_length(element: Element) -> float | None:
    """The user units of one unit of `pathLength`, which is removed; None without a valid one."""
    text = element.attrib.pop("pathLength", "")
    given = lengths.number(text)
    if given is None or given <= 0:
        return None
    actual = distances.total(path_data(element))
    return actual / given


def _user_units(matrix: Matrix, view: Context) -> float:
    """The user units of a pixel, inside of what a matrix scales."""
    longer = max(view.width, view.height)
    pixels = SCREEN.side / longer * boxes.scale(matrix)  # of a user unit
    if not pixels:
        return 1.0
    return 1 / pixels


def _scale(
    attributes: dict[str, str],
    inherited: dict[str, str],
    names: Iterable[str],
    scale: float,
) -> None:
    """Write inherited or own lengths, scaled."""
    for name in names:
        value = inherited.get(name, "none")
        if value == "none":
            continue
        scaled = []
        for part in value.split():
            number = float(part) * scale
            scaled.append(f"{number:.6g}")
        attributes[name] = " ".join(scaled)
