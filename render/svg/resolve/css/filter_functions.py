"""The check of `filter`: references and functions, with the colours of shadows.

https://www.w3.org/TR/filter-effects-1/#FilterProperty
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import tinycss2

from render.svg.resolve.css import colours
from render.svg.resolve.css.checks import reference
from render.svg.resolve.css.spaces import conversions

_FILTERS = frozenset(
    (
        "blur",
        "brightness",
        "contrast",
        "drop-shadow",
        "grayscale",
        "hue-rotate",
        "invert",
        "opacity",
        "saturate",
        "sepia",
    )
)


def filters(value: str, is_attribute: bool) -> str | None:
    """`none`, or `url(#id)` and functions; colours of shadows are written as resvg reads them."""
    if value.lower() == "none":
        return "none"
    written = []
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type == "whitespace":
            continue
        part = _filter(token, is_attribute)
        if part is None:
            return None
        written.append(part)
    return " ".join(written) or None


def _filter(token: Any, is_attribute: bool) -> str | None:
    """One part of a list of filters; None where it is not valid.

    Lengths need units, but those of shadows in attributes.
    """
    text: str = token.serialize()
    found = reference(text)
    if found:
        return f"url(#{found[0]})"
    if token.type != "function" or token.lower_name not in _FILTERS:
        return None
    is_shadow = token.lower_name == "drop-shadow"
    has_lengths = token.lower_name == "blur" or (is_shadow and not is_attribute)
    if has_lengths and any(each.type == "number" and each.value for each in token.arguments):
        return None
    return _shadow(token.arguments) if is_shadow else text


def _shadow(arguments: Sequence[Any]) -> str:
    """A shadow, whose colour is that of texts unless it has one of its own."""
    written = []
    has_colour = False
    for part in arguments:
        text = part.serialize()
        colour = colours.parse(text)
        has_colour |= colour is not None
        written.append(text if colour is None else linear_light(colour))
    if not has_colour:
        written.append(" currentColor")
    return f"drop-shadow({''.join(written)})"


def linear_light(colour: colours.Colour) -> str:
    """A colour of a shadow, whose values resvg reads as linear light."""
    if colour.channels is None:
        return colour.css()
    red, green, blue = conversions.decoded(colour.channels)
    return replace(colour, channels=(red, green, blue)).css()
