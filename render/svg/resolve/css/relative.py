"""Colours made from another one, such as `oklch(from red calc(l + 0.2) c h)`.

https://www.w3.org/TR/css-color-5/#relative-colors
"""

from collections.abc import Sequence
from typing import Any

import tinycss2

from render.svg.resolve.css.spaces.conversions import coordinates

# The names of a function's channels, and the space whose coordinates they are.
_CHANNELS = {
    "rgb": "rgb",
    "rgba": "rgb",
    "hsl": "hsl",
    "hsla": "hsl",
    "hwb": "hwb",
    "lab": "lab",
    "lch": "lch",
    "oklab": "lab",
    "oklch": "lch",
}


def written(
    function: str, tokens: Sequence[Any], channels: tuple[float, float, float], opacity: float
) -> str | None:
    """A function without `from`; None for one whose channels have other names.

    `tokens` follow the other colour, whose channels in sRGB and opacity are 0..1.
    """
    names = _CHANNELS.get(function)
    if names is None:
        return None
    space = function.removesuffix("a")
    numbers = coordinates(channels, space)
    values = dict(zip(names, numbers, strict=True))
    values["alpha"] = opacity
    arguments = _replaced(tokens, values)
    if "/" not in arguments and opacity != 1:
        arguments += f" / {opacity:g}"
    return f"{function}({arguments})"


def _replaced(tokens: Sequence[Any], values: dict[str, float]) -> str:
    """The text of tokens, with numbers for the names of channels."""
    parts = []
    for token in tokens:
        if token.type == "ident" and token.lower_value in values:
            number = values[token.lower_value]
            part = f"{number:.6f}"
        elif token.type == "function":
            inner = _replaced(token.arguments, values)
            part = f"{token.name}({inner})"
        elif token.type == "() block":
            inner = _replaced(token.content, values)
            part = f"({inner})"
        else:
            part = tinycss2.serialize([token])
        parts.append(part)
    return " ".join(parts)
