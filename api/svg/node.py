"""A clean element, and its text as XML that an HTML parser reads alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.svg.allowed import SVG, XLINK_HREF, XML_SPACE
from api.svg.names import Names

WRITTEN = {XLINK_HREF: "xlink:href", XML_SPACE: "xml:space"}
# Braces too: templates of Vue, Angular and JSX would run what is between them.
SPECIAL = re.compile("[&<>\"{}\t\n\r]")


@dataclass(slots=True)
class Node:
    """A clean element."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    identifier: str | None = None  # as the source has it
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    tail: str = ""  # text after its end


def written(root: Node, names: Names) -> str:
    """A document with its ids renamed; ids that nothing refers to are left out."""
    return "".join(_pieces(root, names, namespaces=_namespaces(root)))


def _pieces(node: Node, names: Names, namespaces: str = "") -> Iterator[str]:
    yield f"<{node.name}{namespaces}"
    identifier = node.identifier and names.referred(node.identifier)
    if identifier:
        yield f' id="{identifier}"'
    for name, value in node.attributes.items():
        yield f' {WRITTEN.get(name, name)}="{_escaped(value)}"'
    if not node.children and not node.text:
        yield "/>"
    else:
        yield f">{_escaped(node.text)}"
        for child in node.children:
            yield from _pieces(child, names)
        yield f"</{node.name}>"
    yield _escaped(node.tail)


def _namespaces(root: Node) -> str:
    declared = f' xmlns="{SVG}"'
    if _has_xlink(root):
        declared += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    return declared


def _has_xlink(node: Node) -> bool:
    return XLINK_HREF in node.attributes or any(_has_xlink(child) for child in node.children)


def _escaped(text: str) -> str:
    return SPECIAL.sub(_reference, text)


def _reference(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"
