"""SVG code as people send it: a file, several icons in one text, a sprite of symbols.

No XML parser is used here, as the code has not been screened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from ingest.icon import why_not_svg
from ingest.svg_text import svg_text
from render.svg.screen import DOCUMENT

_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[a-zA-Z!?]")
_TAG = re.compile(
    r"<(?P<end>/?)(?:[\w.-]+:)?(?P<name>svg|symbol|use)\b"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
# What these hold is no tag.
_OPAQUE = {"<!--": "-->", "<![CDATA[": "]]>"}
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
# Of a longer text the icons are not found: it is too large to be drawn anyway.
MOST = DOCUMENT.max_bytes
_DECLARED = re.compile(r"\sxmlns(?::xlink)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def read(content: bytes) -> str | None:
    """The text of bytes that are SVG code; None for anything else.

    It is a document, or markup with `<svg>` or `<symbol>` in it that is no whole web page.
    """
    try:
        text = svg_text(content)
    except ValueError:
        return None
    if _WEB_PAGE.match(text):
        return None
    if why_not_svg(text) is None:
        return text
    return text if _MARKUP.match(text) and icons(text) else None


@dataclass
class _Element:
    """An element that is open, with the place in the text where it begins."""

    name: str
    start: int
    content: int  # where its content begins
    attributes: str
    in_symbol: bool  # it is a symbol, or in one
    symbols: list[str] = field(default_factory=list)
    uses: bool = False

    @classmethod
    def of(cls, tag: re.Match[str], in_symbol: bool) -> Self:
        """The element that a start tag opens, inside of a symbol or not."""
        return cls(
            tag["name"],
            tag.start(),
            tag.end(),
            tag["attributes"].rstrip("/"),
            in_symbol or tag["name"] == "symbol",
        )


def icons(code: str) -> list[str]:
    """The documents of the icons in a text, in its order.

    An icon is a `<svg>`, or each `<symbol>` of one that shows none of its symbols. Code without
    end tags has no icons. A single document stays as it is, to be screened as a library's icon is.
    """
    if len(code) > MOST:
        return []
    found = _found(code)
    is_document = len(found) == 1 and code.rstrip().endswith(found[0])
    return [code] if is_document and why_not_svg(code) is None else found


def _tags(code: str) -> Iterator[re.Match[str]]:
    """The start and end tags of `<svg>`, `<symbol>` and `<use>`, in time that grows with the text.

    A comment that does not end is the last thing in a text.
    """
    place = code.find("<")
    while place >= 0:
        start = next((start for start in _OPAQUE if code.startswith(start, place)), None)
        tag = _TAG.match(code, place)
        if start is not None:
            place = code.find(_OPAQUE[start], place)
            if place < 0:
                return
        elif tag is not None:
            yield tag
            place = tag.end() - 1
        place = code.find("<", place + 1)


def _found(code: str) -> list[str]:
    """The outermost `<svg>` elements of a text, and the symbols, as documents."""
    found: list[str] = []
    open_elements: list[_Element] = []
    for tag in _tags(code):
        in_symbol = bool(open_elements) and open_elements[-1].in_symbol
        if tag["name"] == "use":
            if open_elements and not in_symbol:  # it shows a symbol
                open_elements[0].uses = True
        elif tag["end"]:
            found += _closed(code, open_elements, tag)
        elif not tag["attributes"].endswith("/"):
            open_elements.append(_Element.of(tag, in_symbol))
    return found


def _closed(code: str, open_elements: list[_Element], tag: re.Match[str]) -> list[str]:
    """Close the innermost element by its end tag; returns the icons that this completes."""
    if not open_elements or open_elements[-1].name != tag["name"]:
        return []
    element = open_elements.pop()
    if open_elements:
        is_icon = element.name == "symbol" and not open_elements[-1].in_symbol
        if is_icon:
            open_elements[0].symbols.append(_document(code, element, tag))
        return []
    if element.name == "symbol":
        return [_document(code, element, tag)]
    if element.symbols and not element.uses:
        return element.symbols
    return [code[element.start : tag.end()]]


def _document(code: str, symbol: _Element, end: re.Match[str]) -> str:
    """A symbol as a document of its own."""
    own = _DECLARED.sub("", symbol.attributes)
    content = code[symbol.content : end.start()]
    return f"<svg {_NAMESPACES}{own}>{content}</svg>"
