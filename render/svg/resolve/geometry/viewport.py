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
_LARGEST = 3.4028234e38  # of single precision (IEEE 754)

_ALIGNED = re.compile("x(Min|Mid|Max)Y(Min|Mid|Max)")
_SHARES = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}


def view_box(element: Element) -> Box | None:
    """An element's viewBox; None where it has none that is valid."""
    text = element.get("viewBox", "").strip()
    parts = re.split(r"[\s,]+", text)
    with suppress(ValueError):
        x, y, width, height = map(float, parts)
        is_valid = all(map(_is_number, (x, y, width, height)))
        if is_valid and width > 0 and height > 0:
            return x, y, width, height
    return None


def _is_number(value: float) -> bool:
    """Whether a browser can keep a number: in single precision it is no infinity."""
    return abs(value) <= _LARGEST


def size(root: Element) -> tuple[float, float] | None:
    """The width and the height of a root in pixels; None where they follow the page's."""
    width = _side(root, "width")
    height = _side(root, "height")
    if width is None or height is None:
        return None
    return width, height


def _side(root: Element, name: str) -> float | None:
    """Pixels of a side; None for a share of the page's, and for what is no length above 0."""
    text = root.get(name, "")
    if "%" in text:
        return None
    side = lengths.length(text, _DEFAULT)
    if side is None or side <= 0 or not _is_number(side):
        return None
    return side


def of_root(root: Element) -> Context:
    """What lengths in a document refer to: its viewBox, else its size."""
    box = view_box(root)
    if box is not None:
        _, _, width, height = box
        return Context(width, height)
    sides = size(root)
    return Context(*sides) if sides else _DEFAULT


def page(root: Element) -> Context:
    """What @media asks about: the page, on which the icon alone is, as large as it is compared."""
    width, height = size(root) or (1.0, 1.0)
    scale = SCREEN.side / max(width, height)
    return Context(width * scale, height * scale)


def fitted(box: Box, sides: tuple[float, float], aspect: str) -> Matrix:
    """The matrix from a viewBox to a viewport at the origin; `aspect` is preserveAspectRatio.

    https://www.w3.org/TR/SVG2/coords.html#ComputingAViewportsTransform
    """
    x, y, width, height = box
    to_origin = moving(-x, -y)
    across = sides[0] / width
    down = sides[1] / height
    align, _, how = aspect.strip().partition(" ")
    if align == "none":
        stretched = scaling(across, down)
        return multiplied(stretched, to_origin)

    choose = max if how.strip() == "slice" else min
    scale = choose(across, down)
    scaled = multiplied(scaling(scale, scale), to_origin)

    # What of the viewport is not covered, on each axis, is shared out by the alignment.
    share_left, share_above = _alignment(align)
    left = (sides[0] - scale * width) * share_left
    top = (sides[1] - scale * height) * share_above
    return multiplied(moving(left, top), scaled)


def _alignment(align: str) -> tuple[float, float]:
    """The shares of the free room on the left and on top; the middle for what is not valid."""
    found = _ALIGNED.fullmatch(align)
    if found is None:
        return 0.5, 0.5
    horizontal, vertical = found.groups()
    return _SHARES[horizontal], _SHARES[vertical]
