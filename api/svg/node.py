"""A clean element, and its text as XML that an HTML parser reads alike."""

import re
from dataclasses import dataclass, field

from api.svg.allowed import SVG, XLINK_HREF, XML_SPACE
from api.svg.names import Names
from ingest.common.printable import REORDERING

WRITTEN = {XLINK_HREF: "xlink:href", XML_SPACE: "xml:space"}
# Braces too: templates of Vue, Angular and JSX would run what is between them. An editor would show
# what follows a character of `REORDERING` in another order.
SPECIAL = re.compile(f'[&<>"{{}}\t\n\r{REORDERING}]')


@dataclass(slots=True)
class Node:
    """A clean element."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    identifier: str | None = None  # as the source has it
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    tail: str = ""  # text after its end


def written(root: Node, names: Names, has_xlink: bool) -> str:
    """A document with its ids renamed; ids that nothing refers to are left out."""
    namespaces = f' xmlns="{SVG}"'
    if has_xlink:
        namespaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    pieces: list[str] = []
    _write(root, names, pieces, namespaces)
    return "".join(pieces)


def _write(node: Node, names: Names, pieces: list[str], namespaces: str = "") -> None:
    """Append an element, with all that is in it, to the pieces of a text."""
    pieces.append(f"<{node.name}{namespaces}")
    identifier = node.identifier and names.referred(node.identifier)
    if identifier:
        pieces.append(f' id="{identifier}"')
    for name, value in node.attributes.items():
        pieces.append(f' {WRITTEN.get(name, name)}="{_escaped(value)}"')
    if node.children or node.text:
        pieces.append(f">{_escaped(node.text)}")
        for child in node.children:
            _write(child, names, pieces)
        pieces.append(f"</{node.name}>")
    else:
        pieces.append("/>")
    if node.tail:
        pieces.append(_escaped(node.tail))


def _escaped(text: str) -> str:
    return SPECIAL.sub(_reference, text)


def _reference(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"
