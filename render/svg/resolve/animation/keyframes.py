"""Writes what animations of style sheets show at a moment as attributes.

https://www.w3.org/TR/css-animations-1/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import tinycss2

from render.svg.parsing.numbers import NUMBER
from render.svg.parsing.tokens import at_commas, text
from render.svg.resolve.animation import easing, interpolation, longhands
from render.svg.resolve.css import checks, declarations, lengths
from render.svg.resolve.css.declarations import Declaration
from render.svg.resolve.css.properties import PROPERTIES, checked

_CALL = re.compile(r"([a-zA-Z]+(?:3d)?)\(([^()]*)\)", re.IGNORECASE)
_OFFSETS = {"from": 0.0, "to": 1.0}
_NUMBER = re.compile(NUMBER)

# What moves nothing; of more values than one, `none` does not mix with others.
_INITIAL = {"offset-distance": "0", "rotate": "0deg", "scale": "1", "translate": "0px"}


@dataclass(frozen=True)
class Frame:
    """The declarations of a keyframe, and the timing function that leads to the next one."""

    offset: float
    declarations: Sequence[Declaration]
    easing: str | None


class Station(NamedTuple):
    """A value of one property in a keyframe."""

    offset: float
    value: str
    easing: str | None


@dataclass(frozen=True)
class Animation:
    """One animation of an element; times in seconds."""

    element: Element
    frames: Sequence[Frame]
    words: Mapping[str, str]  # its longhands
    delay: float
    duration: float
    count: float

    def end(self) -> float:
        """When it ends; infinite if it does not."""
        if not self.duration:
            return self.delay
        return self.delay + self.duration * self.count

    def progress(self, moment: float) -> float | None:
        """The share of a repetition at a moment, in the direction it runs; None without effect.

        https://www.w3.org/TR/web-animations-1/#core-animation-effect-calculations
        """
        if self.words["play-state"] == "paused":
            moment = 0.0
        fill = self.words["fill-mode"]
        passed = moment - self.delay
        if passed < 0:
            return self._directed(0, 0.0) if fill in ("backwards", "both") else None

        repetitions = passed / self.duration if self.duration else inf
        if repetitions < self.count:
            return self._directed(floor(repetitions), repetitions % 1)
        return self._at_end() if fill in ("forwards", "both") else None

    def _at_end(self) -> float:
        """The share of the last repetition that is passed at the end."""
        whole = floor(self.count)
        share = self.count - whole
        if share:
            return self._directed(whole, share)
        return self._directed(whole - 1, 1.0)

    def _directed(self, repetition: int, share: float) -> float:
        """The share in the direction of one repetition."""
        is_odd = repetition % 2 == 1
        turns_back = {
            "reverse": True,
            "alternate": is_odd,
            "alternate-reverse": not is_odd,
        }
        direction = self.words["direction"]
        return 1 - share if turns_back.get(direction) else share

    def apply(self, moment: float) -> None:
        """Write what it shows at a moment."""
        progress = self.progress(moment)
        if progress is None:
            return
        for name in self._names():
            value = self._value(name, progress)
            valid = checked(name, value, False) if name in PROPERTIES else None
            if valid is not None:
                self.element.set(name, valid)
            elif name in declarations.MOVING:
                self.element.set(f"css-{name}", value)
            elif name == "d":
                data = checks.path_data(value)
                self.element.set(name, data or "")

    def _names(self) -> set[str]:
        """The properties that change."""
        names: set[str] = set()
        for frame in self.frames:
            names.update(each.name for each in frame.declarations)
        return names

    def _value(self, name: str, progress: float) -> str:
        """The value of a property at a share of a repetition."""
        stations = self._stations(name)
        before = [station for station in stations if station.offset <= progress]
        after = [station for station in stations if station.offset > progress]
        left = before[-1]
        if not after:
            return left.value

        following = after[0]
        whole = following.offset - left.offset
        passed = progress - left.offset
        function = left.easing or self.words["timing-function"]
        share = easing.eased(function, passed / whole)
        return _between(left.value, following.value, share)

    def _stations(self, name: str) -> list[Station]:
        """The values of a property on its way, from the start to the end."""
        stations = []
        for frame in self.frames:
            for each in frame.declarations:
                if each.name == name:
                    station = Station(frame.offset, each.value, frame.easing)
                    stations.append(station)

        base = self._base(name)
        if stations[0].offset > 0:
            start = Station(0.0, base, None)
            stations.insert(0, start)
        if stations[-1].offset < 1:
            end = Station(1.0, base, None)
            stations.append(end)
        return stations

    def _base(self, name: str) -> str:
        """The value without the animation."""
        if name in PROPERTIES:
            return self.element.get(name, PROPERTIES[name].initial)
        if name == "d":
            return f'path("{self.element.get(name, "")}")'
        return self.element.get(f"css-{name}", _INITIAL.get(name, "none"))


def _between(start: str, end: str, share: float) -> str:
    """The value between two; `none` stands for transforms that change nothing."""
    if start == "none" and "(" in end:
        start = _without_effect(end)
    elif end == "none" and "(" in start:
        end = _without_effect(start)
    return interpolation.between(start, end, share)


def _without_effect(transform: str) -> str:
    """The functions of a transform with the arguments that change nothing."""
    return _CALL.sub(_neutral, transform)


def _neutral(call: re.Match[str]) -> str:
    """A function with 1 as each factor, and 0 as each other number."""
    name, arguments = call.groups()
    number = "1" if name.lower().startswith("scale") else "0"
    neutral = _NUMBER.sub(number, arguments)
    return f"{name}({neutral})"


def of_element(element: Element, keyframes: Mapping[str, Sequence[Frame]]) -> list[Animation]:
    """The animations of an element, the strongest last; its properties are removed from it."""
    found = []
    for words in longhands.of_element(element):
        name = words["name"].strip("\"'")
        frames = keyframes.get(name)
        if frames:
            animation = _animation(element, frames, words)
            found.append(animation)
    return found


def _animation(element: Element, frames: Sequence[Frame], words: Mapping[str, str]) -> Animation:
    delay = longhands.seconds(words["delay"])
    duration = longhands.seconds(words["duration"])
    repeated = words["iteration-count"]
    count = inf if repeated == "infinite" else lengths.number(repeated)
    return Animation(
        element,
        frames,
        words,
        delay,
        max(duration, 0.0),
        1.0 if count is None else count,
    )


def frames_of(content: Any) -> list[Frame]:
    """The keyframes of a block, by their offsets."""
    frames: list[Frame] = []
    for rule in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            frames.extend(_frames(rule))
    frames.sort(key=lambda frame: frame.offset)
    return frames


def _frames(rule: Any) -> Iterator[Frame]:
    """Yield the keyframes of one rule, such as `0%, 50% { … }`."""
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
    declared = declarations.of_nodes(nodes)
    easing = None
    for each in declared:
        if each.name == "animation-timing-function":
            easing = each.value
    for part in at_commas(rule.prelude):
        offset = _offset(text(part).lower())
        if offset is not None:
            yield Frame(offset, declared, easing)


def _offset(keyword: str) -> float | None:
    """A share of a repetition, from a selector of keyframes; None where it is not valid."""
    if keyword in _OFFSETS:
        return _OFFSETS[keyword]
    return lengths.share(keyword) if keyword.endswith("%") else None
