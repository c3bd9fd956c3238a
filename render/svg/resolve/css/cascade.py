"""The style sheets of a document: which declarations reach which element, in which order.

https://www.w3.org/TR/css-cascade-5/ with https://www.w3.org/TR/css-nesting-1/
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import comb, inf
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from render.svg.resolve.css import conditions, declarations
from render.svg.resolve.css.declarations import Declaration
from render.svg.resolve.css.lengths import Context
from render.svg.screen import SVG, Undrawable


@dataclass(frozen=True)
class StyleLimits:
    """Chosen by hand: an icon has tens of rules and hundreds of elements."""

    selector: int = 500  # characters
    parts: int = 40  # of a selector; Python reads no more of what cssselect2 makes of them
    depth: int = 8  # of blocks inside of blocks
    comparisons: int = 400_000  # of elements with parts of selectors; a second takes as many


LIMITS = StyleLimits()
TOO_MANY = "its style sheet has too many rules, or too complicated ones"
_COMBINATOR = re.compile(r"[\s~]+(?![\s>+,)])|:has\(|~|:nth|-of-type")
_PART = re.compile(r"[\s>+~]+|[:(]")
Layer = tuple[float, ...]  # later ones are stronger
_UNLAYERED: Layer = (inf,)


class Rule(NamedTuple):
    """The declarations of a block, and the layer that it is in."""

    layer: Layer
    declarations: Sequence[Declaration]


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
        matched = [match for match in self.matcher.match(element) if match[2] is None]
        style = element.etree_element.get("style")
        own = declarations.of_attribute(style) if style else ()
        if not matched:
            return _in_order(own)
        matched.sort(key=_strength)
        normal = [each for match in matched for each in match[3].declarations]
        matched.sort(key=_strength_if_important)
        strong = [each for match in matched for each in match[3].declarations]
        return [
            *(each for each in normal if not each.important),
            *(each for each in own if not each.important),
            *(each for each in strong if each.important),
            *(each for each in own if each.important),
        ]

    def add(self, text: str) -> None:
        """Add the rules of a style sheet. Raises Undrawable for more than the limits."""
        self._add_rules(tinycss2.parse_stylesheet(text, skip_comments=True), "", _UNLAYERED, 0)

    def _add_rules(self, nodes: Iterable[Any], parent: str, layer: Layer, depth: int) -> None:
        """Add the rules of a block; `parent` is the selector around it."""
        if depth > LIMITS.depth:
            raise Undrawable(TOO_MANY)
        for node in nodes:
            if node.type == "qualified-rule":
                self._add_rule(node, parent, layer, depth)
            elif node.type == "at-rule":
                self._add_at_rule(node, parent, layer, depth)

    def _add_rule(self, node: Any, parent: str, layer: Layer, depth: int) -> None:
        selector = _nested(tinycss2.serialize(node.prelude).strip(), parent)
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True)
        self._add_selectors(selector, Rule(layer, declarations.of_rule(content)))
        self._add_rules(content, selector, layer, depth + 1)

    def _add_selectors(self, text: str, rule: Rule) -> None:
        """Add a list of selectors; one that is not valid makes the whole list so."""
        for selector in _split(text):
            parts = len(_PART.findall(selector))
            if len(selector) > LIMITS.selector or parts > LIMITS.parts:
                raise Undrawable(TOO_MANY)
            combinators = len(_COMBINATOR.findall(selector))
            ways = comb(max(self.depth, combinators), combinators)
            self.comparisons += self.elements * ways
        if self.comparisons > LIMITS.comparisons:
            raise Undrawable(TOO_MANY)
        try:
            selectors = cssselect2.compile_selector_list(text, self.namespaces)
        except (cssselect2.SelectorError, NotImplementedError, ValueError):
            return
        for selector in selectors:
            self.matcher.add_selector(selector, rule)

    def _add_at_rule(self, node: Any, parent: str, layer: Layer, depth: int) -> None:
        name = node.lower_at_keyword
        if name == "layer":
            self._add_layer(node, parent, layer, depth)
        elif name == "scope" and node.content is not None:
            self._add_block(node, _scope(node.prelude) or parent, layer, depth)
        elif name == "namespace":
            self._add_namespace(node.prelude)
        elif node.content is None:
            return
        elif name.endswith("keyframes"):
            self.keyframes[tinycss2.serialize(node.prelude).strip(" \t\r\n\"'")] = node.content
        elif name == "property":
            self._add_property(node)
        elif (name == "media" and conditions.media(node.prelude, self.view)) or (
            name == "supports" and conditions.supports(node.prelude)
        ):
            self._add_block(node, parent, layer, depth)

    def _add_block(self, node: Any, parent: str, layer: Layer, depth: int) -> None:
        """Add what a conditional block holds; inside of a rule, declarations too."""
        content = tinycss2.parse_blocks_contents(node.content, skip_comments=True)
        if parent:
            self._add_selectors(parent, Rule(layer, declarations.of_rule(content)))
        self._add_rules(content, parent, layer, depth + 1)

    def _add_layer(self, node: Any, parent: str, layer: Layer, depth: int) -> None:
        """Add a block of a layer, or the order of layers."""
        names = tinycss2.serialize(node.prelude).split(",")
        for name in names:
            inner = layer
            for part in name.strip().split(".") if name.strip() else [f" {len(self.layers)}"]:
                inner = self._layer(inner, part)
        if node.content is not None:
            self._add_block(node, parent, inner, depth)

    def _layer(self, outer: Layer, name: str) -> Layer:
        number = self.layers.setdefault((outer, name), len(self.layers))
        return (*outer[:-1], number, inf)

    def _add_namespace(self, prelude: Sequence[Any]) -> None:
        prefix = None
        for token in prelude:
            if token.type == "ident":
                prefix = token.value
            elif token.type in ("string", "url"):
                self.namespaces[prefix] = token.value
            elif token.type == "function" and token.arguments:
                self.namespaces[prefix] = getattr(token.arguments[0], "value", "")

    def _add_property(self, node: Any) -> None:
        """Note the initial value that @property gives to a custom property."""
        name = tinycss2.serialize(node.prelude).strip()
        for part in tinycss2.parse_blocks_contents(node.content, skip_comments=True):
            if part.type == "declaration" and part.lower_name == "initial-value":
                self.initial[name] = tinycss2.serialize(part.value).strip()


def of_style(style: str) -> list[Declaration]:
    """The declarations of a style attribute, the strongest last."""
    return _in_order(declarations.of_attribute(style))


def _in_order(own: Iterable[Declaration]) -> list[Declaration]:
    return sorted(own, key=lambda each: each.important)


def style_sheet(root: Element, view: Context) -> StyleSheet | None:
    """All that the style sheets of a document say; None for a document without any.

    Raises Undrawable for more, or more complicated, rules than the limits allow.
    """
    sheets = list(root.iter(f"{{{SVG}}}style"))
    if not sheets:
        return None
    elements = sum(1 for _ in root.iter())
    sheet = StyleSheet(view, elements, _depth(root))
    for element in sheets:
        kind = element.get("type", "").strip().lower()
        query = tinycss2.parse_component_value_list(element.get("media", ""))
        if kind in ("", "text/css") and conditions.media(query, view):
            sheet.add("".join(element.itertext()))
    return sheet


def _depth(root: Element) -> int:
    depth = 0
    level = [root]
    while level:
        depth += 1
        level = [child for element in level for child in element]
    return depth


def _nested(selector: str, parent: str) -> str:
    """A selector inside of a rule whose selector is `parent`, as one that stands alone."""
    if not parent:
        return selector
    around = f":is({parent})"
    parts = _split(selector)
    whole = [part.replace("&", around) if "&" in part else f"{around} {part}" for part in parts]
    return ", ".join(whole)


def _scope(prelude: Sequence[Any]) -> str:
    """The selector of what is in the scope of `@scope (…) to (…)`, whose end is left out."""
    blocks = [token for token in prelude if token.type == "() block"]
    return f":where({tinycss2.serialize(blocks[0].content).strip()})" if blocks else ""


def _split(selector: str) -> list[str]:
    """The selectors of a list."""
    parts: list[list[Any]] = [[]]
    for token in tinycss2.parse_component_value_list(selector):
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _strength(match: Any) -> tuple[Layer, Any, int]:
    specificity, order, _, rule = match
    return rule.layer, specificity, order


def _strength_if_important(match: Any) -> tuple[Layer, Any, int]:
    specificity, order, _, rule = match
    reversed_layer = tuple(-number for number in rule.layer)
    return reversed_layer, specificity, order
