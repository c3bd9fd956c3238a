"""What may reach the rasteriser: the limits a document must keep, and the features CairoSVG is known to draw wrong.

A document over a limit is refused. Scripts, event handlers and references to other files are let through, because CairoSVG
runs none of the first and `rasterise` fetches none of the last; they are only flagged.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from render.svg import repair

MAX_BYTES = 256 * 1024
MAX_DEPTH = 64
MAX_ELEMENTS = 5000
MAX_ATTRIBUTES = 64  # of one element

ELEMENT_FLAGS = {
    "animate": "animation",
    "animateMotion": "animation",
    "animateTransform": "animation",
    "feImage": "image",
    "filter": "filter",
    "foreignObject": "foreign-object",
    "image": "image",
    "mask": "mask",  # `canvas` does what most need, not objectBoundingBox units
    "script": "script",
    "set": "animation",
    "text": "text",  # depends on the fonts of the machine
}
# Looked for in the whole source, since each may stand in an attribute, a style attribute or a style sheet.
TEXT_FLAGS = (
    ("paint-order", "paint-order"),
    ("mix-blend-mode", "blend-mode"),
    ("@keyframes", "animation"),
    ("@import", "external"),
    ("var(", "var"),
)
PATTERN_FLAGS = (
    (re.compile(r"transform(?<![-\w]transform)\s*:"), "style-transform"),
    (re.compile(r"filter(?<![-\w]filter)\s*:(?!\s*(?:none|url|inherit))"), "filter"),
    (re.compile(r"url\(\s*[\"']?\s*(?![\"'#\s])"), "external"),
)
_EVENT = re.compile(r"on[a-z]+")
_EVENODD = re.compile(r"clip-rule(?<![-\w]clip-rule)\s*:\s*evenodd")


class Undrawable(Exception):
    """An icon that cannot become a picture; the message is the reason, for the list of failures."""


@dataclass(frozen=True)
class Screened:
    """A document fit to be drawn, repaired where that is certain, and the names of features drawn wrong or not at all."""

    root: Element
    has_styles: bool  # a style sheet in it
    own_colour: bool  # the root sets `color` itself
    uses_current_colour: bool
    flags: tuple[str, ...]


def screen(svg: str) -> Screened:
    """Check one icon's source and make it ready to draw.

    Raises Undrawable with the limit it breaks or the place where it is not XML.
    """
    if len(svg) > MAX_BYTES or len(svg.encode()) > MAX_BYTES:
        raise Undrawable(f"it is larger than {MAX_BYTES // 1024} KB")
    text = repair.values(svg)
    if "<!ENTITY" in text:
        raise Undrawable("it declares an XML entity")
    root = _parse(text)
    flags = {flag for word, flag in TEXT_FLAGS if word in text} | {
        flag for pattern, flag in PATTERN_FLAGS if pattern.search(text)
    }
    _walk(root, flags)
    if "clip-rule" in text and _clips_evenodd(root):
        flags.add("clip-rule")
    own_colour, uses_current_colour, has_styles = (
        "color" in root.attrib,
        "currentColor" in text,
        "style>" in text,
    )
    if uses_current_colour and repair.sets_colour(text):
        repair.inherit_current_colour(root)
    if has_styles:
        repair.styles(root)
    return Screened(root, has_styles, own_colour, uses_current_colour, tuple(sorted(flags)))


def _parse(text: str) -> Element:
    try:
        try:
            root = ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            if error.code != repair.UNBOUND_PREFIX:
                raise
            root = ElementTree.fromstring(repair.prefixes(text))
    except ElementTree.ParseError as error:
        raise Undrawable(f"it is not well-formed XML ({error})") from error
    if _local(root) != "svg":
        raise Undrawable(f"its root element is <{_local(root)[:40]}>, not <svg>")
    return root


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _walk(root: Element, flags: set[str]) -> None:
    """Hold a document to the limits, level by level, and add what its elements and attributes show to the flags."""
    level, depth, elements = [root], 0, 0
    while level:
        depth, elements = depth + 1, elements + len(level)
        if depth > MAX_DEPTH:
            raise Undrawable(f"its elements are nested more than {MAX_DEPTH} deep")
        if elements > MAX_ELEMENTS:
            raise Undrawable(f"it has more than {MAX_ELEMENTS} elements")
        for element in level:
            if len(element.attrib) > MAX_ATTRIBUTES:
                raise Undrawable(f"an element has more than {MAX_ATTRIBUTES} attributes")
            name = _local(element)
            if name in ELEMENT_FLAGS:
                flags.add(ELEMENT_FLAGS[name])
            for attribute, value in element.attrib.items():
                if (
                    attribute.endswith("href")
                    and name != "a"
                    and not value.lstrip().startswith("#")
                ):
                    flags.add("external")
                elif attribute.startswith("on") and _EVENT.fullmatch(attribute):
                    flags.add("script")
        level = [child for element in level for child in element]


def _clips_evenodd(element: Element, inside: bool = False, evenodd: bool = False) -> bool:
    """Whether a shape inside a clipPath asks for the even-odd rule, which CairoSVG ignores there."""
    rule = element.get("clip-rule")
    evenodd = (rule == "evenodd" if rule else evenodd) or _EVENODD.search(
        element.get("style", "")
    ) is not None
    if inside and evenodd:
        return True
    inside = inside or _local(element) == "clipPath"
    return any(_clips_evenodd(child, inside, evenodd) for child in element)
