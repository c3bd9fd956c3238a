"""Cleans an SVG so that it may be pasted into a page: the drawing stays, all else goes.

Nothing of it runs, fetches, or changes the page outside of the icon. The SVG is read as XML, and
written anew from what `api.svg.allowed` names.
"""

from xml.etree.ElementTree import Element

from api.svg import animations, styles, values
from api.svg.allowed import (
    ANIMATIONS,
    ELEMENTS,
    HREFS,
    LABELS,
    PICTURES,
    PLAIN,
    PROPERTIES,
    REFERRING,
    SVG,
    TEXTS,
    XLINK_HREF,
)
from api.svg.failures import Uncleanable
from api.svg.names import Names
from api.svg.node import Node, written
from api.svg.repetition import check_repetition
from api.svg.root import keep_inside
from api.svg.values import Declaration
from render.svg.screen import DOCUMENT, Undrawable, read

# Rules of style sheets are written out for each element that they match: the text may grow.
MAX_STYLES = DOCUMENT.max_bytes  # characters of all of them


def clean(svg: str) -> str:
    """The drawing of an SVG, as a document that can be pasted into HTML.

    Raises Uncleanable for a document that is no SVG, or over a limit.
    """
    try:
        return _cleaned(svg)
    except Undrawable as failure:
        raise Uncleanable(str(failure)) from failure
    except RecursionError as error:  # tinycss2 goes through blocks in blocks by recursion
        raise Uncleanable("its styles are nested too deep") from error


def _cleaned(svg: str) -> str:
    root = read(svg)
    names = Names(svg)
    cleaning = _Cleaning(root, names)
    document = cleaning.document()
    if len(names):
        check_repetition(document, names)
    return written(document, names, cleaning.has_xlink)


class _Cleaning:
    """The cleaning of one document."""

    def __init__(self, root: Element, names: Names) -> None:
        self._root = root
        self._names = names
        # A source without any namespace is read as HTML reads it.
        self._namespace = root.tag.removesuffix("svg")
        if self._namespace not in (f"{{{SVG}}}", ""):
            raise Uncleanable("its root element is not SVG's <svg>")
        self._rules = styles.declarations(root, names.refer)
        self._characters = 0
        self.has_xlink = False

    def document(self) -> Node:
        """The clean root."""
        attributes = self._attributes(self._root)
        declared = keep_inside(attributes, self._declarations(self._root))
        self._add_style(attributes, declared)
        root = Node("svg", attributes, self._root.get("id"))
        self._add_children(root, self._root)
        return root

    def _element(self, source: Element, parent: Element) -> Node | None:
        """The clean element; None for one that must go, with all that is in it."""
        name = self._name(source, parent)
        if name is None:
            return None
        if name in ANIMATIONS:
            attributes = self._animation(source, parent)
            if attributes is None:
                return None
        else:
            attributes = self._attributes(source)
            self._add_style(attributes, self._declarations(source))
        if name in REFERRING:
            self._add_href(name, source, attributes)
        node = Node(name, attributes, source.get("id"))
        self._add_children(node, source)
        return node

    def _name(self, source: Element, parent: Element) -> str | None:
        """The name of an element; None for one that must go."""
        name = _local(source)
        is_outside = bool(self._namespace) and name == source.tag
        if is_outside or "requiredExtensions" in source.attrib:
            return None
        if name == "a":  # a link's drawing stays, the link goes
            return "tspan" if _local(parent) in TEXTS else "g"
        return name if name in ELEMENTS else None

    def _add_children(self, node: Node, source: Element) -> None:
        """Add the clean children, and the text of an element whose text counts."""
        is_text = node.name in TEXTS
        if is_text:
            node.text = source.text or ""
        for child in source:
            # To an HTML parser, what is inside a title is HTML.
            clean = None if node.name in LABELS else self._element(child, source)
            if clean is not None:
                node.children.append(clean)
            if is_text and child.tail:
                _add_text(node, child.tail)

    def _animation(self, source: Element, parent: Element) -> dict[str, str] | None:
        """The attributes of an animation; None for one that must go, as those of the root."""
        references = [source.attrib[name] for name in HREFS if name in source.attrib]
        targets = [values.fragment(reference) for reference in references]
        is_of_root = parent is self._root and not targets
        if is_of_root or None in targets or self._root.get("id") in targets:
            return None
        return animations.attributes(source, self._names)

    def _add_href(self, name: str, source: Element, attributes: dict[str, str]) -> None:
        for attribute in HREFS:
            address = self._address(name, source.get(attribute, ""))
            if address is not None:
                attributes[attribute] = address
                self.has_xlink |= attribute == XLINK_HREF

    def _address(self, name: str, address: str) -> str | None:
        """An address inside the document, or that is a picture itself; None for others."""
        picture = values.raster(address) if name in PICTURES else None
        if picture is not None or name == "image":
            return picture
        identifier = values.fragment(address)
        return None if identifier is None else f"#{self._names.refer(identifier)}"

    def _attributes(self, source: Element) -> dict[str, str]:
        """The clean attributes of an element, but for its id, style and href."""
        clean = {}
        for attribute, value in source.items():
            cleaned = self._value(attribute, value)
            if cleaned is not None:
                clean[attribute] = cleaned
        return clean

    def _value(self, attribute: str, value: str) -> str | None:
        if attribute in PLAIN:
            return values.lists(value)
        if attribute in PROPERTIES:
            return values.css(value, self._names.refer)
        return None

    def _declarations(self, source: Element) -> list[Declaration]:
        """The declarations of rules that match an element, and of its style attribute."""
        declared = list(self._rules.get(source, ()))
        own = source.get("style")
        if own:
            declared.extend(values.declarations(own, self._names.refer))
        return styles.in_order(declared)

    def _add_style(self, attributes: dict[str, str], declared: list[Declaration]) -> None:
        """Add a style attribute. Raises Uncleanable once all of them are longer than allowed."""
        if not declared:
            return
        style = ";".join(f"{each.name}:{each.value}" for each in declared)
        attributes["style"] = style
        self._characters += len(style)
        if self._characters > MAX_STYLES:
            raise Uncleanable(f"its styles would be longer than {MAX_STYLES} characters")


def _local(element: Element) -> str:
    """The name of an element of SVG; for others, with the namespace."""
    return element.tag.removeprefix(f"{{{SVG}}}")


def _add_text(node: Node, text: str) -> None:
    """Add text behind the last child."""
    if node.children:
        node.children[-1].tail += text
    else:
        node.text += text
