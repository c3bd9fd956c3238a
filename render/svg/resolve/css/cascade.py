"""The style sheets of a document: which declarations reach which element, in which order.

https://www.w3.org/TR/css-cascade-5/ with https://www.w3.org/TR/css-nesting-1/
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from render.svg.parsing.tokens import Tokens, text
from render.svg.resolve import document
from render.svg.resolve.css import conditions, declarations, selectors
from render.svg.resolve.css.declarations import Declaration
from render.svg.resolve.css.lengths import Context
from render.svg.screen import SVG, Undrawable


@dataclass(frozen=True)
class StyleLimits:
    """Chosen by hand: an icon has tens of rules and hundreds of elements."""

    depth: int = 8  # of blocks inside of blocks
    comparisons: int = 400_000  # of elements with parts of selectors; a second takes as many


LIMITS = StyleLimits()
TOO_MANY = "its style sheet has too many rules, or too complicated ones"
Layer = tuple[float, ...]  # later ones are stronger
Match = tuple[Any, int, str | None, "Rule"]  # specificity, order, pseudo-element, rule
_UNLAYERED: Layer = (inf,)


class Rule(NamedTuple):
    """The declarations of a block, and the layer that it is in."""

    layer: Layer
    declarations: Sequence[Declaration]


class _Place(NamedTuple):
    """Where rules are: the selector of the rule around them, their layer, and how deep."""

    parent: str = ""
    layer: Layer = _UNLAYERED
    depth: int = 0


@dataclass
class StyleSheet:
    """All that a document's style sheets say."""

    view: Context  # what @media asks about
    elements: int = 0
    depth: int = 0  # of the elements
    matcher: Any = field(default_factory=cssselect2.Matcher)
    keyframes: dict[str, Any] = field(default_factory=dict)  # name to the tokens of its block
    initial: dict[str, str] = field(default_factory=dict)  # of custom properties
    namespaces: dict[str | None, str] = field(default_factory=dict)
    layers: dict[tuple[Layer, str], int] = field(default_factory=dict)
    comparisons: int = 0

    def of(self, element: Any) -> list[Declaration]:
        """The declarations for an element, wrapped by cssselect2, the strongest last."""
        style = element.etree_element.get("style")
        own = declarations.of_attribute(style) if style else ()
        matched: list[Match] = [match for match in self.matcher.match(element) if match[2] is None]
        if not matched:
            return _in_order(own)

        # Cascade 5, section 6.1: importance counts first, then the style attribute, then the layer.
        weakest_first = _declared(matched, _strength)
        normal = [*weakest_first, *own]
        weakest_first = _declared(matched, _strength_if_important)
        important = [*weakest_first, *own]
        return [
            *(each for each in normal if not each.important),
            *(each for each in important if each.important),
        ]

    def add(self, source: str) -> None:
        """Add the rules of a style sheet. Raises Undrawable for more than the limits."""
        nodes = tinycss2.parse_stylesheet(source, skip_comments=True)
        self._add_rules(nodes, _Place())

    def _add_rules(self, nodes: Iterable[Any], place: _Place) -> None:
        """Add the rules among the nodes of a block."""
        if place.depth > LIMITS.depth:
            raise Undrawable(TOO_MANY)
        for node in nodes:
            if node.type == "qualified-rule":
                self._add_rule(node, place)
            elif node.type == "at-rule":
                self._add_at_rule(node, place)

    def _add_rule(self, node: Any, place: _Place) -> None:
        """Add a rule, and those inside of it."""
        own = text(node.prelude)
        selector = selectors.nested(own, place.parent)
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True)
        rule = Rule(place.layer, declarations.of_rule(content))
        self._add_selectors(selector, rule)
        inside = _Place(selector, place.layer, place.depth + 1)
        self._add_rules(content, inside)

    def _add_selectors(self, listed: str, rule: Rule) -> None:
        """Add a list of selectors; one that is not valid makes the whole list so."""
        for selector in selectors.split(listed):
            if selectors.is_too_long(selector):
                raise Undrawable(TOO_MANY)
            ways = selectors.comparisons(selector, self.depth)
            self.comparisons += self.elements * ways
        if self.comparisons > LIMITS.comparisons:
            raise Undrawable(TOO_MANY)
        try:
            compiled = cssselect2.compile_selector_list(listed, self.namespaces)
        except (cssselect2.SelectorError, NotImplementedError, ValueError):
            return
        for each in compiled:
            self.matcher.add_selector(each, rule)

    def _add_at_rule(self, node: Any, place: _Place) -> None:
        name = node.lower_at_keyword
        if name == "layer":
            self._add_layer(node, place)
        elif name == "namespace":
            self._add_namespace(node.prelude)
        elif node.content is None:
            return
        elif name.endswith("keyframes"):
            self.keyframes[text(node.prelude).strip(" \t\r\n\"'")] = node.content
        elif name == "property":
            self._add_property(node)
        elif name == "scope":
            parent = selectors.scope(node.prelude) or place.parent
            self._add_block(node, place._replace(parent=parent))
        elif self._holds(name, node.prelude):
            self._add_block(node, place)

    def _holds(self, name: str, condition: Tokens) -> bool:
        """Whether @media or @supports lets the rules in it count; False for other at-rules."""
        if name == "media":
            return conditions.media(condition, self.view)
        return name == "supports" and conditions.supports(condition)

    def _add_block(self, node: Any, place: _Place) -> None:
        """Add what a conditional block holds; inside of a rule, declarations too."""
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True)
        if place.parent:
            rule = Rule(place.layer, declarations.of_rule(content))
            self._add_selectors(place.parent, rule)
        inside = place._replace(depth=place.depth + 1)
        self._add_rules(content, inside)

    def _add_layer(self, node: Any, place: _Place) -> None:
        """Add a block of a layer, or the order of layers."""
        layer = place.layer
        for name in tinycss2.serialize(node.prelude).split(","):
            layer = self._layer(place.layer, name.strip())
        if node.content is not None:
            self._add_block(node, place._replace(layer=layer))

    def _layer(self, outer: Layer, name: str) -> Layer:
        """The layer of a name such as `base.forms` inside of another; a new one without a name."""
        if not name:
            name = f" {len(self.layers)}"
        layer = outer
        for part in name.split("."):
            number = self.layers.setdefault((layer, part), len(self.layers))
            # What is in no inner layer is stronger than all inner ones.
            layer = (*layer[:-1], number, inf)
        return layer

    def _add_namespace(self, prelude: Tokens) -> None:
        """Note a prefix, None for the default, and its namespace."""
        prefix = None
        for token in prelude:
            if token.type == "ident":
                prefix = token.value
            elif token.type in ("string", "url"):
                self.namespaces[prefix] = token.value
            elif token.type == "function" and token.arguments:
                address = token.arguments[0]
                self.namespaces[prefix] = getattr(address, "value", "")

    def _add_property(self, node: Any) -> None:
        """Note the initial value that @property gives to a custom property."""
        name = text(node.prelude)
        for part in tinycss2.parse_blocks_contents(node.content, skip_comments=True):
            if part.type == "declaration" and part.lower_name == "initial-value":
                self.initial[name] = text(part.value)


def of_style(style: str) -> list[Declaration]:
    """The declarations of a style attribute, the strongest last."""
    return _in_order(declarations.of_attribute(style))


def _in_order(own: Iterable[Declaration]) -> list[Declaration]:
    return sorted(own, key=lambda each: each.important)


def style_sheet(root: Element, view: Context) -> StyleSheet | None:
    """All that the style sheets of a document say; None for a document without any.

    Raises Undrawable for more, or more complicated, rules than the limits allow.
    """
    sources = list(root.iter(f"{{{SVG}}}style"))
    if not sources:
        return None
    elements = sum(1 for _ in root.iter())
    sheet = StyleSheet(view, elements, document.depth(root))
    for element in sources:
        kind = element.get("type", "").strip().lower()
        media = element.get("media", "")
        query = tinycss2.parse_component_value_list(media)
        if kind in ("", "text/css") and conditions.media(query, view):
            source = "".join(element.itertext())
            sheet.add(source)
    return sheet


def _declared(
    matched: Iterable[Match], strength: Callable[[Match], tuple[Layer, Any, int]]
) -> list[Declaration]:
    """The declarations of all rules that match, the strongest last."""
    found: list[Declaration] = []
    for _, _, _, rule in sorted(matched, key=strength):
        found.extend(rule.declarations)
    return found


def _strength(match: Match) -> tuple[Layer, Any, int]:
    specificity, order, _, rule = match
    return rule.layer, specificity, order


def _strength_if_important(match: Match) -> tuple[Layer, Any, int]:
    """Of important declarations those in earlier layers are stronger: Cascade 5, section 6.1."""
    specificity, order, _, rule = match
    reversed_layer = tuple(-number for number in rule.layer)
    return reversed_layer, specificity, order
