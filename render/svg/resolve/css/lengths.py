"""Numbers, angles and lengths as CSS writes them, calc() included.

https://www.w3.org/TR/css-values-4/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees, floor, fmod, hypot, sqrt
from typing import Any

import tinycss2

from render.svg.resolve.settings import SCREEN

_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?"
_PLAIN = re.compile(_NUMBER, re.IGNORECASE)
_DIMENSION = re.compile(rf"({_NUMBER})(%|[a-z]+)?", re.IGNORECASE)
_MATHS = re.compile(
    r"\s*(?:calc|min|max|clamp|abs|hypot|mod|rem|round)\(.{1,200}\)\s*", re.IGNORECASE | re.DOTALL
)
_SEPARATOR = re.compile(r"\s*,\s*|\s+")
_LISTED = re.compile(r"[^\s,()]++(?:\((?:[^()]++|\([^()]*+\))*+\))?")
# Pixels: https://www.w3.org/TR/css-values-4/#absolute-lengths
PIXELS = {
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2}
_OF_ROOT = {"rem": 1.0, "rex": 0.5, "rch": 0.5, "rlh": 1.2}
_OF_VIEW = frozenset(("vw", "vh", "vmin", "vmax", "vi", "vb"))
_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": degrees(1.0), "turn": 360.0}
FONT_SIZE = 16.0  # pixels; browsers' default


@dataclass(frozen=True)
class Context:
    """What relative lengths refer to, in user units."""

    width: float  # of the viewport
    height: float
    font_size: float = FONT_SIZE
    root_font_size: float = FONT_SIZE

    def side(self, axis: str) -> float:
        """What 100 % is along "x" or "y"; of any other length, the viewport's diagonal."""
        if axis == "x":
            return self.width
        if axis == "y":
            return self.height
        return hypot(self.width, self.height) / sqrt(2)


ANY = Context(100.0, 100.0)


def number(text: str) -> float | None:
    """The value of a number; None where it is none."""
    stripped = text.strip()
    if _PLAIN.fullmatch(stripped):
        return float(stripped)
    if _MATHS.fullmatch(stripped):
        return _calculated(stripped, ANY, "x")
    return None


def share(text: str) -> float | None:
    """The value of a number or a percentage, 100 % being 1; None where it is neither."""
    stripped = text.strip()
    if stripped.endswith("%"):
        value = number(stripped[:-1])
        return None if value is None else value / 100
    return number(stripped)


def angle(text: str, unit: str = "") -> float | None:
    """Degrees; `unit` is that of a number without one. None where it is no angle."""
    found = _DIMENSION.fullmatch(text.strip())
    if found is None:
        return _calculated(text, ANY, "x") if _MATHS.fullmatch(text) else None
    value = float(found[1])
    name = (found[2] or unit).lower()
    if not name and value == 0:
        return 0.0
    return value * _DEGREES[name] if name in _DEGREES else None


def length(text: str, context: Context, axis: str = "") -> float | None:
    """User units; None where it is no length, number or percentage."""
    stripped = text.strip()
    found = _DIMENSION.fullmatch(stripped)
    if found:
        return _pixels(float(found[1]), (found[2] or "").lower(), context, axis)
    if _MATHS.fullmatch(stripped):
        return _calculated(stripped, context, axis)
    return None


def has_unit(text: str) -> bool:
    """Whether a valid length is more than a number."""
    return not _PLAIN.fullmatch(text)


def _pixels(value: float, unit: str, context: Context, axis: str) -> float | None:
    if not unit:
        return value
    if unit == "%":
        return value / 100 * context.side(axis)
    if unit in PIXELS:
        return value * PIXELS[unit]
    if unit in _OF_FONT:
        return value * _OF_FONT[unit] * context.font_size
    if unit in _OF_ROOT:
        return value * _OF_ROOT[unit] * context.root_font_size
    if unit in _OF_VIEW:
        return value / 100 * SCREEN.side
    return None


def listed(text: str) -> list[str]:
    """The lengths of a list, between blanks or commas; calc() may have blanks in it."""
    return _LISTED.findall(text) if "(" in text else _SEPARATOR.split(text)


def in_user_units(value: str, axis: str, context: Context) -> str:
    """One length, or several; words such as `none` as they are."""
    written = []
    for text in listed(value):
        pixels = length(text, context, axis)
        written.append(text if pixels is None else f"{pixels:.9g}")
    return " ".join(written)


class _Invalid(Exception):
    """A calculation that cannot be done."""


def _calculated(text: str, context: Context, axis: str) -> float | None:
    token = tinycss2.parse_one_component_value(text, skip_comments=True)
    try:
        return _value(token, context, axis)
    except (_Invalid, ZeroDivisionError, RecursionError):
        return None


def _value(token: Any, context: Context, axis: str) -> float:
    """The value of a number, a length, an angle, brackets or a function."""
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) / 100 * context.side(axis)
    if token.type == "dimension":
        if token.lower_unit in _DEGREES:
            return float(token.value) * _DEGREES[token.lower_unit]
        pixels = _pixels(token.value, token.lower_unit, context, axis)
        if pixels is not None:
            return pixels
    if token.type == "() block":
        return _sum(token.content, context, axis)
    if token.type == "function":
        return _function(token, context, axis)
    raise _Invalid


def _function(token: Any, context: Context, axis: str) -> float:
    arguments: list[list[Any]] = [[]]
    for part in token.arguments:
        if part == ",":
            arguments.append([])
        else:
            arguments[-1].append(part)
    values = [_sum(argument, context, axis) for argument in arguments]
    match token.lower_name, values:
        case "calc", [value]:
            return value
        case "min", _:
            return min(values)
        case "max", _:
            return max(values)
        case "clamp", [least, value, most]:
            return max(least, min(value, most))
        case "abs", [value]:
            return abs(value)
        case "hypot", _:
            return hypot(*values)
        case "mod", [value, step]:
            return value % step
        case "rem", [value, step]:
            return fmod(value, step)
        case "round", [value, step]:
            return floor(value / step + 0.5) * step
    raise _Invalid


def _sum(tokens: Sequence[Any], context: Context, axis: str) -> float:
    """The value of `a * b + c / d - …`."""
    significant = [token for token in tokens if token.type not in ("whitespace", "comment")]
    if len(significant) % 2 == 0:
        raise _Invalid
    total = 0.0
    term = _value(significant[0], context, axis)
    for operator, token in zip(significant[1::2], significant[2::2], strict=True):
        value = _value(token, context, axis)
        if operator == "*":
            term *= value
        elif operator == "/":
            term /= value
        elif operator in ("+", "-"):
            total += term
            term = value if operator == "+" else -value
        else:
            raise _Invalid
    return total + term
