"""Writes strokes as wide, and dashes as long, as they are in user units.

https://www.w3.org/TR/SVG2/coords.html#VectorEffects and, for `pathLength`,
https://www.w3.org/TR/SVG2/paths.html#PathLengthAttribute
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from render.svg.outline import IDENTITY, Matrix, multiplied, path_data
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import ANY, Context
from render.svg.resolve.geometry import boxes, distances, transforms
from render.svg.resolve.settings import SCREEN

_DASHES = ("stroke-dasharray", "stroke-dashoffset")
_LENGTHS = ("stroke-width", *_DASHES)


def fix(root: Element, view: Context) -> None:
    """Give strokes that do not scale with the drawing, or count their own length, plain lengths."""
    pixel = SCREEN.side / max(view.width, view.height)  # of a user unit
    initial = {"stroke-width": "1"}
    waiting: list[tuple[Element, Matrix, dict[str, str]]] = [(root, IDENTITY, initial)]
    while waiting:
        element, around, inherited = waiting.pop()
        attributes = element.attrib
        own = transforms.matrix(attributes.get("transform", "none"), ANY)
        matrix = multiplied(around, own)
        if not attributes.keys().isdisjoint(_LENGTHS):
            written = {name: attributes[name] for name in _LENGTHS if name in attributes}
            inherited = inherited | written
        if attributes.pop("vector-effect", "none") == "non-scaling-stroke":
            _scale(attributes, inherited, _LENGTHS, 1 / (pixel * boxes.scale(matrix) or 1.0))
        length = lengths.number(attributes.pop("pathLength", ""))
        if length and length > 0:
            actual = distances.total(path_data(element))
            _scale(attributes, inherited, _DASHES, actual / length)
        waiting.extend((child, matrix, inherited) for child in element)


def _scale(
    attributes: dict[str, str], inherited: dict[str, str], names: Iterable[str], scale: float
) -> None:
    """Write inherited or own lengths, scaled."""
    for name in names:
        value = inherited.get(name, "none")
        if value != "none":
            attributes[name] = " ".join(f"{float(part) * scale:.6g}" for part in value.split())
