"""Writes what animations of style sheets show at a moment as attributes.

https://www.w3.org/TR/css-animations-1/
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Any
from xml.etree.ElementTree import Element

import tinycss2

from render.svg.resolve.animation import easing, interpolation, longhands
from render.svg.resolve.css import declarations, lengths
from render.svg.resolve.css.declarations import Declaration
from render.svg.resolve.css.properties import PROPERTIES, checked

_CALL = re.compile(r"([a-zA-Z]+(?:3d)?)\(([^()]*)\)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Frame:
    """The declarations of a keyframe, and the timing function that leads to the next one."""

    offset: float
    declarations: Sequence[Declaration]
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
        return self.delay + self.duration * self.count if self.duration else self.delay

    def progress(self, moment: float) -> float | None:
        """The share of a repetition at a moment, in the direction it runs; None without effect."""
        if self.words["play-state"] == "paused":
            moment = 0.0
        fill = self.words["fill-mode"]
        passed = moment - self.delay
        if passed < 0:
            if fill not in ("backwards", "both"):
                return None
            return self._directed(0, 0.0)
        repetitions = passed / self.duration if self.duration else inf
        if repetitions >= self.count:
            if fill not in ("forwards", "both"):
                return None
            whole = floor(self.count)
            share = self.count - whole
            return self._directed(whole, share) if share else self._directed(whole - 1, 1.0)
        return self._directed(floor(repetitions), repetitions % 1)

    def _directed(self, repetition: int, share: float) -> float:
        direction = self.words["direction"]
        is_odd = repetition % 2 == 1
        backwards = direction == "reverse" or direction == (
            "alternate" if is_odd else "alternate-reverse"
        )
        return 1 - share if backwards else share

    def apply(self, moment: float) -> None:
        """Write what it shows at a moment."""
        progress = self.progress(moment)
        if progress is None:
            return
        names = {each.name for frame in self.frames for each in frame.declarations}
        for name in names:
            value = self._value(name, progress)
            valid = checked(name, value, False) if name in PROPERTIES else None
            if valid is not None:
                self.element.set(name, valid)
            elif name in declarations.MOVING:
                self.element.set(f"css-{name}", value)

    def _value(self, name: str, progress: float) -> str:
        """The value of a property at a share of a repetition."""
        stations = [
            (frame.offset, each.value, frame.easing)
            for frame in self.frames
            for each in frame.declarations
            if each.name == name
        ]
        base = self._base(name)
        if stations[0][0] > 0:
            stations.insert(0, (0.0, base, None))
        if stations[-1][0] < 1:
            stations.append((1.0, base, None))
        before = [station for station in stations if station[0] <= progress][-1]
        after = [station for station in stations if station[0] > progress]
        if not after:
            return before[1]
        share = (progress - before[0]) / (after[0][0] - before[0])
        function = before[2] or self.words["timing-function"]
        return _between(before[1], after[0][1], easing.eased(function, share))

    def _base(self, name: str) -> str:
        """The value without the animation."""
        if name in PROPERTIES:
            return self.element.get(name, PROPERTIES[name].initial)
        return self.element.get(f"css-{name}", "none")


def _between(start: str, end: str, share: float) -> str:
    """The value between two; `none` stands for transforms that change nothing."""
    if start == "none" and "(" in end:
        start = _without_effect(end)
    elif end == "none" and "(" in start:
        end = _without_effect(start)
    return interpolation.between(start, end, share)


def _without_effect(transform: str) -> str:
    """The functions of a transform with the arguments that change nothing."""

    def neutral(found: re.Match[str]) -> str:
        number = "1" if found[1].lower().startswith("scale") else "0"
        return f"{found[1]}({_NUMBER.sub(number, found[2])})"

    return _CALL.sub(neutral, transform)


def of_element(element: Element, keyframes: Mapping[str, Sequence[Frame]]) -> list[Animation]:
    """The animations of an element, the strongest last; its properties are removed from it."""
    found = []
    for words in longhands.of_element(element):
        name = words["name"].strip("\"'")
        frames = keyframes.get(name)
        if frames:
            found.append(_animation(element, frames, words))
    return found


def _animation(element: Element, frames: Sequence[Frame], words: Mapping[str, str]) -> Animation:
    repeated = words["iteration-count"]
    count = inf if repeated == "infinite" else lengths.number(repeated)
    delay = longhands.seconds(words["delay"])
    duration = max(longhands.seconds(words["duration"]), 0.0)
    return Animation(element, frames, words, delay, duration, 1.0 if count is None else count)


def frames_of(content: Any) -> list[Frame]:
    """The keyframes of a block, by their offsets."""
    frames = []
    for rule in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
        declared = declarations.of_nodes(nodes)
        functions = [each.value for each in declared if each.name == "animation-timing-function"]
        for text in tinycss2.serialize(rule.prelude).split(","):
            offset = _offset(text.strip().lower())
            if offset is not None:
                frames.append(Frame(offset, declared, functions[-1] if functions else None))
    frames.sort(key=lambda frame: frame.offset)
    return frames


def _offset(text: str) -> float | None:
    named = {"from": 0.0, "to": 1.0}
    return named.get(text, lengths.share(text) if text.endswith("%") else None)
