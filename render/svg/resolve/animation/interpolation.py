"""Values between two others: colours, and texts that differ in their numbers alone."""

import re

from render.svg.resolve.css import colours
from render.svg.resolve.css.colours import Colour

_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")


def between(start: str, end: str, share: float) -> str:
    """The value at `share` of the way; the nearer one where there is none between them."""
    if start == end or share == 0:
        return start
    if share == 1:
        return end
    first = colours.parse(start)
    second = colours.parse(end)
    if first is not None and second is not None:
        return _colour(first, second, share)
    if "#" not in start:
        mixed = _numbers(start, end, share)
        if mixed is not None:
            return mixed
    return start if share < 0.5 else end


def _colour(first: Colour, second: Colour, share: float) -> str:
    if first.channels is None or second.channels is None:
        return (first if share < 0.5 else second).css()
    pairs = zip(first.channels, second.channels, strict=True)
    red, green, blue = (_mean(one, two, share) for one, two in pairs)
    opacity = _mean(first.opacity, second.opacity, share)
    return Colour((red, green, blue), opacity).css()


def _mean(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def _numbers(start: str, end: str, share: float) -> str | None:
    """The text with the numbers between; None for texts that differ in more."""
    first = _NUMBER.split(start)
    second = _NUMBER.split(end)
    if not _same_words(first[::2], second[::2]):
        first, second = _with_units(first, second)
        if not _same_words(first[::2], second[::2]):
            return None
    parts = list(second)
    for index in range(1, len(first), 2):
        if first[index] == second[index]:  # a flag of an arc stays as it is written
            continue
        number = _mean(float(first[index]), float(second[index]), share)
        value = f"{number:.6g}"
        follows_number = parts[index - 1] == "" and index > 1
        if follows_number and value[0] not in "-+":
            value = f" {value}"
        parts[index] = value
    return "".join(parts)


def _same_words(first: list[str], second: list[str]) -> bool:
    """Whether the texts between numbers mean the same; commas and blanks do."""
    if len(first) != len(second):
        return False
    return all(_bare(one) == _bare(two) for one, two in zip(first, second, strict=True))


def _bare(word: str) -> str:
    return word.replace(",", " ").strip()


def _with_units(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both texts, with the units of the other where a number is zero and has none."""
    if len(first) != len(second):
        return first, second
    for one, two in ((first, second), (second, first)):
        for index in range(1, len(one), 2):
            if float(one[index]) == 0:
                one[index + 1] = two[index + 1]
    return first, second
