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

from render.svg.parsing.tokens import at_commas, significant
from render.svg.resolve.css import lengths, relative
from render.svg.resolve.css.spaces import conversions, mixtures

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
            text = _written_hexadecimal(self.channels)
        return text if self.opacity == 1 else f"{text}/{self.opacity:.4g}"

    def css(self) -> str:
        """The colour as style sheets have it."""
        if self.channels is None:
            return "currentColor"
        return _written_hexadecimal((*self.channels, self.opacity))


def _written_hexadecimal(channels: Sequence[float]) -> str:
    """Two digits for each channel; halves are rounded up."""
    digits = bytes(round(255 * channel + 1e-9) for channel in channels)
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

    calculated = lower
    if "calc(" in lower:
        calculated = _CALCULATION.sub(_calculated, lower)
    token = tinycss2.parse_one_component_value(calculated, skip_comments=True)
    return _function(token) if token.type == "function" else None


def _calculated(found: re.Match[str]) -> str:
    """The value of a calculation; one that is not valid stays."""
    text = found[0]
    value = lengths.number(text)
    return text if value is None else f"{value:g}"


def _colour(channels: Sequence[float], opacity: float) -> Colour:
    """A colour whose values are clipped to 0..1."""
    values = (*channels, opacity)
    red, green, blue, alpha = (min(max(value, 0.0), 1.0) for value in values)
    return Colour((red, green, blue), alpha)


def _hexadecimal(digits: str) -> Colour:
    """The colour of 3, 4, 6 or 8 digits."""
    if len(digits) < 6:
        digits = "".join(2 * digit for digit in digits)
    values = bytes.fromhex(digits)
    red, green, blue, opacity, *_ = (value / 255 for value in (*values, 255))
    return Colour((red, green, blue), opacity)


def _function(token: Any) -> Colour | None:
    """The colour of a function; None for one that is not valid."""
    name = token.lower_name
    parts = at_commas(significant(token.arguments))
    if name == "light-dark":
        return _light(parts)
    if name == "color-mix":
        return _mixed(parts)
    if parts[0] and _is_word(parts[0][0], "from"):
        return _from_other(name, parts[0])
    if name in ("hsl", "hsla") and _lacks_percentages(parts):
        return None

    try:
        colour = color5.parse_color(token)
    except (AttributeError, IndexError, TypeError, ValueError):  # arguments it did not foresee
        return None
    if colour is None or isinstance(colour, str):
        return None
    try:
        channels = conversions.srgb(colour)
    except OverflowError:  # Lab takes numbers to the third power
        return None
    return None if channels is None else _colour(channels, colour.alpha)


def _lacks_percentages(parts: list[list[Any]]) -> bool:
    """Whether the arguments of hsl() are between commas, and any share is no percentage.

    https://www.w3.org/TR/css-color-4/#typedef-legacy-hsl-syntax
    """
    if len(parts) < 3:
        return False
    _, saturation, lightness, *_ = parts
    kinds = [part[0].type for part in (saturation, lightness) if part]
    return kinds != ["percentage", "percentage"]


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
    if len(tokens) < 2:
        return None
    _, origin, *arguments = tokens
    other = parse(origin.serialize())
    if other is None:
        return None
    channels = other.channels or (0.0, 0.0, 0.0)
    text = relative.written(function, arguments, channels, other.opacity)
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
    method, *mixed = parts
    (first, first_share), (second, second_share) = map(_colour_and_share, mixed)
    if first is None or second is None:
        return None

    # Where the shares are less than a whole, the rest is transparent.
    one, two = _shares(first_share, second_share)
    whole = one + two
    if whole <= 0:
        return None
    space = method[1].lower_value if len(method) > 1 else "oklab"
    mixture = _blend(first, second, one / whole, space)
    opacity = mixture.opacity * min(whole, 1.0)
    return replace(mixture, opacity=opacity)


def _colour_and_share(tokens: list[Any]) -> tuple[Colour | None, float | None]:
    """A colour and its share, 0..1; None for what is missing."""
    share = None
    colour = None
    for token in tokens:
        if token.type == "percentage":
            share = token.value / 100
        else:
            colour = parse(token.serialize())
    return colour, share


def _shares(first: float | None, second: float | None) -> tuple[float, float]:
    """Two shares, those that are missing filled in.

    https://www.w3.org/TR/css-color-5/#color-mix-percent-norm
    """
    if first is None:
        first = 0.5 if second is None else 1 - second
    if second is None:
        second = 1 - first
    return first, second


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

    mixture = mixtures.mixed(
        first.channels,
        second.channels,
        one / opacity,
        space,
    )
    return _colour(mixture, opacity)
