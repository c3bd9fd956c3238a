"""Whether the conditions of @media and @supports hold: on a light screen, as Chromium has them.

https://www.w3.org/TR/mediaqueries-5/ and https://www.w3.org/TR/css-conditional-3/
"""

import re
from collections.abc import Callable, Sequence
from operator import eq, ge, gt, le, lt
from typing import Any

import tinycss2

from render.svg.resolve.css import lengths
from render.svg.resolve.css.declarations import KNOWN
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.properties import PROPERTIES, checked

Tokens = Sequence[Any]

# Features whose value is a word; the first is also what the feature alone asks for.
_FEATURES = {
    "any-hover": ("hover",),
    "any-pointer": ("fine",),
    "color": ("8",),
    "color-gamut": ("srgb",),
    "display-mode": ("browser",),
    "dynamic-range": ("standard",),
    "forced-colors": (),
    "hover": ("hover",),
    "inverted-colors": (),
    "pointer": ("fine",),
    "prefers-color-scheme": ("light",),
    "prefers-contrast": (),
    "prefers-reduced-data": (),
    "prefers-reduced-motion": (),
    "prefers-reduced-transparency": (),
    "scripting": (),
    "update": ("fast",),
}
_NONE = {"forced-colors", "inverted-colors", "scripting"}
_RANGE = re.compile(
    r"(?:(?P<left>[^<>=]+?)\s*(?P<before>[<>]=?|=)\s*)?(?P<side>width|height)"
    r"(?:\s*(?P<after>[<>]=?|=)\s*(?P<right>[^<>=]+))?"
)
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
}
_BOUNDS = {"min": ">=", "max": "<="}
_FOREIGN = ("-moz-", "-ms-", "-o-", "-khtml-")


def media(tokens: Tokens, view: Context) -> bool:
    """Whether one of the queries of a list holds; an empty list does."""
    queries = _split(tokens)
    if queries == [[]]:
        return True
    return any(_query(query, view) for query in queries)


def supports(tokens: Tokens) -> bool:
    """Whether Chromium would draw what a condition asks for."""
    return _condition(_significant(tokens), _is_supported)


def _significant(tokens: Tokens) -> list[Any]:
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def _split(tokens: Tokens) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in _significant(tokens):
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _query(tokens: list[Any], view: Context) -> bool:
    """Whether `screen and (…)`, `not print` or a condition holds."""
    words = [token.lower_value if token.type == "ident" else "" for token in tokens]
    negated = words[:1] == ["not"] and len(words) > 1 and bool(words[1])
    if negated or words[:1] == ["only"]:
        tokens = tokens[1:]
        words = words[1:]
    holds = True
    if words and words[0] and words[0] != "not":
        holds = words[0] in ("all", "screen")
        tokens = tokens[2:] if words[1:2] == ["and"] else tokens[1:]
    if tokens:
        holds = holds and _condition(tokens, lambda token: _feature(token, view))
    return holds != negated


def _condition(tokens: list[Any], test: Callable[[Any], bool]) -> bool:
    """Whether terms joined with `and` or `or` hold; a condition that is not valid does not."""
    holds = None
    operator = "and"
    negated = False
    for token in tokens:
        if token.type == "ident":
            if token.lower_value == "not":
                negated = not negated
            else:
                operator = token.lower_value
            continue
        term = _term(token, test) != negated
        negated = False
        if holds is None:
            holds = term
        elif operator == "and":
            holds = holds and term
        else:
            holds = holds or term
    return bool(holds)


def _term(token: Any, test: Callable[[Any], bool]) -> bool:
    """Whether a term in brackets holds: a feature, or a condition of its own."""
    if token.type == "() block":
        inner = _significant(token.content)
        if inner and all(_is_part(each) for each in inner):
            return _condition(inner, test)
    return test(token)


def _is_part(token: Any) -> bool:
    """Whether a token may stand in a condition: a term, or a word between terms."""
    if token.type == "ident":
        return token.lower_value in ("and", "or", "not")
    return token.type in ("() block", "function")


def _feature(token: Any, view: Context) -> bool:
    """Whether `(name: value)`, `(name)` or `(width >= 20px)` holds; False for unknown ones."""
    if token.type != "() block":
        return False
    text = tinycss2.serialize(token.content).strip().lower()
    name, _, value = (part.strip() for part in text.partition(":"))
    if name in _FEATURES:
        words = _FEATURES[name]
        if not value:
            return bool(words)
        neutral = "none" if name in _NONE else "no-preference"
        return value in (words or (neutral,))
    return _extent(name, value, view)


def _extent(name: str, value: str, view: Context) -> bool:
    """Whether a width, a height, a ratio or a resolution holds."""
    found = _RANGE.fullmatch(name)
    if found and name != found["side"]:
        return _range(found, view)
    bound, _, subject = name.rpartition("-")
    sides = {"width": view.width, "height": view.height}
    if subject not in sides:
        return name == "orientation" and _orientation(value, view)
    limit = lengths.length(value, view)
    if limit is None:
        return not value
    compare = _COMPARISONS[_BOUNDS.get(bound, "=")]
    return compare(sides[subject], limit)


def _range(found: re.Match[str], view: Context) -> bool:
    """Whether a range holds, such as `width >= 20px` or `20px < width <= 40px`."""
    side = view.width if found["side"] == "width" else view.height
    least = lengths.length(found["left"] or "", view)
    most = lengths.length(found["right"] or "", view)
    if least is not None and not _COMPARISONS[found["before"]](least, side):
        return False
    if most is not None and not _COMPARISONS[found["after"]](side, most):
        return False
    return least is not None or most is not None


def _orientation(value: str, view: Context) -> bool:
    is_portrait = view.height >= view.width
    return value == ("portrait" if is_portrait else "landscape")


def _is_supported(token: Any) -> bool:
    """Whether `(property: value)` is understood; selector() and the like are taken to be."""
    if token.type == "function":
        return True
    if token.type != "() block":
        return False
    name, colon, value = tinycss2.serialize(token.content).partition(":")
    name = name.strip().lower()
    if not colon or name.startswith(_FOREIGN):
        return False
    if name in PROPERTIES:
        return checked(name, value, False) is not None
    return name in KNOWN or name.startswith("--") or bool(value.strip())
