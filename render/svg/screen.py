"""The limits that a document must keep. One over a limit is refused."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from render.svg.parsing import entities, prefixes


@dataclass(frozen=True)
class DocumentLimits:
    """The largest document that is drawn. Chosen by hand, far above any icon.

    CairoSVG hangs on 2 MB of path data, and fails on 100,000 nested elements.
    """

    max_bytes: int = 256 * 1024
    max_depth: int = 64
    max_elements: int = 5000
    max_attributes: int = 64  # of one element


DOCUMENT = DocumentLimits()
SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
HREFS = ("href", XLINK_HREF)  # the attributes that refer to an element or a file

_XML_DECLARATION = re.compile(r"^<\?xml\b[^>]*\?>")
EMPTY = "nothing of it is visible"


class Undrawable(Exception):
    """An icon that cannot become a picture; the message is the reason, for the list of failures."""


def read(svg: str) -> Element:
    """Parse one icon's source as it is.

    Raises Undrawable with the limit it breaks, or the place where it is not XML.
    """
    _check_size(svg)
    text = svg.strip("\ufeff \t\r\n\0")
    if text.startswith("<?xml"):  # the encoding that it names was that of the file
        text = _XML_DECLARATION.sub("", text)
    if "<!ENTITY" in text:
        refusal = entities.why_refused(text)
        if refusal:
            raise Undrawable(refusal)
    root = _parse(text)
    _in_namespace(root)
    _walk(root)
    return root


def _check_size(svg: str) -> None:
    if len(svg) > DOCUMENT.max_bytes or len(svg.encode()) > DOCUMENT.max_bytes:
        raise Undrawable(f"it is larger than {DOCUMENT.max_bytes // 1024} KB")


def _in_namespace(root: Element) -> None:
    """Put a document without namespace, as HTML has it, into SVG's. Raises Undrawable for others.

    The document may mix both: an HTML parser would put all of it into SVG's.
    """
    namespace = root.tag.removesuffix("svg")
    if namespace not in ("", f"{{{SVG}}}"):
        raise Undrawable(f"its namespace is {namespace[1:-1][:80]}, not {SVG}")
    if not namespace:
        for element in root.iter():
            if "{" not in element.tag:
                element.tag = f"{{{SVG}}}{element.tag}"


def _parse(text: str) -> Element:
    try:
        root = _parse_with_prefixes(text)
    except ElementTree.ParseError as error:
        raise Undrawable(f"it is not well-formed XML ({error})") from error
    name = _local(root)
    if name != "svg":
        raise Undrawable(f"its root element is <{name[:40]}>, not <svg>")
    return root


def _parse_with_prefixes(text: str) -> Element:
    """Parse a document, with its prefixes declared where they are not. Raises ParseError."""
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        if error.code != prefixes.UNBOUND:
            raise
        return ElementTree.fromstring(prefixes.declare(text))


def _local(element: Element) -> str:
    """An element's name without its namespace."""
    _, _, name = element.tag.rpartition("}")
    return name


def _walk(root: Element) -> None:
    """Check the limits of a document level by level. Raises Undrawable."""
    level = [root]
    depth = 0
    elements = 0
    while level:
        depth += 1
        elements += len(level)
        if depth > DOCUMENT.max_depth:
            raise Undrawable(f"its elements are nested more than {DOCUMENT.max_depth} deep")
        if elements > DOCUMENT.max_elements:
            raise Undrawable(f"it has more than {DOCUMENT.max_elements} elements")
        below: list[Element] = []
        for element in level:
            if len(element.attrib) > DOCUMENT.max_attributes:
                raise Undrawable(f"an element has more than {DOCUMENT.max_attributes} attributes")
            below.extend(element)
        level = below
