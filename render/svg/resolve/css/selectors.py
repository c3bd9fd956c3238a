"""Selectors of nested rules as ones that stand alone, and what matching them may cost.

https://www.w3.org/TR/css-nesting-1/ and https://www.w3.org/TR/css-cascade-6/#scoped-styles
"""

import re
from dataclasses import dataclass
from math import comb

import tinycss2

from render.svg.parsing.tokens import Tokens, at_commas, text


@dataclass(frozen=True)
class SelectorLimits:
    """Chosen by hand: an icon has tens of rules, with selectors of one or two parts."""

    length: int = 500  # characters
    parts: int = 40  # Python reads no more of what cssselect2 makes of them


LIMITS = SelectorLimits()
# What an element is compared with others for, such as its ancestors.
_COMBINATOR = re.compile(r"[\s~]+(?![\s>+,)])|:has\(|~|:nth|-of-type")
_PART = re.compile(r"[\s>+~]+|[:(]")


def split(selector: str) -> list[str]:
    """The selectors of a list."""
    tokens = tinycss2.parse_component_value_list(selector)
    return [text(part) for part in at_commas(tokens)]


def nested(selector: str, parent: str) -> str:
    """A selector inside of a rule whose selector is `parent`, as one that stands alone."""
    if not parent:
        return selector
    around = f":is({parent})"
    whole = []
    for part in split(selector):
        if "&" in part:
            whole.append(part.replace("&", around))
        else:
            whole.append(f"{around} {part}")
    return ", ".join(whole)


def scope(prelude: Tokens) -> str:
    """The selector of what is in the scope of `@scope (…) to (…)`, whose end is left out."""
    blocks = [token for token in prelude if token.type == "() block"]
    if not blocks:
        return ""
    start = text(blocks[0].content)
    return f":where({start})"


def is_too_long(selector: str) -> bool:
    """Whether a selector is over the limits."""
    parts = _PART.findall(selector)
    return len(selector) > LIMITS.length or len(parts) > LIMITS.parts


def comparisons(selector: str, depth: int) -> int:
    """How often one element may be compared with parts of a selector.

    `depth` is that of the document. A combinator may match at any of the elements above.
    """
    combinators = len(_COMBINATOR.findall(selector))
    levels = max(depth, combinators)
    return comb(levels, combinators)
