"""How far an animation has come: from the share of its time to the share of its way.

https://www.w3.org/TR/css-easing-1/
"""

import re
from bisect import bisect_right
from math import ceil, floor

from render.svg.parsing.numbers import NUMBER

_BEZIER = {
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in": (0.42, 0.0, 1.0, 1.0),
    "ease-out": (0.0, 0.0, 0.58, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
}
_STEPS = {"step-start": "steps(1,start)", "step-end": "steps(1,end)"}
_FUNCTION = re.compile(r"(cubic-bezier|linear|steps)\(([^()]*)\)")
_NUMBER = re.compile(NUMBER)
_SHARE = re.compile(rf"{NUMBER}%")
_HALVINGS = 30  # of the interval that holds the solution: exact to a billionth


def eased(function: str, time: float) -> float:
    """The share of the way, of a timing function as CSS writes it; linear for others."""
    lower = function.lower().strip()
    if lower in _BEZIER:
        return bezier(*_BEZIER[lower], time)
    call = _STEPS.get(lower, lower)
    found = _FUNCTION.fullmatch(call)
    if found is None:
        return time

    name, arguments = found.groups()
    numbers = [float(number) for number in _NUMBER.findall(arguments)]
    match name, numbers:
        case "cubic-bezier", [x1, y1, x2, y2]:
            return bezier(x1, y1, x2, y2, time)
        case "linear", [_, *_]:
            return _piecewise(arguments, time)
        case "steps", [count, *_] if count >= 1:
            return _stepped(count, arguments, time)
    return time


def _piecewise(arguments: str, time: float) -> float:
    """The share of the way between the points of `linear()`.

    https://www.w3.org/TR/css-easing-2/#the-linear-easing-function
    """
    heights: list[float] = []
    times: list[float | None] = []
    for point in arguments.split(","):
        words = point.split()
        places = [float(word[:-1]) / 100 for word in words if _SHARE.fullmatch(word)]
        numbers = [float(word) for word in words if _NUMBER.fullmatch(word)]
        if len(numbers) != 1:
            return time
        heights += numbers * max(len(places), 1)
        times.extend(places or [None])
    filled = _filled(times)
    index = max(bisect_right(filled, time) - 1, 0)
    if index + 1 == len(filled):
        return heights[-1]
    length = filled[index + 1] - filled[index]
    share = (time - filled[index]) / length
    return heights[index] + (heights[index + 1] - heights[index]) * share


def _filled(times: list[float | None]) -> list[float]:
    """The times of points, those that have none spread evenly between the others."""
    ends = [times[0] or 0.0, *times[1:]]
    if ends[-1] is None:
        ends[-1] = 1.0
    filled: list[float] = []
    for index, time in enumerate(ends):
        if time is None:
            following = next(each for each in range(index, len(ends)) if ends[each] is not None)
            step = ((ends[following] or 0.0) - filled[-1]) / (following - index + 1)
            time = filled[-1] + step
        filled.append(max(time, filled[-1]) if filled else time)
    return filled


def _stepped(count: float, arguments: str, time: float) -> float:
    """The share of the way after the steps that are passed.

    https://www.w3.org/TR/css-easing-1/#step-easing-algo
    """
    passed = floor(time * count)
    if "none" in arguments and count > 1:
        return min(passed / (count - 1), 1.0)
    if "both" in arguments:
        share = (passed + 1) / (count + 1)
        return min(share, 1.0)
    if "start" in arguments:
        steps = min(passed + 1, ceil(count))
        return steps / count
    return min(passed / count, 1.0)


def bezier(x1: float, y1: float, x2: float, y2: float, time: float) -> float:
    """The height of a cubic curve from (0, 0) to (1, 1) at x = `time`."""
    if time <= 0 or time >= 1:
        return min(max(time, 0.0), 1.0)
    low = 0.0
    high = 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        x = _cubic(x1, x2, middle)
        if x < time:
            low = middle
        else:
            high = middle
    return _cubic(y1, y2, low)


def _cubic(one: float, two: float, share: float) -> float:
    """A coordinate of the curve whose ends are 0 and 1."""
    rest = 1 - share
    leaving = 3 * rest * rest * share * one
    arriving = 3 * rest * share * share * two
    return leaving + arriving + share**3
