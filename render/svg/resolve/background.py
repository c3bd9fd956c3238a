"""Paints the background that a style sheet gives to the root.

https://www.w3.org/TR/css-backgrounds-3/
"""

from xml.etree.ElementTree import Element

import tinycss2

from render.svg.resolve.css import colours
from render.svg.resolve.geometry import viewport
from render.svg.resolve.geometry.boxes import rectangle

_PROPERTIES = ("css-background", "css-background-color")


def paint(root: Element) -> None:
    """Put a rectangle of the root's background colour behind everything."""
    colour = None
    for name in _PROPERTIES:
        if name in root.attrib:
            colour = _colour(root.attrib.pop(name)) or colour
    if colour is None or colour.channels is None or not colour.opacity:
        return
    view = viewport.of_root(root)
    x, y = (viewport.view_box(root) or (0.0, 0.0))[:2]
    plain, opacity = colours.split(colour.written())
    behind = rectangle((x, y, view.width, view.height))
    behind.set("fill", plain)
    behind.set("stroke", "none")
    if opacity != 1:
        behind.set("fill-opacity", f"{opacity:g}")
    root.insert(0, behind)


def _colour(value: str) -> colours.Colour | None:
    """The colour in a background; None where it has none."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        colour = colours.parse(token.serialize())
        if colour is not None:
            return colour
    return None
