"""Declarations of style attributes and of blocks of style sheets.

https://www.w3.org/TR/css-syntax-3/
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

from render.svg.resolve.css import lengths
from render.svg.resolve.css.properties import PROPERTIES

_LONGEST_CACHED = 500  # characters
# Text that splits at semicolons and colons: no strings, escapes, comments, blocks or data URIs.
_SIMPLE = re.compile(r"(?:[^\"'\\{}@;(]|\([^\"'\\{}@;()]*\)|;)*")
_NAME = re.compile(r"-?-?[A-Za-z_][-\w]*")
ANIMATIONS = frozenset(
    (
        "animation",
        "animation-delay",
        "animation-direction",
        "animation-duration",
        "animation-fill-mode",
        "animation-iteration-count",
        "animation-name",
        "animation-play-state",
        "animation-timing-function",
    )
)
# Other properties that count, each of which `specified` reads in its own way.
_OTHERS = frozenset(
    (
        "all",
        "background",
        "background-color",
        "background-image",
        "border",
        "d",
        "font",
        "font-variant-caps",
        "marker",
        "mask-image",
        "padding",
        "text-decoration-line",
        "text-orientation",
        "text-shadow",
        "text-transform",
        "unicode-bidi",
        "white-space",
    )
)
_ALONG_PATHS = frozenset(("offset-path", "offset-rotate"))
MOVING = frozenset(("offset-distance", "rotate", "scale", "translate"))
# Properties that Chromium knows with its prefix, too.
_PREFIXED = frozenset(
    ("clip-path", "filter", "mask", "mask-image", "opacity", "transform", "transform-origin")
)
KNOWN = ANIMATIONS | MOVING | _ALONG_PATHS | _OTHERS | PROPERTIES.keys()


class Declaration(NamedTuple):
    """A property that counts, or a custom one, and its value as the source has it."""

    name: str
    value: str
    important: bool


def of_attribute(style: str) -> Sequence[Declaration]:
    """The declarations of a style attribute."""
    if len(style) <= _LONGEST_CACHED:
        return _cached(style)
    return _of_text(style)


def _of_text(style: str) -> Sequence[Declaration]:
    if not _SIMPLE.fullmatch(style) or "/*" in style:
        nodes = tinycss2.parse_blocks_contents(style, skip_comments=True)
        return of_nodes(nodes)
    found = []
    for text in style.split(";"):
        name, _, value = text.partition(":")
        name = name.strip()
        if not _NAME.fullmatch(name):
            continue
        plain, mark, word = value.rpartition("!")
        important = bool(mark) and word.strip().lower() == "important"
        declaration = _declaration(name, plain if important else value, important)
        found.append(declaration)
    return _that_count(found)


_cached = lru_cache(maxsize=2048)(_of_text)


def of_rule(nodes: Iterable[Any]) -> Sequence[Declaration]:
    """The declarations among the nodes of a rule's block.

    There, unlike in style attributes, the lengths of geometry need a unit, as Chromium has it.
    """
    return tuple(each for each in of_nodes(nodes) if not _lacks_unit(each))


def _lacks_unit(declaration: Declaration) -> bool:
    each = PROPERTIES.get(declaration.name)
    if each is None or not each.is_geometry:
        return False
    value = declaration.value
    return not lengths.has_unit(value) and float(value) != 0


def of_nodes(nodes: Iterable[Any]) -> Sequence[Declaration]:
    """The declarations among the nodes of a parsed block."""
    found = []
    for node in nodes:
        if node.type == "declaration":
            value = tinycss2.serialize(node.value)
            declaration = _declaration(node.name, value, node.important)
            found.append(declaration)
    return _that_count(found)


def _declaration(name: str, value: str, important: bool) -> Declaration:
    if not name.startswith("--"):  # names of custom properties have upper and lower case
        name = name.lower()
        plain = name.removeprefix("-webkit-")
        if plain in _PREFIXED or plain in ANIMATIONS:
            name = plain
    return Declaration(name, value.strip(), important)


def _that_count(declarations: Iterable[Declaration]) -> Sequence[Declaration]:
    return tuple(each for each in declarations if each.name in KNOWN or each.name[:2] == "--")
