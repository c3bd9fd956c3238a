"""Values between two others: colours, and texts that differ in their numbers alone."""

import re

from render.svg.parsing.numbers import NUMBER
from render.svg.resolve.css import colours
from render.svg.resolve.css.colours import Colour

_NUMBER = re.compile(rf"({NUMBER})")


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
    """A colour between two; of `currentColor`, which is not known here, the nearer one."""
    if first.channels is None or second.channels is None:
        nearer = first if share < 0.5 else second
        return nearer.css()

    start = (*first.channels, first.opacity)
    end = (*second.channels, second.opacity)
    red, green, blue, opacity = (
        _mean(one, two, share) for one, two in zip(start, end, strict=True)
    )
    return Colour((red, green, blue), opacity).css()


def _mean(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def _numbers(start: str, end: str, share: float) -> str | None:
    """The text with the numbers between; None for texts that differ in more."""
    # Words and numbers in turns: a word, maybe empty, is the first and the last.
    first = _NUMBER.split(start)
    second = _NUMBER.split(end)
    if len(first) != len(second):
        return None
    if not _same_words(first, second):
        _add_units(first, second)
        if not _same_words(first, second):
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
    return _bare(first[::2]) == _bare(second[::2])


def _bare(words: list[str]) -> list[str]:
    """Words without what separates them from numbers."""
    return [word.replace(",", " ").strip() for word in words]


def _add_units(first: list[str], second: list[str]) -> None:
    """Give each number that is zero, and may have no unit, the unit of the other text's number."""
    for one, two in ((first, second), (second, first)):
        for index in range(1, len(one), 2):
            if float(one[index]) == 0:
                unit = two[index + 1]
                one[index + 1] = unit
