"""The longhands of `animation`, such as `animation-delay`, that an element has.

https://www.w3.org/TR/css-animations-1/
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg.parsing.numbers import NUMBER
from render.svg.resolve.css import lengths
from render.svg.resolve.css.declarations import ANIMATIONS

# The longhands of the shorthand `animation`, and which words of it are theirs.
_WORDS = {
    "direction": frozenset(("normal", "reverse", "alternate", "alternate-reverse")),
    "fill-mode": frozenset(("none", "forwards", "backwards", "both")),
    "play-state": frozenset(("running", "paused")),
    "timing-function": frozenset(
        ("ease", "ease-in", "ease-in-out", "ease-out", "linear", "step-end", "step-start")
    ),
}
_INITIAL = {
    "delay": "0s",
    "direction": "normal",
    "duration": "0s",
    "fill-mode": "none",
    "iteration-count": "1",
    "name": "none",
    "play-state": "running",
    "timing-function": "ease",
}
_FUNCTIONS = ("cubic-bezier(", "steps(", "linear(")  # of timing
_TIME = re.compile(rf"({NUMBER})(ms|s)", re.IGNORECASE)
_WORD = re.compile(r"[^\s,()]+\([^()]*\)|\"[^\"]*\"|'[^']*'|[^\s,()]+")
_LIST = re.compile(r",(?![^()]*\))")


@dataclass(frozen=True)
class AnimationLimits:
    """Chosen by hand: an icon has some ten animations."""

    longest: int = 2000  # characters of a list of animations
    animations: int = 16  # of one element


LIMITS = AnimationLimits()
_PREFIX = "animation-"


def of_element(element: Element) -> list[dict[str, str]]:
    """The longhands of each animation, the strongest last; they are removed from the element."""
    values = _removed(element)
    shorthands = _LIST.split(values.pop("", ""))
    animations = [_of_shorthand(text) for text in shorthands[: LIMITS.animations]]

    # Lists of other lengths are repeated, or cut.
    for name, value in values.items():
        parts = [part.strip() for part in _LIST.split(value)]
        if name == "name":  # it says how many there are
            count = min(len(parts), LIMITS.animations)
            animations = _repeated(animations, count)
        for index, words in enumerate(animations):
            words[name] = parts[index % len(parts)]
    return animations


def _repeated(animations: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """As many animations as asked for: the first ones, and from the first one on again."""
    copies = []
    for index in range(count):
        animation = animations[index % len(animations)]
        copies.append(dict(animation))
    return copies


def _removed(element: Element) -> dict[str, str]:
    """The values by longhand, without prefix; that of the shorthand by ""."""
    values = {}
    for name in ANIMATIONS:
        value = element.attrib.pop(f"css-{name}", None)
        if value is not None and len(value) <= LIMITS.longest:
            longhand = name[len(_PREFIX) :]
            values[longhand] = value
    return values


def seconds(text: str) -> float:
    """The value of a time; 0 where it is none."""
    stripped = text.strip()
    found = _TIME.fullmatch(stripped)
    if found is None:
        return lengths.number(_TIME.sub(_in_seconds, stripped)) or 0.0
    return float(_in_seconds(found))


def _in_seconds(time: re.Match[str]) -> str:
    """The number of seconds of a time."""
    number, unit = time.groups()
    return f"{float(number) / 1000:.9g}" if unit.lower() == "ms" else number


def _of_shorthand(text: str) -> dict[str, str]:
    """The longhands of one animation: https://www.w3.org/TR/css-animations-1/#animation"""
    words = dict(_INITIAL)
    times = []
    for word in _WORD.findall(text):
        lower = word.lower()
        owner = _owner(lower)
        if _TIME.fullmatch(word) or lower.startswith("calc("):
            times.append(word)
        elif lower.startswith(_FUNCTIONS):
            words["timing-function"] = lower
        elif lower == "infinite" or lengths.number(word) is not None:
            words["iteration-count"] = lower
        elif owner and words[owner] == _INITIAL[owner]:
            words[owner] = lower
        else:
            words["name"] = word

    # The first time is the duration, the second one the delay.
    words.update(zip(("duration", "delay"), times, strict=False))
    return words


def _owner(word: str) -> str:
    """The longhand that a word is a value of; "" for any other word."""
    for name, allowed in _WORDS.items():
        if word in allowed:
            return name
    return ""
