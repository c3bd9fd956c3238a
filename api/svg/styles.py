"""The rules of a document's style sheets, as declarations of the elements that they match.

A style sheet in an icon would style the page around it. Rules that cannot become declarations of
single elements are left out: @media, @keyframes, `:hover` and other states.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from api.svg.allowed import SVG
from api.svg.failures import Uncleanable
from api.svg.values import Declaration, Reference, declarations_of

# Types, classes, ids and how they lie to each other. Others take long to match, or spy.
SELECTOR = re.compile(r"[-\w\s.#*>+,]*")
DESCENDANT = re.compile(r"(?<![\s>+,])\s+(?![\s>+,])")  # the combinator of `g path`


@dataclass(frozen=True)
class StyleLimits:
    """Chosen by hand: an icon has tens of rules and hundreds of elements."""

    selector: int = 500  # characters
    # Selectors times elements, and for each descendant combinator times the levels above them.
    matches: int = 200_000
    selectors: int = 10_000  # of all rules: one takes some 15 µs to read, matching aside
    declared: int = 200_000  # declarations of all elements together, before they are joined


LIMITS = StyleLimits()
Rules = Mapping[Element, Sequence[Declaration]]


def declarations(root: Element, reference: Reference) -> Rules:
    """For each element that rules match, their declarations, the strongest last.

    Raises Uncleanable.
    """
    text = _style_sheets(root)
    if not text:
        return {}
    wrapped = cssselect2.ElementWrapper.from_xml_root(root)
    elements = list(wrapped.iter_subtree())
    matcher = _matcher(text, reference, LIMITS.matches // len(elements), _levels(elements))
    rules = {}
    declared = 0
    for element in elements:
        matched = matcher.match(element)
        declared += sum(len(payload) for _, _, _, payload in matched)
        if declared > LIMITS.declared:
            raise Uncleanable(f"its rules make more than {LIMITS.declared} declarations")
        if matched:
            rules[element.etree_element] = _flat(matched)
    return rules


def in_order(declared: Sequence[Declaration]) -> list[Declaration]:
    """One declaration a property, the one that counts: an important one, else the last."""
    chosen: dict[str, Declaration] = {}
    for declaration in declared:
        before = chosen.get(declaration.name)
        if before is None or declaration.important or not before.important:
            chosen.pop(declaration.name, None)
            chosen[declaration.name] = declaration
    return list(chosen.values())


def _style_sheets(root: Element) -> str:
    sheets = [*root.iter(f"{{{SVG}}}style"), *root.iter("style")]
    return "\n".join("".join(sheet.itertext()) for sheet in sheets)


def _levels(elements: Sequence[Any]) -> int:
    """How many elements are inside one another, of elements in the order of the document."""
    levels: dict[Element, int] = {}
    for element in elements:
        above = 0 if element.parent is None else levels[element.parent.etree_element]
        levels[element.etree_element] = above + 1
    return max(levels.values())


def _matcher(text: str, reference: Reference, most: int, levels: int) -> Any:
    """A matcher of the rules; the payload of each is its declarations.

    For each descendant combinator cssselect2 tries all elements above. Raises Uncleanable for more
    than `most` tries an element.
    """
    matcher = cssselect2.Matcher()
    tries = selectors = 0
    for rule in tinycss2.parse_stylesheet(text, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        payload = in_order(list(declarations_of(rule.content, reference)))
        prelude = tinycss2.serialize(rule.prelude).strip()
        descendants = len(DESCENDANT.findall(prelude))
        for selector in _selectors(prelude):
            matcher.add_selector(selector, payload)
            tries += levels**descendants
            selectors += 1
        if tries > most or selectors > LIMITS.selectors:
            raise Uncleanable("its style sheet has too many rules")
    return matcher


def _selectors(text: str) -> Iterator[Any]:
    if len(text) > LIMITS.selector or not SELECTOR.fullmatch(text):
        return
    try:
        yield from cssselect2.compile_selector_list(text)
    except cssselect2.SelectorError:  # as a browser: the rule is left out
        return


def _flat(matched: Sequence[Any]) -> list[Declaration]:
    flat: list[Declaration] = []
    for _, _, _, payload in matched:
        flat.extend(payload)
    return flat
