"""Colours as CSS writes them, as sRGB and opacity.

Syntax: https://www.w3.org/TR/css-color-4/ and, for light-dark(), color-mix() and colours made from
others, https://www.w3.org/TR/css-color-5/. `tinycss2` reads the functions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2 import color4, color5

from render.svg.resolve.css import colour_spaces, lengths, relative

LONGEST = 300  # characters of a colour; chosen by hand, far above any
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_CALCULATION = re.compile(r"calc\([^()]*(?:\([^()]*\)[^()]*)*\)")
# What the system paints in the light scheme, as Chromium has it.
_SYSTEM = {
    "buttonface": "#f0f0f0",
    "buttontext": "#000000",
    "canvas": "#ffffff",
    "canvastext": "#000000",
    "field": "#ffffff",
    "fieldtext": "#000000",
    "graytext": "#808080",
    "highlight": "#0078d7",
    "highlighttext": "#ffffff",
    "linktext": "#0000ee",
    "window": "#ffffff",
    "windowtext": "#000000",
}


@dataclass(frozen=True)
class Colour:
    """A colour in sRGB, channels and opacity 0..1; without channels, that of `color`."""

    channels: tuple[float, float, float] | None
    opacity: float = 1.0

    def written(self) -> str:
        """`#rrggbb` or `currentColor`, followed by `/opacity` where it is not opaque."""
        text = "currentColor"
        if self.channels is not None:
            digits = bytes(round(255 * channel + 1e-9) for channel in self.channels)
            text = f"#{digits.hex()}"
        return text if self.opacity == 1 else f"{text}/{self.opacity:.4g}"

    def css(self) -> str:
        """The colour as style sheets have it."""
        if self.channels is None:
            return "currentColor"
        digits = bytes(round(255 * channel + 1e-9) for channel in (*self.channels, self.opacity))
        return f"#{digits.hex()}"


def split(written: str) -> tuple[str, float]:
    """A written colour without its opacity, and the opacity."""
    colour, _, opacity = written.partition("/")
    return colour, float(opacity) if opacity else 1.0


CURRENT = Colour(None)


@lru_cache(maxsize=4096)
def parse(text: str) -> Colour | None:
    """The colour that a text names; None for one that is not valid."""
    lower = text.strip().lower()
    if lower == "currentcolor":
        return CURRENT
    if _HEX.fullmatch(lower):
        return _hexadecimal(lower[1:])
    keyword: Any = color4.parse_color(lower) if lower.isalpha() else None
    if keyword is not None:
        return _colour(keyword.coordinates, keyword.alpha)
    if lower in _SYSTEM:
        return parse(_SYSTEM[lower])
    if "(" not in lower or len(lower) > LONGEST:
        return None
    if "calc(" in lower:
        lower = _CALCULATION.sub(_calculated, lower)
    return _function(tinycss2.parse_one_component_value(lower, skip_comments=True))


def _calculated(found: re.Match[str]) -> str:
    value = lengths.number(found[0])
    return found[0] if value is None else f"{value:g}"


def _colour(channels: Sequence[float], opacity: float) -> Colour:
    """A colour whose values are clipped to 0..1."""
    red, green, blue, alpha = (min(max(each, 0.0), 1.0) for each in (*channels, opacity))
    return Colour((red, green, blue), alpha)


def _hexadecimal(digits: str) -> Colour:
    """The colour of 3, 4, 6 or 8 digits."""
    if len(digits) < 6:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue, *alpha = bytes.fromhex(digits)
    opacity = alpha[0] / 255 if alpha else 1.0
    return Colour((red / 255, green / 255, blue / 255), opacity)


def _function(token: Any) -> Colour | None:
    if token.type != "function":
        return None
    parts = _parts(token.arguments)
    if token.lower_name == "light-dark":
        return _light(parts)
    if token.lower_name == "color-mix":
        return _mixed(parts)
    if parts[0] and _is_word(parts[0][0], "from"):
        return _from_other(token.lower_name, parts[0])
    if token.lower_name in ("hsl", "hsla") and len(parts) > 2:
        shares = [part[0].type for part in parts[1:3] if part]
        if shares != ["percentage", "percentage"]:  # between commas, numbers are not enough
            return None
    try:
        colour = color5.parse_color(token)
    except (AttributeError, IndexError, TypeError, ValueError):  # arguments it did not foresee
        return None
    if colour is None or isinstance(colour, str):
        return None
    channels = colour_spaces.srgb(colour)
    return None if channels is None else _colour(channels, colour.alpha)


def _parts(tokens: Sequence[Any]) -> list[list[Any]]:
    """The arguments between commas, without blanks."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        elif token.type not in ("whitespace", "comment"):
            parts[-1].append(token)
    return parts


def _is_word(token: Any, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)


def _light(parts: list[list[Any]]) -> Colour | None:
    """The first colour of light-dark(): the scheme is light."""
    if [len(part) for part in parts] != [1, 1]:
        return None
    light, dark = (parse(part[0].serialize()) for part in parts)
    return light if dark is not None else None


def _from_other(function: str, tokens: list[Any]) -> Colour | None:
    """A colour made from another; where that is `currentColor`, that one, with another opacity."""
    other = parse(tokens[1].serialize()) if len(tokens) > 1 else None
    if other is None:
        return None
    channels = other.channels or (0.0, 0.0, 0.0)
    text = relative.written(function, tokens[2:], channels, other.opacity)
    if text is None:  # a rare space: the channels are taken as unchanged
        return other
    made = parse(text)
    if made is None or other.channels is not None:
        return made
    return replace(other, opacity=made.opacity)


def _mixed(parts: list[list[Any]]) -> Colour | None:
    """The colour of color-mix()."""
    if len(parts) != 3 or not parts[0] or not _is_word(parts[0][0], "in"):
        return None
    first, first_share = _share(parts[1])
    second, second_share = _share(parts[2])
    if first is None or second is None:
        return None
    if first_share is None:
        first_share = 0.5 if second_share is None else 1 - second_share
    if second_share is None:
        second_share = 1 - first_share
    whole = first_share + second_share
    if whole <= 0:
        return None
    space = parts[0][1].lower_value if len(parts[0]) > 1 else "oklab"
    mixed = _blend(first, second, first_share / whole, space)
    return replace(mixed, opacity=mixed.opacity * min(whole, 1.0))


def _share(tokens: list[Any]) -> tuple[Colour | None, float | None]:
    """The colour and its share, 0..1; None for what is not there."""
    share = None
    colour = None
    for token in tokens:
        if token.type == "percentage":
            share = token.value / 100
        else:
            colour = parse(token.serialize())
    return colour, share


def _blend(first: Colour, second: Colour, share: float, space: str) -> Colour:
    """`share` of the first colour and the rest of the second, their opacities premultiplied."""
    one = share * first.opacity
    two = (1 - share) * second.opacity
    opacity = one + two
    if not opacity:
        return replace(first, opacity=0.0)
    if first.channels is None or second.channels is None:  # not known here: the stronger one
        stronger = first if one >= two else second
        return replace(stronger, opacity=opacity)
    mixed = colour_spaces.mixed(first.channels, second.channels, one / opacity, space)
    return _colour(mixed, opacity)
