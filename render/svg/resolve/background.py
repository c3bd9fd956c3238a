"""Paints the background that a style sheet gives to the root.

https://www.w3.org/TR/css-backgrounds-3/
"""

import re
from xml.etree.ElementTree import Element

import tinycss2

from render.svg.resolve.css import colours
from render.svg.resolve.css.specified import BACKGROUNDS
from render.svg.resolve.document import MARK
from render.svg.resolve.geometry import viewport
from render.svg.resolve.geometry.boxes import rectangle

# A gradient, or an image in the document: a browser fetches no other.
_PICTURE = re.compile(r"gradient\(|url\(\s*[\"']?data:", re.IGNORECASE)


def paint(root: Element) -> None:
    """Put a rectangle of the root's background colour behind everything."""
    colour = None
    for name in BACKGROUNDS:
        if name in root.attrib:
            value = root.attrib.pop(name)
            if _PICTURE.search(value):
                _put_behind(root, {"fill": "none", MARK: "background"})
            colour = _colour(value) or colour
    if colour is None or colour.channels is None or not colour.opacity:
        return
    plain, opacity = colours.split(colour.written())
    _put_behind(root, {"fill": plain, "fill-opacity": f"{opacity:g}"})


def _put_behind(root: Element, paint: dict[str, str]) -> None:
    """Put a rectangle with some paint behind everything."""
    view = viewport.of_root(root)
    view_box = viewport.view_box(root)
    x, y = view_box[:2] if view_box else (0.0, 0.0)
    behind = rectangle((x, y, view.width, view.height))
    behind.attrib.update(paint, stroke="none")
    root.insert(0, behind)


def _colour(value: str) -> colours.Colour | None:
    """The colour in a background; None where it has none."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        colour = colours.parse(token.serialize())
        if colour is not None:
            return colour
    return None
