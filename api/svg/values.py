"""Values of attributes and CSS declarations: each is returned clean, or as None to be removed.

CSS is read into tokens (https://www.w3.org/TR/css-syntax-3/) and written anew from those that are
allowed, so that no escape, comment or unclosed string is left for a browser to read differently.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

from api.svg.allowed import FUNCTIONS, PROPERTIES, STYLED_GEOMETRY
from render.svg.resolve.css import lengths

Reference = Callable[[str], str]  # from an id of the document to its new name

# Neither an address nor a function, string, escape or comment can be written with these characters.
PLAIN = re.compile(r"[-+.,%#/\s\w]*", re.ASCII)
# The same with functions, as in `transform`, and lists of lists, as in `keySplines`.
LISTS = re.compile(r"[-+.,;%()\s\w]*", re.ASCII)
LOCAL = re.compile(r"""url\(\s*(["']?)#([-\w.:]+)\1\s*\)""")
RASTER = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=\s]+")
FRAGMENT = re.compile(r"\s*#(\S+)\s*")
PLAIN_STYLE = re.compile(r"[-+.,%#\s\w:;]*", re.ASCII)
NAME = re.compile(r"[-\w]+")
VARIABLE = re.compile(r"--[-\w]+", re.ASCII)
STRING = re.compile(r"[-+.,%()#\s\w]*")  # the names of fonts, and path()
# `*+` gives nothing back: else a long text is tried again from each of its characters on.
LENGTH = re.compile(r"\s*+(\d++(?:\.\d++)?|\.\d++)\s*+([a-z%]*+)\s*+")
OPERATORS = frozenset(",/+-*")


@dataclass(frozen=True)
class ValueLimits:
    """Chosen by hand, far above any icon."""

    functions: int = 16  # inside one another
    side: float = 4096  # CSS pixels of an icon's width and height


LIMITS = ValueLimits()
# CSS pixels of each unit that counts.
UNITS = lengths.PIXELS | {
    "": 1.0,
    "em": lengths.FONT_SIZE,
    "ex": lengths.FONT_SIZE / 2,
    "rem": lengths.FONT_SIZE,
    "%": LIMITS.side / 100,  # of the page's own room: not more than all of it
}
FONT_UNITS = ("em", "ex")


@dataclass(frozen=True)
class Declaration:
    """A CSS declaration with a clean value."""

    name: str
    value: str
    important: bool


def css(value: str, reference: Reference) -> str | None:
    """The value of a property, its references renamed."""
    if PLAIN.fullmatch(value):
        return value
    local = LOCAL.fullmatch(value)
    if local:
        return f"url(#{reference(local[2])})"
    tokens = tinycss2.parse_component_value_list(value)
    return _written(tokens, reference)


def lists(value: str) -> str | None:
    """A value of numbers, key words and their functions."""
    return value if LISTS.fullmatch(value) else None


def size(value: str) -> str | None:
    """The width or height of an icon, with a unit that does not depend on the window."""
    length = LENGTH.fullmatch(value)
    if length is None or length[2] not in UNITS:
        return None
    pixels = float(length[1]) * UNITS[length[2]]
    return value if pixels <= LIMITS.side else None


def fragment(value: str) -> str | None:
    """The id that an address refers to, for one inside the document."""
    found = FRAGMENT.fullmatch(value)
    return found[1] if found else None


def raster(value: str) -> str | None:
    """The address of a PNG, JPEG or WebP picture that holds the picture itself."""
    address = value.strip()
    return address if RASTER.fullmatch(address) else None


def declarations(text: str, reference: Reference) -> Iterator[Declaration]:
    """The clean declarations of a style attribute, or of a rule of a style sheet."""
    if PLAIN_STYLE.fullmatch(text):
        yield from _plain_declarations(text, reference)
        return
    yield from declarations_of(text, reference)


def declarations_of(content: str | Sequence[Any], reference: Reference) -> Iterator[Declaration]:
    """The clean declarations of a block, as text or as tokens of tinycss2."""
    # A comment that is skipped joins what it separates: `url/**/(a)` is no address.
    for node in tinycss2.parse_blocks_contents(content, skip_whitespace=True):
        if node.type != "declaration" or not _is_allowed(node.lower_name):
            continue
        value = _written(node.value, reference)
        if value:
            name = _renamed(node.lower_name, reference)
            yield Declaration(name, value.strip(), node.important)


def _plain_declarations(text: str, reference: Reference) -> Iterator[Declaration]:
    """The declarations of a text without functions, strings and comments: most are so."""
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip().lower()
        value = value.strip()
        if value and ":" not in value and _is_allowed(name):
            yield Declaration(_renamed(name, reference), value, False)


def _renamed(name: str, reference: Reference) -> str:
    """A name; a new one for a custom property, which the page may have too."""
    return f"--{reference(name.lower())}" if VARIABLE.fullmatch(name) else name


def _is_allowed(name: str) -> bool:
    return name in PROPERTIES or name in STYLED_GEOMETRY or bool(VARIABLE.fullmatch(name))


def _written(tokens: Iterable[Any], reference: Reference, depth: int = 0) -> str | None:
    """Tokens as text; None where one of them is not allowed."""
    if depth > LIMITS.functions:
        return None
    pieces = []
    for token in tokens:
        piece = _piece(token, reference, depth)
        if piece is None:
            return None
        pieces.append(piece)
    return "".join(pieces)


def _piece(token: Any, reference: Reference, depth: int) -> str | None:
    match token.type:
        case "whitespace" | "comment":
            return " "
        case "ident":
            name = _matched(NAME, token.value)
            return name and _renamed(name, reference)
        case "number" | "percentage" | "dimension":
            return _matched(PLAIN, token.serialize())
        case "hash":
            name = _matched(NAME, token.value)
            return None if name is None else f"#{name}"
        case "literal":
            return token.value if token.value in OPERATORS else None
        case "string":
            text = _matched(STRING, token.value)
            return None if text is None else f"'{text}'"
        case "url":
            return _local(token.value, reference)
        case "function":
            return _function(token, reference, depth)
        case "() block" if depth:  # inside calc()
            inside = _written(token.content, reference, depth + 1)
            return None if inside is None else f"({inside})"
    return None


def _matched(pattern: re.Pattern[str], text: str) -> str | None:
    return text if pattern.fullmatch(text) else None


def _function(token: Any, reference: Reference, depth: int) -> str | None:
    name = token.lower_name
    if name == "url":
        arguments = [each for each in token.arguments if each.type != "whitespace"]
        is_string = len(arguments) == 1 and arguments[0].type == "string"
        return _local(arguments[0].value, reference) if is_string else None
    if name not in FUNCTIONS:
        return None
    inside = _written(token.arguments, reference, depth + 1)
    return None if inside is None else f"{name}({inside})"


def _local(address: str, reference: Reference) -> str | None:
    identifier = fragment(address)
    return None if identifier is None else f"url(#{reference(identifier)})"
