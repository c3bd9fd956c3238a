"""When animations run: their begin, duration and repetition, and how they start each other.

https://svgwg.org/specs/animations/#TimingAttributes
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class TimelineLimits:
    """Chosen by hand: an icon has some ten animations, of a second each."""

    events: int = 20_000  # begins and ends of animations
    seconds: float = 60.0  # what goes on for longer is endless


LIMITS = TimelineLimits()
_OFFSET = r"(?P<sign>[-+]?)\s*(?P<clock>[\d.:]+)\s*(?P<unit>h|min|s|ms)?"
_TIME = re.compile(rf"\s*{_OFFSET}\s*")
_EVENT = re.compile(rf"\s*(?P<id>[^\s+;]+?)\.(?P<event>begin|end)\s*(?:{_OFFSET})?\s*")
_UNITS = {None: 1.0, "h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True)
class Cause:
    """What starts an animation: a begin or an end of another, or for an empty id, the document."""

    identifier: str
    event: str
    offset: float  # seconds


@dataclass
class Timed:
    """One animation element, and the intervals in which it runs, as pairs of seconds."""

    element: Element
    causes: Sequence[Cause]
    duration: float  # of one repetition; infinite if it has none
    active: float  # of all repetitions
    freezes: bool
    restarts: str
    intervals: list[tuple[float, float]] = field(default_factory=list)

    def only_end(self) -> float:
        """The end, if it runs once and ends; else 0, as for one that others start again."""
        if len(self.intervals) != 1:
            return 0.0
        end = self.intervals[0][1]
        return end if end < inf else 0.0

    def position(self, moment: float) -> tuple[float, float] | None:
        """The begin of the interval that counts at a moment, and the seconds since.

        None while the animation does nothing.
        """
        begun = [interval for interval in self.intervals if interval[0] <= moment]
        if not begun:
            return None
        begin, end = begun[-1]
        if moment < end:
            return begin, moment - begin
        return (begin, end - begin) if self.freezes else None


def timed(element: Element) -> Timed:
    """The timing of an animation element."""
    begin = element.get("begin", "0")
    causes = _causes(begin)
    duration = _clock(element.get("dur", "")) or inf
    active = _active(element, duration)

    # An end counts from the last begin that nothing else causes.
    end = _clock(element.get("end", ""))
    if end is not None:
        starts = [cause.offset for cause in causes if not cause.identifier]
        start = max(starts, default=0.0)
        active = min(active, max(end - start, 0.0))

    return Timed(
        element,
        causes,
        duration,
        active,
        freezes=element.get("fill") == "freeze",
        restarts=element.get("restart", "always"),
    )


def _active(element: Element, duration: float) -> float:
    """The seconds of all repetitions.

    https://svgwg.org/specs/animations/#ComputingActiveDur
    """
    count = _count(element.get("repeatCount"))
    if element.get("repeatDur") == "indefinite":
        count = inf
    total = _clock(element.get("repeatDur", ""))
    if count is None:
        return duration if total is None else total
    repeated = duration * count
    return repeated if total is None else min(total, repeated)


def _count(text: str | None) -> float | None:
    if text is None:
        return None
    if text.strip() == "indefinite":
        return inf
    try:
        count = float(text)
    except ValueError:
        return None
    return count if count > 0 else None


def _clock(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    return _seconds(found) if found else None


def _seconds(found: re.Match[str]) -> float | None:
    """The seconds of a clock value, such as `1.5s` or `01:30`."""
    total = 0.0
    for part in found["clock"].split(":"):
        try:
            total = 60 * total + float(part)
        except ValueError:
            return None
    total *= _UNITS[found["unit"]]
    return -total if found["sign"] == "-" else total


def _causes(text: str) -> list[Cause]:
    """The causes in a list; events of the mouse never happen."""
    causes = []
    for part in text.split(";"):
        event = _EVENT.fullmatch(part)
        if event:
            offset = _seconds(event) if event["clock"] else 0.0
            causes.append(Cause(event["id"], event["event"], offset or 0.0))
            continue
        seconds = _clock(part)
        if seconds is not None:
            causes.append(Cause("", "begin", seconds))
    return causes


def run(animations: Sequence[Timed]) -> bool:
    """Fill in the intervals of all animations; returns whether they come to an end."""
    return _Run(animations).run()


class _Run:
    """The events of a document, in the order of time."""

    def __init__(self, animations: Sequence[Timed]) -> None:
        self._animations = animations
        self._waiting: list[tuple[float, int, int, str]] = []  # time, order, animation, event
        self._order = 0
        # For an identifier and an event: the animations that it causes, each after some seconds.
        self._caused: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, animation in enumerate(animations):
            for cause in animation.causes:
                self._prepare(index, cause)

    def _prepare(self, index: int, cause: Cause) -> None:
        """Note what starts an animation."""
        if not cause.identifier:
            self._push(cause.offset, index, "begin")
            return
        key = (cause.identifier, cause.event)
        followers = self._caused.setdefault(key, [])
        followers.append((index, cause.offset))

    def run(self) -> bool:
        """Fill in all intervals; returns whether all animations end."""
        while self._waiting:
            time, _, index, event = heappop(self._waiting)
            if time > LIMITS.seconds or self._order > LIMITS.events:
                return False
            if event == "begin":
                self._begin(index, time)
            else:
                self._end(index, time)
        for animation in self._animations:
            if any(end == inf for _, end in animation.intervals):
                return False
        return True

    def _push(self, time: float, index: int, event: str) -> None:
        self._order += 1
        heappush(self._waiting, (time, self._order, index, event))

    def _begin(self, index: int, time: float) -> None:
        """Begin an animation, unless it may not begin again.

        https://svgwg.org/specs/animations/#RestartAttribute
        """
        animation = self._animations[index]
        intervals = animation.intervals
        if intervals:
            begin, end = intervals[-1]
            if animation.restarts == "never" or begin == time:
                return
            if time < end:
                if animation.restarts == "whenNotActive":
                    return
                intervals[-1] = (begin, time)
                self._cause(index, "end", time)

        end = time + animation.active
        intervals.append((time, end))
        self._cause(index, "begin", time)
        if end < inf:
            self._push(end, index, "end")

    def _end(self, index: int, time: float) -> None:
        """End an animation, unless it has begun anew since."""
        _, end = self._animations[index].intervals[-1]
        if end == time:
            self._cause(index, "end", time)

    def _cause(self, index: int, event: str, time: float) -> None:
        """Begin the animations that an event of one causes."""
        identifier = self._animations[index].element.get("id", "")
        followers = self._caused.get((identifier, event), ())
        for follower, offset in followers:
            self._push(time + offset, follower, "begin")
