"""Replaces SVGs that are embedded as images by what they draw.

https://www.w3.org/TR/SVG2/embedded.html#ImageElement
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.data_uri import DataUri
from ingest.svg_text import svg_text
from render.svg.resolve.css import lengths
from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import svg_name, taken
from render.svg.resolve.geometry import viewport
from render.svg.screen import DOCUMENT, Undrawable


@dataclass(frozen=True)
class EmbeddedLimits:
    """Chosen by hand, far above any icon."""

    images: int = 8  # of one document; further ones are left out
    elements: int = DOCUMENT.max_elements  # in all of them


LIMITS = EmbeddedLimits()
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
# An image inherits nothing from the document around it.
_INITIAL = {name: each.initial for name, each in PROPERTIES.items() if each.inherited}
_OF_IMAGE = ("x", "y", "width", "height")
_OF_ROOT = (*_OF_IMAGE, "id", "overflow")


def expand(
    root: Element, resolve: Callable[[str], tuple[Element, frozenset[str]]]
) -> frozenset[str]:
    """Put the content of embedded SVGs into a document, and return its features.

    `resolve` makes a source a static document with features. An image that cannot be drawn stays
    as it is. Raises Undrawable where they are too large.
    """
    features: frozenset[str] = frozenset()
    images = 0
    elements = 0
    for element in list(root.iter(svg_name("image"))):
        source = _source(element.get("href", ""))
        if source is None or images == LIMITS.images:
            continue
        images += 1
        try:
            content, inner = resolve(source)
        except Undrawable:
            continue
        elements += sum(1 for _ in content.iter())
        if elements > LIMITS.elements:
            raise Undrawable(f"its embedded SVGs have more than {LIMITS.elements} elements")
        _rename(content, f"embedded-{images}-")
        _put(element, content)
        features |= inner
    return features


def _source(address: str) -> str | None:
    """The source of the SVG in a data URI; None for any other address."""
    uri = DataUri.read(address.encode())
    if uri is None or uri.media_type != "image/svg+xml":
        return None
    try:
        return svg_text(uri.content())
    except ValueError:  # no base64, or in no encoding that it names
        return None


def _rename(content: Element, prefix: str) -> None:
    """Give the identifiers of a document, and its references to them, a prefix."""
    for element in content.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{prefix}{value}")
            elif name == "href" and value.startswith("#"):
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(" in value:
                renamed = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
                element.set(name, renamed)


def _put(image: Element, content: Element) -> None:
    """Make an image a group with a nested viewport that shows a document.

    As in Chromium, the document is as large as the image, and its own preserveAspectRatio counts
    unless that of the image is "none".
    """
    box = viewport.view_box(content)
    sides = viewport.size(content)
    if sides is None:
        if box is None:
            return
        sides = box[2:]
    aspect = image.attrib.pop("preserveAspectRatio", "")
    frame = taken(image.attrib, _OF_IMAGE)
    _size(frame, sides)

    own = {name: value for name, value in content.items() if name not in _OF_ROOT}
    if box is None:
        width, height = sides
        own["viewBox"] = f"0 0 {width:g} {height:g}"
    if box is None or aspect == "none":
        own["preserveAspectRatio"] = "none"
    nested = Element(svg_name("svg"), _INITIAL | own | frame)
    nested.extend(content)

    del image.attrib["href"]
    image.tag = svg_name("g")
    image[:] = [nested]


def _size(values: dict[str, str], sides: tuple[float, float]) -> None:
    """Give an image the sides of its document that it lacks, or one that keeps their ratio."""
    width, height = sides
    across = lengths.length(values.get("width", ""), lengths.ANY)
    down = lengths.length(values.get("height", ""), lengths.ANY)
    scale = 1.0
    if across:
        scale = across / width
    elif down:
        scale = down / height
    values.setdefault("width", f"{width * scale:g}")
    values.setdefault("height", f"{height * scale:g}")
