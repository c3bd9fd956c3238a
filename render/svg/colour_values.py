"""Colours as CSS writes them, rewritten as CairoSVG 2.9.1 reads them.

Syntax: https://www.w3.org/TR/css-color-4/#color-syntax
"""

import colorsys
import re

_FUNCTION = re.compile(r"\b(rgb|hsl)a?\(([^()]{1,80})\)", re.IGNORECASE)
_ALPHA_DIGITS = re.compile(r"#(?:[0-9a-fA-F]{4}){1,2}(?![0-9a-fA-F])")
_HEX = re.compile(
    r"((?:fill|stroke|color)\s*[=:]\s*[\"']?\s*)#([0-9a-f]{8}|[0-9a-f]{4})(?![0-9a-f])",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(deg|grad|rad|turn)$")
_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": 57.29577951308232, "turn": 360.0}


def rewrite(text: str, lower: str) -> str:
    """Rewrite colour functions and hexadecimal alpha; `lower` is the text in lower case."""
    if "rgb" in lower or "hsl" in lower:
        text = _FUNCTION.sub(_function, text)
    if _ALPHA_DIGITS.search(text):
        text = _HEX.sub(_hexadecimal, text)
    return text


def _hexadecimal(match: re.Match[str]) -> str:
    """`rrggbbaa` or `rgba` as a colour function."""
    digits = match[2]
    if len(digits) == 4:
        doubled = [2 * digit for digit in digits]
        digits = "".join(doubled)
    red, green, blue, alpha = bytes.fromhex(digits)
    opacity = alpha / 255
    return f"{match[1]}rgba({red},{green},{blue},{opacity:.4g})"


def _function(match: re.Match[str]) -> str:
    """`rgb()` or `hsl()` as `rgb(r,g,b)` or `rgba(r,g,b,a)`; unchanged when not understood."""
    name = match[1].lower()
    arguments = match[2].strip().lower()
    parts = re.split(r"[\s,/]+", arguments)
    if len(parts) not in (3, 4):
        return match[0]
    read = _rgb if name == "rgb" else _hsl
    try:
        red, green, blue = read(*parts[:3])
        colour = f"{red:.5g},{green:.5g},{blue:.5g}"
        if len(parts) == 3:
            return f"rgb({colour})"
        alpha = _number(parts[3], 1)
        return f"rgba({colour},{alpha:.5g})"
    except ValueError:
        return match[0]


def _rgb(red: str, green: str, blue: str) -> tuple[float, float, float]:
    return (
        _number(red, 255),
        _number(green, 255),
        _number(blue, 255),
    )


def _hsl(hue: str, saturation: str, lightness: str) -> tuple[float, float, float]:
    turn = _hue(hue)
    light = _share(lightness)
    full = _share(saturation)
    red, green, blue = colorsys.hls_to_rgb(turn, light, full)
    return 255 * red, 255 * green, 255 * blue


def _share(value: str) -> float:
    """A percentage as a number, 0..1."""
    share = _number(value, 100) / 100
    return min(max(share, 0), 1)


def _number(value: str, whole: float) -> float:
    """A number, or a percentage of `whole`; `none` is 0. Raises ValueError."""
    if value == "none":
        return 0.0
    if value.endswith("%"):
        return float(value[:-1]) / 100 * whole
    return float(value)


def _hue(value: str) -> float:
    """An angle as a share of the full turn, 0..1. Raises ValueError."""
    unit = _UNIT.search(value)
    if unit is None:
        return _number(value, 360) / 360 % 1
    angle = float(value[: unit.start()])
    degrees = angle * _DEGREES[unit[1]]
    return degrees / 360 % 1
