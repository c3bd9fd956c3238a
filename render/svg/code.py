"""SVG code as people send it: a file, several icons in one text, a sprite of symbols.

No XML parser is used here, as the code has not been screened.
"""

import codecs
import re
from dataclasses import dataclass, field
from typing import Self

from ingest.icon import why_not_svg

_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[a-zA-Z!?]")
# Comments and CDATA first, so that what they hold is no tag.
_TAGS = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>"
    r"|<(?P<end>/?)(?:[\w.-]+:)?(?P<name>svg|symbol|use)\b"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ENCODINGS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DECLARED = re.compile(r"\sxmlns(?::xlink)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def read(content: bytes) -> str | None:
    """The text of bytes that are SVG code; None for anything else.

    It is a document, or markup with `<svg>` or `<symbol>` in it that is no whole web page.
    """
    encoding = _ENCODINGS.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
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
    symbols: list[str] = field(default_factory=list)
    uses: bool = False

    @classmethod
    def of(cls, tag: re.Match[str]) -> Self:
        """The element that a start tag opens."""
        return cls(tag["name"], tag.start(), tag.end(), tag["attributes"].rstrip("/"))


def icons(code: str) -> list[str]:
    """The documents of the icons in a text, in its order.

    An icon is a `<svg>`, or each `<symbol>` of one that shows none of its symbols. Code without
    end tags has no icons. A single document stays as it is, to be screened as a library's icon is.
    """
    found = _found(code)
    is_document = len(found) == 1 and code.rstrip().endswith(found[0])
    return [code] if is_document and why_not_svg(code) is None else found


def _found(code: str) -> list[str]:
    """The outermost `<svg>` elements of a text, and the symbols, as documents."""
    found: list[str] = []
    open_elements: list[_Element] = []
    for tag in _TAGS.finditer(code):
        if tag["name"] == "use":
            _note_use(open_elements)
        elif tag["end"]:
            found += _closed(code, open_elements, tag)
        elif tag["name"] and not tag["attributes"].endswith("/"):
            open_elements.append(_Element.of(tag))
    return found


def _note_use(open_elements: list[_Element]) -> None:
    """A reference outside of symbols shows a symbol of the outermost element."""
    if open_elements and all(element.name == "svg" for element in open_elements):
        open_elements[0].uses = True


def _closed(code: str, open_elements: list[_Element], tag: re.Match[str]) -> list[str]:
    """Close the innermost element by its end tag; returns the icons that this completes."""
    if not open_elements or open_elements[-1].name != tag["name"]:
        return []
    element = open_elements.pop()
    if element.name == "symbol":
        content = code[element.content : tag.start()]
        document = _document(element.attributes, content)
        if not open_elements:
            return [document]
        open_elements[0].symbols.append(document)
        return []
    if open_elements:
        return []
    if element.symbols and not element.uses:
        return element.symbols
    return [code[element.start : tag.end()]]


def _document(attributes: str, content: str) -> str:
    """A symbol as a document of its own."""
    own = _DECLARED.sub("", attributes)
    return f"<svg {_NAMESPACES}{own}>{content}</svg>"
