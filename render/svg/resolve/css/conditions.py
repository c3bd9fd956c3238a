"""Whether the conditions of @media and @supports hold: on a light screen, as Chromium has them.

https://www.w3.org/TR/mediaqueries-5/ and https://www.w3.org/TR/css-conditional-3/
"""

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

import tinycss2

from render.svg.parsing.tokens import Tokens, at_commas, significant, text
from render.svg.resolve.css import lengths
from render.svg.resolve.css.declarations import KNOWN
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.properties import PROPERTIES, checked

# Features whose value is a word; the first is also what the feature alone asks for.
_FEATURES = {
    "any-hover": ("hover",),
    "any-pointer": ("fine",),
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
_KINDS = ("all", "screen")  # of media
_RANGE = re.compile(
    r"(?:(?P<left>[^<>=]+?)\s*(?P<before>[<>]=?|=)\s*)?(?P<side>width|height)"
    r"(?:\s*(?P<after>[<>]=?|=)\s*(?P<right>[^<>=]+))?"
)
_RESOLUTION = re.compile(r"([\d.]+)(?:dppx|x)")
_BITS = 8.0  # of a colour
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
}
_BOUNDS = {"min-": ">=", "max-": "<="}
_FOREIGN = ("-moz-", "-ms-", "-o-", "-khtml-")


def media(tokens: Tokens, view: Context) -> bool:
    """Whether one of the queries of a list holds; an empty list does."""
    queries = at_commas(significant(tokens))
    if queries == [[]]:
        return True
    return any(_query(query, view) for query in queries)


def supports(tokens: Tokens) -> bool:
    """Whether Chromium would draw what a condition asks for."""
    return _condition(significant(tokens), _is_supported)


def _query(tokens: list[Any], view: Context) -> bool:
    """Whether `screen and (…)`, `not print` or a condition holds.

    https://www.w3.org/TR/mediaqueries-5/#mq-syntax
    """
    words = [token.lower_value if token.type == "ident" else "" for token in tokens]
    match words:
        case ["not", kind, *_] if kind:
            return not _query_of_kind(words[1:], tokens[1:], view)
        case ["only", *_]:
            return _query_of_kind(words[1:], tokens[1:], view)
    return _query_of_kind(words, tokens, view)


def _query_of_kind(words: list[str], tokens: list[Any], view: Context) -> bool:
    """Whether the kind of a medium, if any, and what follows `and` hold."""
    holds = True
    match words:
        case ["", *_] | ["not", *_] | []:
            rest = tokens
        case [kind, "and", *_]:
            holds = kind in _KINDS
            rest = tokens[2:]
        case [kind, *_]:
            holds = kind in _KINDS
            rest = tokens[1:]
    if not holds or not rest:
        return holds
    return _condition(rest, lambda token: _feature(token, view))


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
        inner = significant(token.content)
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
    name, _, value = text(token.content).lower().partition(":")
    name = name.strip()
    value = value.strip()
    if name not in _FEATURES:
        return _extent(name, value, view)

    words = _FEATURES[name]
    if not value:
        return bool(words)
    neutral = "none" if name in _NONE else "no-preference"
    allowed = words or (neutral,)
    return value in allowed


def _extent(name: str, value: str, view: Context) -> bool:
    """Whether a width, a height, a ratio, a depth of colour or a resolution holds."""
    found = _RANGE.fullmatch(name)
    if found and name != found["side"]:
        return _range(found, view)
    if name == "orientation":
        return _orientation(value, view)

    plain = name.removeprefix("-webkit-")
    bound = plain[:4] if plain[:4] in _BOUNDS else ""
    subject = plain.removeprefix(bound)
    numbers = {
        "color": _BITS,
        "device-pixel-ratio": 1.0,
        "height": view.height,
        "resolution": 1.0,
        "width": view.width,
    }
    if subject not in numbers:
        return False
    limit = _limit(value, view)
    if limit is None:
        return not value
    compare = _COMPARISONS[_BOUNDS.get(bound, "=")]
    return compare(numbers[subject], limit)


def _limit(value: str, view: Context) -> float | None:
    """The number of a resolution, such as `2dppx`, or of a length; None for anything else."""
    resolution = _RESOLUTION.fullmatch(value)
    if resolution:
        return float(resolution[1])
    return lengths.length(value, view)


def _range(found: re.Match[str], view: Context) -> bool:
    """Whether a range holds, such as `width >= 20px` or `20px < width <= 40px`."""
    side = view.width if found["side"] == "width" else view.height
    left = lengths.length(found["left"] or "", view)
    right = lengths.length(found["right"] or "", view)
    holds = left is not None or right is not None
    if left is not None:
        compare = _COMPARISONS[found["before"]]
        holds = compare(left, side)
    if right is not None and holds:
        compare = _COMPARISONS[found["after"]]
        holds = compare(side, right)
    return holds


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
