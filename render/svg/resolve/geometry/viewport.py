"""The size of a document and of what is nested in it, in pixels and in user units.

https://www.w3.org/TR/SVG2/coords.html
"""

import re
from contextlib import suppress
from xml.etree.ElementTree import Element

from render.svg.matrices import Matrix, moving, multiplied, scaling
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.settings import SCREEN

Box = tuple[float, float, float, float]  # x, y, width, height in user units

_DEFAULT = Context(SCREEN.side, SCREEN.side)  # of an icon that asks for no size

_ALIGNED = re.compile("x(Min|Mid|Max)Y(Min|Mid|Max)")
_SHARES = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}


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


def page(root: Element) -> Context:
    """What @media asks about: the page, on which the icon alone is, as large as it is compared."""
    sides = size(root) or (1.0, 1.0)
    scale = SCREEN.side / max(sides)
    return Context(sides[0] * scale, sides[1] * scale)


def fitted(box: Box, sides: tuple[float, float], aspect: str) -> Matrix:
    """The matrix from a viewBox to a viewport at the origin; `aspect` is preserveAspectRatio."""
    x, y, width, height = box
    scales = (sides[0] / width, sides[1] / height)
    align, _, how = aspect.strip().partition(" ")
    if align == "none":
        return multiplied(scaling(*scales), moving(-x, -y))
    choose = max if how.strip() == "slice" else min
    scale = choose(scales)
    across, down = _alignment(align)
    left = (sides[0] - scale * width) * across
    top = (sides[1] - scale * height) * down
    scaled = multiplied(scaling(scale, scale), moving(-x, -y))
    return multiplied(moving(left, top), scaled)


def _alignment(align: str) -> tuple[float, float]:
    """The shares of the free room on the left and on top; the middle for what is not valid."""
    found = _ALIGNED.fullmatch(align)
    if found is None:
        return 0.5, 0.5
    return _SHARES[found[1]], _SHARES[found[2]]
