"""What may reach the rasteriser: the limits a document must keep, and the features CairoSVG is known to draw wrong.

A document over a limit is refused. Scripts, event handlers and references to other files are let through, because CairoSVG
runs none of the first and `rasterise` fetches none of the last; they are only flagged.
"""

import re
from dataclasses import dataclass
from xml.parsers import expat

from render import repair

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
_EVENODD_CLIP = re.compile(r"clip-rule(?<![-\w]clip-rule)\s*:\s*evenodd")


class Undrawable(Exception):
    """An icon that cannot become a picture; the message is the reason, for the list of failures."""


@dataclass(frozen=True)
class Screened:
    """A document fit to be drawn, repaired where that is certain, and the names of features drawn wrong or not at all."""

    content: bytes  # UTF-8, with no XML declaration
    root_end: int  # offset right after `<svg`, where attributes can be put in
    own_colour: bool  # the root sets `color` itself
    uses_current_colour: bool
    flags: tuple[str, ...]

    def coloured(self, current_colour: str | None) -> bytes:
        """The document with the colour that `currentColor` stands for where the icon sets none itself; None: black."""
        if current_colour is None or self.own_colour or not self.uses_current_colour:
            return self.content
        return self.content[: self.root_end] + f' color="{current_colour}"'.encode() + self.content[self.root_end :]


class _Walk:
    """Expat's handlers: counts against the limits and collects what the document uses."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.flags: set[str] = set()
        self.prefixes: set[str] = set()
        self.root: dict[str, str] | None = None
        self.root_end = 0
        self.elements = 0
        self.clips: list[bool] = []  # one an open element: is it in a clipPath
        self.evenodd: list[bool] = []  # one an open element: is clip-rule evenodd in force
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.EntityDeclHandler = self.entity

    def entity(self, *_: object) -> None:
        raise Undrawable("it declares an XML entity")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if self.root is None:
            if local != "svg":
                raise Undrawable(f"its root element is <{name[:40]}>, not <svg>")
            self.root, self.root_end = attributes, self.parser.CurrentByteIndex + 1 + len(name.encode())
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise Undrawable(f"it has more than {MAX_ELEMENTS} elements")
        if len(self.clips) >= MAX_DEPTH:
            raise Undrawable(f"its elements are nested more than {MAX_DEPTH} deep")
        if len(attributes) > MAX_ATTRIBUTES:
            raise Undrawable(f"an element has more than {MAX_ATTRIBUTES} attributes")
        if prefix:
            self.prefixes.add(prefix)
        if local in ELEMENT_FLAGS:
            self.flags.add(ELEMENT_FLAGS[local])
        self.attributes(local, attributes)
        self.clip(local, attributes)

    def attributes(self, element: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if ":" in name:
                prefix, _, name = name.rpartition(":")
                if prefix == "xmlns":
                    continue
                self.prefixes.add(prefix)
            if name == "href" and element != "a" and not value.lstrip().startswith("#"):
                self.flags.add("external")
            elif name.startswith("on") and _EVENT.fullmatch(name):
                self.flags.add("script")

    def clip(self, local: str, attributes: dict[str, str]) -> None:
        """Notice a shape inside a clipPath that asks for the even-odd rule, which CairoSVG ignores there."""
        inside = local == "clipPath" or (bool(self.clips) and self.clips[-1])
        rule = attributes.get("clip-rule")
        evenodd = rule == "evenodd" if rule else bool(self.evenodd) and self.evenodd[-1]
        evenodd = evenodd or ("style" in attributes and bool(_EVENODD_CLIP.search(attributes["style"])))
        if inside and evenodd and local != "clipPath":
            self.flags.add("clip-rule")
        self.clips.append(inside)
        self.evenodd.append(evenodd)

    def end(self, name: str) -> None:
        self.clips.pop()
        self.evenodd.pop()


def screen(svg: str) -> Screened:
    """Check one icon's source and make it ready to draw.

    Raises Undrawable with the limit it breaks or the place where it is not XML.
    """
    if len(svg) > MAX_BYTES or len(svg.encode()) > MAX_BYTES:
        raise Undrawable(f"it is larger than {MAX_BYTES // 1024} KB")
    text = repair.values(svg)
    content = text.encode()
    parser = expat.ParserCreate("utf-8")
    walk = _Walk(parser)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Undrawable(f"it is not well-formed XML ({error})") from error
    assert walk.root is not None  # expat refuses a document without a root element
    uses_current_colour = "currentColor" in text
    if uses_current_colour and repair.sets_colour(text):
        content = repair.inherited_current_colour(content)
    flags = walk.flags | {flag for word, flag in TEXT_FLAGS if word in text}
    flags |= {flag for pattern, flag in PATTERN_FLAGS if pattern.search(text)}
    return Screened(
        content=repair.root(content, walk.root_end, walk.root, walk.prefixes),
        root_end=walk.root_end,
        own_colour="color" in walk.root,
        uses_current_colour=uses_current_colour,
        flags=tuple(sorted(flags)),
    )
