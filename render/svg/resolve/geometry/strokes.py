"""Writes strokes that keep their width on the screen as strokes in user units.

https://www.w3.org/TR/SVG2/coords.html#VectorEffects
"""

from xml.etree.ElementTree import Element

from render.svg.outline import IDENTITY, Matrix, multiplied
from render.svg.resolve.css.lengths import ANY, Context
from render.svg.resolve.geometry import boxes, transforms
from render.svg.resolve.settings import SCREEN

_LENGTHS = ("stroke-width", "stroke-dashoffset", "stroke-dasharray")


def fix(root: Element, view: Context) -> None:
    """Give strokes with `vector-effect: non-scaling-stroke` the width that shows the same."""
    pixel = SCREEN.side / max(view.width, view.height)  # of a user unit
    inherited = {"stroke-width": "1"}
    waiting: list[tuple[Element, Matrix, dict[str, str]]] = [(root, IDENTITY, inherited)]
    while waiting:
        element, around, lengths = waiting.pop()
        attributes = element.attrib
        own = transforms.matrix(attributes.get("transform", "none"), ANY)
        matrix = multiplied(around, own)
        if not attributes.keys().isdisjoint(_LENGTHS):
            lengths = lengths | {name: attributes[name] for name in _LENGTHS if name in attributes}
        if attributes.pop("vector-effect", "none") == "non-scaling-stroke":
            _scale(attributes, lengths, 1 / (pixel * boxes.scale(matrix) or 1.0))
        waiting.extend((child, matrix, lengths) for child in element)


def _scale(attributes: dict[str, str], lengths: dict[str, str], scale: float) -> None:
    for name, value in lengths.items():
        if value != "none":
            attributes[name] = " ".join(f"{float(part) * scale:.6g}" for part in value.split())
