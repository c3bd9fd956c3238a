"""Arguments of basic shapes: words, lengths, the centre and the radii of what is round.

https://www.w3.org/TR/css-shapes-1/#basic-shape-functions
"""

import re

from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.geometry import transforms
from render.svg.resolve.geometry.viewport import Box

Point = tuple[float, float]

_WORD = re.compile(r"[^\s,()]*\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s,]+")


def words(text: str) -> list[str]:
    """The arguments of a function; calc() is one."""
    return [str(word) for word in _WORD.findall(text)]


def along(words: list[str], context: Context, axes: str) -> list[float] | None:
    """User units of lengths along some axes; None where one is not valid, or has no axis."""
    if len(words) != len(axes):
        return None
    found = []
    for word, axis in zip(words, axes, strict=True):
        value = lengths.length(word, context, axis)
        if value is None:
            return None
        found.append(value)
    return found


def radii_and_centre(
    text: str, box: Box, context: Context, count: int
) -> tuple[list[str], Point] | None:
    """The words for `count` radii, and the point that `at` names; None where they are not valid."""
    given = words(text)
    split = given.index("at") if "at" in given else len(given)
    radii = given[:split] or ["closest-side"] * count
    centre = _centre(given[split:], box, context)
    if centre is None or len(radii) != count:
        return None
    return radii, centre


def _centre(words: list[str], box: Box, context: Context) -> Point | None:
    """The point that follows `at`; without that, the middle of a box."""
    text = " ".join(words[1:]) if words else "center"
    origin = transforms.checked_origin(text, True)
    if origin is None:
        return None
    left, top, _, _ = box
    return transforms.origin(origin, left, top, context)


def radius(text: str, near: tuple[float, ...], context: Context, axis: str) -> float | None:
    """A radius: a length, or the distance to the nearest or the farthest of the sides."""
    if text == "closest-side":
        return min(near)
    if text == "farthest-side":
        return max(near)
    return lengths.length(text, context, axis)


def across(point: Point, box: Box) -> tuple[float, float]:
    """How far a point is from the left and the right side of a box."""
    x, _ = point
    left, _, width, _ = box
    right = left + width
    return abs(x - left), abs(right - x)


def down(point: Point, box: Box) -> tuple[float, float]:
    """How far a point is from the top and the bottom of a box."""
    _, y = point
    _, top, _, height = box
    bottom = top + height
    return abs(y - top), abs(bottom - y)
