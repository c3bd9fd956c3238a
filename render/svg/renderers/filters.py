"""Writes filters as resvg draws them like browsers, and finds those that it does not.

https://www.w3.org/TR/filter-effects-1/
"""

import re
from collections.abc import Iterator
from math import sqrt
from xml.etree.ElementTree import Element

from render.svg.matrices import Matrix, determinant, multiplied, scaling
from render.svg.resolve.css.lengths import ANY, number
from render.svg.resolve.document import local, svg_name
from render.svg.resolve.geometry import transforms
from render.svg.resolve.geometry.tiles import BOX_UNITS
from render.svg.viewport import Viewport

_IDENTIFIER = re.compile(r"url\(#([^)]*)\)")
_LIGHTINGS = ("feDiffuseLighting", "feSpecularLighting")
_HEIGHT = "css-surface-scale"  # the attribute of a height in user units: documents are drawn twice
# What resvg draws upright, whatever turns or slants the element.
_UPRIGHT = frozenset(("feImage", "feTile", "feTurbulence", *_LIGHTINGS))
_MOVING = ("feDropShadow", "feOffset")
_IN_REGIONS = _UPRIGHT.union(_MOVING, ("feFlood",))
_REGION = frozenset(("x", "y", "width", "height"))
# The share of each channel in grey: https://www.w3.org/TR/filter-effects-1/#feColorMatrixElement
_GREY = (0.213, 0.715, 0.072)


def adapt(root: Element, viewport: Viewport) -> None:
    """Write the lightings, saturations and kernels of a document's filters as resvg draws them."""
    for element in root.iter(svg_name("feConvolveMatrix")):
        if number(element.get("divisor", "1")) == 0:  # it counts as missing
            del element.attrib["divisor"]
    for element in root.iter(svg_name("feColorMatrix")):
        if element.get("type") == "saturate":
            _write_saturation(element)
    for _, lit, matrix in _filtered(root, viewport):
        area = abs(determinant(matrix))
        _raise(lit, sqrt(area))


def differs(root: Element, viewport: Viewport) -> bool:
    """Whether resvg draws any filter that is used otherwise than browsers."""
    for value, used, matrix in _filtered(root, viewport):
        _, b, c, _, _, _ = matrix
        is_turned = bool(b or c)
        if is_turned and any(_is_upright(part, used) for part in used):
            return True
        if _is_mixed(value) and any(local(part) in _IN_REGIONS for part in used):
            return True
        in_box = used.get("primitiveUnits") == BOX_UNITS
        if in_box and any(_is_in_shares(part) for part in used):
            return True
        lights = [light for part in used for light in part]
        if any("limitingConeAngle" in light.attrib for light in lights):
            return True
    return False


def _is_mixed(value: str) -> bool:
    """Whether a list of filters has functions that reach out of the region of another."""
    return "blur(" in value or "drop-shadow(" in value


def _is_upright(part: Element, whole: Element) -> bool:
    """Whether a part of a filter is drawn upright, and that shows: it moves or fills something."""
    name = local(part)
    if name in _MOVING:
        moved = (number(part.get(axis, "0")) for axis in ("dx", "dy"))
        return any(moved) and "Background" not in part.get("in", "")
    if name == "feFlood":
        is_clear = number(part.get("flood-opacity", "1")) == 0
        return not is_clear and not any(each.get("operator") == "in" for each in whole)
    return name in _UPRIGHT


def _is_in_shares(part: Element) -> bool:
    """Whether shares of a box place a part of a filter: resvg places that of a flood alone."""
    name = local(part)
    return name in _LIGHTINGS or (name != "feFlood" and not _REGION.isdisjoint(part.attrib))


def _filtered(root: Element, viewport: Viewport) -> Iterator[tuple[str, Element, Matrix]]:
    """The property of each element with filters, those, and what maps user units to pixels."""
    filters = {each.get("id"): each for each in root.iter(svg_name("filter"))}
    waiting = [(root, scaling(viewport.scale, viewport.scale))]
    while waiting:
        element, around = waiting.pop()
        own = transforms.matrix(element.get("transform", "none"), ANY)
        matrix = multiplied(around, own)
        value = element.get("filter", "")
        for identifier in _IDENTIFIER.findall(value):
            if identifier in filters:
                yield value, filters[identifier], matrix
        waiting.extend((child, matrix) for child in element)


def _raise(lit: Element, scale: float) -> None:
    """Make what a filter lights as many pixels high as it is in a browser: resvg scales it not."""
    for element in lit:
        if local(element) not in _LIGHTINGS:
            continue
        present = element.get("surfaceScale", "1")
        original = element.attrib.setdefault(_HEIGHT, present)
        units = number(original)
        pixels = scale * (1.0 if units is None else units)
        element.set("surfaceScale", f"{pixels:.9g}")


def _write_saturation(element: Element) -> None:
    """Write a saturation as a matrix: resvg keeps it between 0 and 1."""
    value = number(element.get("values", "1"))
    if value is None:
        return
    rows = []
    for row in range(3):
        for column, share in enumerate(_GREY):
            rows.append(share * (1 - value) + value * (row == column))
        rows.extend((0.0, 0.0))
    entries = " ".join(f"{entry:.6g}" for entry in rows)
    element.attrib.update(type="matrix", values=f"{entries} 0 0 0 1 0")
