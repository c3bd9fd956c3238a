"""The size of a document and of what is nested in it, in pixels and in user units.

https://www.w3.org/TR/SVG2/coords.html
"""

import re
from contextlib import suppress
from xml.etree.ElementTree import Element

from render.svg.resolve import lengths
from render.svg.resolve.lengths import Context

Box = tuple[float, float, float, float]  # x, y, width, height in user units

# https://www.w3.org/TR/css-images-3/#default-object-size
_DEFAULT = Context(300.0, 150.0)


def view_box(element: Element) -> Box | None:
    """An element's viewBox; None where it has none that is valid."""
    parts = re.split(r"[\s,]+", element.get("viewBox", "").strip())
    with suppress(ValueError):
        x, y, width, height = map(float, parts)
        if width > 0 and height > 0:
            return x, y, width, height
    return None


def size(root: Element) -> tuple[float, float] | None:
    """The width and the height of a root in pixels; None where they follow the page's."""
    sides = []
    for name in ("width", "height"):
        text = root.get(name, "")
        side = None if "%" in text else lengths.length(text, _DEFAULT)
        if not side or side < 0:
            return None
        sides.append(side)
    return sides[0], sides[1]


def of_root(root: Element) -> Context:
    """What lengths in a document refer to: its viewBox, else its size."""
    box = view_box(root)
    if box is not None:
        return Context(box[2], box[3])
    sides = size(root)
    return Context(*sides) if sides else _DEFAULT
