"""Transforms, of attributes and of style sheets, as one matrix.

https://www.w3.org/TR/css-transforms-1/ and, for turns and movements in space, which are projected
on the page, https://www.w3.org/TR/css-transforms-2/
"""

import re
from collections.abc import Sequence
from math import cos, hypot, isfinite, radians, sin

from render.svg.matrices import IDENTITY, Matrix, moving, multiplied, rotation, scaling, skewing
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.screen import SVG

# Possessive: what matched is not tried otherwise, which would take long for hostile texts.
_NUMBER = r"[-+]?(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][-+]?\d++)?"
# Of attributes: https://www.w3.org/TR/css-transforms-1/#svg-syntax
_NUMBERS = rf"{_NUMBER}(?:(?:\s*+,\s*+|\s++|(?=[-+.])){_NUMBER})*+"
_FUNCTION = rf"(?:matrix|translate|scale|rotate|skewX|skewY)\s*+\(\s*+{_NUMBERS}\s*+\)"
_ATTRIBUTE = re.compile(rf"(?:{_FUNCTION})(?:\s*+,?\s*+{_FUNCTION})*+")
_COUNTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}
_CALLS = re.compile(
    r"(?<![A-Za-z])([A-Za-z]++(?:3d)?)\s*+\(((?:[^()]++|\([^()]*+\))*+)\)", re.IGNORECASE
)
_EXPONENT = re.compile(r"\d[eE]")
_FOUND = re.compile(_NUMBER)
# The attribute with the transform of a gradient or a pattern; their `transform` counts in style
# sheets alone.
TRANSFORMS = {
    f"{{{SVG}}}linearGradient": "gradientTransform",
    f"{{{SVG}}}radialGradient": "gradientTransform",
    f"{{{SVG}}}pattern": "patternTransform",
}
_HORIZONTAL = ("left", "right")
_VERTICAL = ("top", "bottom")
_KEYWORDS = {"left": "0%", "top": "0%", "center": "50%", "right": "100%", "bottom": "100%"}


def checked(value: str, of_attribute: bool) -> str | None:
    """The value of `transform`; None where it is not valid."""
    if value.lower() == "none":
        return "none"
    if of_attribute:
        return _plain(value) if is_attribute(value) else None
    found = css_matrix(value, lengths.ANY)
    if found is None:
        return None
    return value if "%" in value or "em" in value or "v" in value else written(found)


def _plain(value: str) -> str | None:
    """A valid attribute; None where its numbers are too large."""
    if not _EXPONENT.search(value):
        return value
    numbers = [float(number) for number in _FOUND.findall(value)]
    return value if all(map(isfinite, numbers)) else None


def is_attribute(value: str) -> bool:
    """Whether a value is a list of functions as attributes have them."""
    if not _ATTRIBUTE.fullmatch(value):
        return False
    for name, arguments in _CALLS.findall(value):
        if len(_FOUND.findall(arguments)) not in _COUNTS[name]:
            return False
    return True


def matrix(value: str, context: Context) -> Matrix:
    """The matrix of a valid value, of either syntax."""
    if value == "none":
        return IDENTITY
    if not is_attribute(value):
        return css_matrix(value, context) or IDENTITY
    whole = IDENTITY
    for name, arguments in _CALLS.findall(value):
        numbers = [float(number) for number in _FOUND.findall(arguments)]
        whole = multiplied(whole, _matrix(name.lower(), numbers))
    return whole


def written(found: Matrix) -> str:
    """A matrix as an attribute."""
    numbers = " ".join(f"{value:.9g}" for value in found)
    return f"matrix({numbers})"


def css_matrix(value: str, context: Context) -> Matrix | None:
    """The matrix of a list of functions of style sheets; None where it is not valid."""
    whole = IDENTITY
    if _CALLS.sub("", value).strip():
        return None
    for name, arguments in _CALLS.findall(value):
        numbers = _arguments(name.lower(), arguments.split(","), context)
        if numbers is None:
            return None
        whole = multiplied(whole, _matrix(name.lower(), numbers))
    return whole


def _arguments(name: str, texts: Sequence[str], context: Context) -> list[float] | None:
    """The numbers of a function's arguments; None where they are not valid."""
    if name not in _PARAMETERS:
        return None
    least, kinds = _PARAMETERS[name]
    if not least <= len(texts) <= len(kinds):
        return None
    numbers = []
    for text, kind in zip(texts, kinds, strict=False):
        number = _argument(text, kind, context)
        if number is None:
            return None
        numbers.append(number)
    return numbers


def _argument(text: str, kind: str, context: Context) -> float | None:
    if kind == "n":
        return lengths.share(text)
    if kind == "a":
        return lengths.angle(text)
    value = lengths.length(text, context, kind)
    is_bare = value and not lengths.has_unit(text.strip())
    return None if is_bare else value


# How many arguments a function has at least, and what each is: a number, an angle, or a length
# along an axis.
_PARAMETERS = {
    "matrix": (6, "nnnnnn"),
    "matrix3d": (16, "n" * 16),
    "perspective": (1, "z"),
    "rotate": (1, "a"),
    "rotate3d": (4, "nnna"),
    "rotatex": (1, "a"),
    "rotatey": (1, "a"),
    "rotatez": (1, "a"),
    "scale": (1, "nn"),
    "scale3d": (3, "nnn"),
    "scalex": (1, "n"),
    "scaley": (1, "n"),
    "scalez": (1, "n"),
    "skew": (1, "aa"),
    "skewx": (1, "a"),
    "skewy": (1, "a"),
    "translate": (1, "xy"),
    "translate3d": (3, "xyz"),
    "translatex": (1, "x"),
    "translatey": (1, "y"),
    "translatez": (1, "z"),
}


def _matrix(name: str, numbers: Sequence[float]) -> Matrix:
    """The matrix of one function with valid arguments, its name in lower case."""
    first = numbers[0]
    second = numbers[1] if len(numbers) > 1 else 0.0
    match name:
        case "matrix":
            return tuple(numbers)  # type: ignore[return-value]
        case "matrix3d":
            return (first, second, numbers[4], numbers[5], numbers[12], numbers[13])
        case "translate" | "translate3d":
            return moving(first, second)
        case "translatex":
            return moving(first, 0.0)
        case "translatey":
            return moving(0.0, first)
        case "scale" | "scale3d":
            return scaling(first, second if len(numbers) > 1 else first)
        case "scalex":
            return scaling(first, 1.0)
        case "scaley":
            return scaling(1.0, first)
        case "rotate" | "rotatez":
            return rotation(first, *numbers[1:])
        case "rotatex":
            return scaling(1.0, cos(radians(first)))
        case "rotatey":
            return scaling(cos(radians(first)), 1.0)
        case "rotate3d":
            return _rotation_in_space(*numbers)
        case "skew" | "skewx":
            return skewing(first, second)
        case "skewy":
            return skewing(0.0, first)
    return IDENTITY  # along the line of sight


def _rotation_in_space(x: float, y: float, z: float, degrees: float) -> Matrix:
    """A rotation about a line, as it looks from far away.

    https://www.w3.org/TR/css-transforms-2/#Rotate3dDefined
    """
    length = hypot(x, y, z)
    if not length:
        return IDENTITY
    x, y, z = x / length, y / length, z / length
    cosine = cos(radians(degrees))
    sine = sin(radians(degrees))
    rest = 1 - cosine
    return (
        x * x * rest + cosine,
        x * y * rest + z * sine,
        x * y * rest - z * sine,
        y * y * rest + cosine,
        0.0,
        0.0,
    )


def checked_origin(value: str, of_attribute: bool) -> str | None:
    """The value of `transform-origin` as two lengths; None where it is not valid.

    https://www.w3.org/TR/css-transforms-1/#transform-origin-property
    """
    words = value.lower().split()
    if not 1 <= len(words) <= 3:
        return None
    if len(words) == 1:
        words.append("center")
    first, second = words[:2]
    if first in _VERTICAL or second in _HORIZONTAL:
        first, second = second, first

    pair = [_KEYWORDS.get(word, word) for word in (first, second)]
    for text in pair:
        found = lengths.length(text, lengths.ANY)
        if found is None:
            return None
        if found and not of_attribute and not lengths.has_unit(text):
            return None
    return " ".join(pair)


def origin(value: str, x: float, y: float, box: Context) -> tuple[float, float]:
    """The point of a valid `transform-origin` in a box whose corner is at x and y."""
    to_right, down = value.split()
    across = lengths.length(to_right, box, "x") or 0.0
    below = lengths.length(down, box, "y") or 0.0
    return x + across, y + below
