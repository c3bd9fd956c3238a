"""What patterns, and shapes that they paint, inherit from the elements around them."""

from xml.etree.ElementTree import Element

from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import local

INHERITED = (
    "clip-rule",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
)
INITIAL = {name: PROPERTIES[name].initial for name in INHERITED}


def pattern_elements(root: Element) -> dict[str, Element]:
    """The patterns of a document, by identifier, each with all that it inherits as attributes.

    Their content gets a place elsewhere, where it would inherit something else.
    """
    found: dict[str, Element] = {}
    waiting = [(root, INITIAL)]
    while waiting:
        element, around = waiting.pop()
        inside = inherited(element, around)
        if local(element) == "pattern" and "id" in element.attrib:
            identifier = element.attrib["id"]
            found[identifier] = element
            element.attrib.update(inside)
        waiting.extend((child, inside) for child in element)
    return found


def inherited(element: Element, around: dict[str, str]) -> dict[str, str]:
    """The properties of an element that its children inherit; `around` are those of its parent."""
    own = {}
    for name in around:
        if name in element.attrib:
            own[name] = element.attrib[name]
    return around | own if own else around
