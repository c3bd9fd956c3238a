"""Shapes as path data: https://www.w3.org/TR/SVG2/shapes.html

Attributes are plain numbers, as a resolved document has them. Units are ignored.
"""

import re
from xml.etree.ElementTree import Element

from render.svg.parsing.numbers import NUMBER

_NUMBER = re.compile(NUMBER)


def path_data(shape: Element) -> str:
    """The path data of a shape; empty for any other element."""
    name = shape.tag.rpartition("}")[2]
    match name:
        case "path":
            return shape.get("d", "")
        case "polygon":
            return f"M{shape.get('points', '')}z"
        case "polyline":
            return f"M{shape.get('points', '')}"
        case "line":
            return _line(shape)
        case "rect":
            return _rectangle(shape)
        case "circle" | "ellipse":
            return _ellipse(shape)
    return ""


def _line(shape: Element) -> str:
    x1 = number(shape, "x1")
    y1 = number(shape, "y1")
    x2 = number(shape, "x2")
    y2 = number(shape, "y2")
    return f"M{x1} {y1}L{x2} {y2}"


def _rectangle(shape: Element) -> str:
    """The path of a rectangle: https://www.w3.org/TR/SVG2/shapes.html#RectElement"""
    x = number(shape, "x")
    y = number(shape, "y")
    width = number(shape, "width")
    height = number(shape, "height")

    # A radius that is missing is the other one. A corner takes half of each side at most.
    rx = number(shape, "rx", "ry")
    ry = number(shape, "ry", "rx")
    rx = min(rx, width / 2)
    ry = min(ry, height / 2)
    if not rx or not ry:
        return f"M{x} {y}h{width}v{height}h{-width}z"

    # Straight parts between the corners, in the order in which they are drawn.
    across = width - 2 * rx
    down = height - 2 * ry
    corner = f"a{rx} {ry} 0 0 1 "
    return "".join(
        (
            f"M{x + rx} {y}",
            f"h{across}{corner}{rx} {ry}",
            f"v{down}{corner}{-rx} {ry}",
            f"h{-across}{corner}{-rx} {-ry}",
            f"v{-down}{corner}{rx} {-ry}",
            "z",
        )
    )


def _ellipse(shape: Element) -> str:
    """The path of a circle or an ellipse: two arcs that begin on the left."""
    rx = number(shape, "rx", "r")
    ry = number(shape, "ry", "r")
    left = number(shape, "cx") - rx
    middle = number(shape, "cy")

    width = 2 * rx
    half = f"a{rx} {ry} 0 1 0 "
    return f"M{left} {middle}{half}{width} 0{half}{-width} 0z"


def number(element: Element, name: str, otherwise: str = "") -> float:
    """The number of an attribute, or of another in its absence; 0 without both."""
    text = element.get(name) or element.get(otherwise) or "0"
    found = _NUMBER.match(text.strip())
    return float(found[0]) if found else 0.0


def numbers(text: str) -> list[float]:
    """All numbers in a text."""
    return [float(number) for number in _NUMBER.findall(text)]
