"""The limits that a document must keep, and the features that CairoSVG is known to draw wrong.

A document over a limit is refused. Scripts, event handlers and references to other files are only
flagged: CairoSVG runs no script, and `rasterise` fetches no file.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from render.svg import entities, repair


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

ELEMENT_FLAGS = {
    "animate": "animation",
    "animateMotion": "animation",
    "animateTransform": "animation",
    "feImage": "image",
    "filter": "filter",
    "foreignObject": "foreign-object",
    "image": "image",
    "mask": "mask",  # `canvas` draws most masks right, but not those in objectBoundingBox units
    "script": "script",
    "set": "animation",
    "text": "text",  # depends on the fonts of the machine
}
# Each may be in an attribute, a style attribute or a style sheet: the whole source is searched.
TEXT_FLAGS = {
    "paint-order": "paint-order",
    "mix-blend-mode": "blend-mode",
    "@keyframes": "animation",
    "@import": "external",
    "var(": "var",
}
PATTERN_FLAGS = {
    re.compile(r"transform(?<![-\w]transform)\s*:"): "style-transform",
    re.compile(r"filter(?<![-\w]filter)\s*:(?!\s*(?:none|url|inherit))"): "filter",
    re.compile(r"url\(\s*[\"']?\s*(?![\"'#\s])"): "external",
}
_EVENT = re.compile(r"on[a-z]+")
_EVENODD = re.compile(r"clip-rule(?<![-\w]clip-rule)\s*:\s*evenodd")


class Undrawable(Exception):
    """An icon that cannot become a picture; the message is the reason, for the list of failures."""


@dataclass(frozen=True)
class Screened:
    """A document ready to be drawn, repaired where a repair is certain.

    `flags` names the features drawn wrong or not at all.
    """

    root: Element
    has_styles: bool  # it has a style sheet
    own_colour: bool  # the root sets `color` itself
    uses_current_colour: bool
    flags: tuple[str, ...]


def screen(svg: str) -> Screened:
    """Check one icon's source and make it ready to draw.

    Raises Undrawable with the limit it breaks or the place where it is not XML.
    """
    _check_size(svg)
    text = repair.values(svg)
    if "<!ENTITY" in text:
        raise Undrawable("it declares an XML entity")
    root = _parse(text)
    flags = _flags_of_text(text)
    _walk(root, flags)
    if "clip-rule" in text and _clips_evenodd(root):
        flags.add("clip-rule")
    screened = Screened(
        root,
        has_styles="style>" in text,
        own_colour="color" in root.attrib,
        uses_current_colour="currentColor" in text,
        flags=tuple(sorted(flags)),
    )
    if screened.uses_current_colour and repair.sets_colour(text):
        repair.inherit_current_colour(root)
    if screened.has_styles:
        repair.styles(root)
    return screened


def read(svg: str) -> Element:
    """Parse one icon's source as it is. Raises Undrawable as `screen` does."""
    _check_size(svg)
    text = svg.strip("\ufeff \t\r\n\0")
    if text.startswith("<?xml"):  # the encoding that it names was that of the file
        text = repair.XML_DECLARATION.sub("", text)
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
        if error.code != repair.UNBOUND_PREFIX:
            raise
        return ElementTree.fromstring(repair.prefixes(text))


def _local(element: Element) -> str:
    """An element's name without its namespace."""
    _, _, name = element.tag.rpartition("}")
    return name


def _flags_of_text(text: str) -> set[str]:
    flags = set()
    for word, flag in TEXT_FLAGS.items():
        if word in text:
            flags.add(flag)
    for pattern, flag in PATTERN_FLAGS.items():
        if pattern.search(text):
            flags.add(flag)
    return flags


def _walk(root: Element, flags: set[str] | None = None) -> None:
    """Check the limits of a document level by level, and add the flags of its elements to `flags`.

    Raises Undrawable.
    """
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
            if flags is not None:
                _flag(element, flags)
            below.extend(element)
        level = below


def _flag(element: Element, flags: set[str]) -> None:
    """Add the flags of an element and its attributes."""
    name = _local(element)
    if name in ELEMENT_FLAGS:
        flags.add(ELEMENT_FLAGS[name])
    for attribute, value in element.attrib.items():
        refers = attribute.endswith("href") and name != "a"
        if refers and not value.lstrip().startswith("#"):
            flags.add("external")
        elif attribute.startswith("on") and _EVENT.fullmatch(attribute):
            flags.add("script")


def _clips_evenodd(element: Element, inside: bool = False, evenodd: bool = False) -> bool:
    """Whether a shape inside a clipPath has the even-odd rule, which CairoSVG ignores there."""
    rule = element.get("clip-rule")
    if rule:
        evenodd = rule == "evenodd"
    style = element.get("style", "")
    evenodd = evenodd or _EVENODD.search(style) is not None
    if inside and evenodd:
        return True
    inside = inside or _local(element) == "clipPath"
    return any(_clips_evenodd(child, inside, evenodd) for child in element)
