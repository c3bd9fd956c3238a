"""How far an animation has come: from the share of its time to the share of its way.

https://www.w3.org/TR/css-easing-1/
"""

import re
from math import ceil, floor

_BEZIER = {
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in": (0.42, 0.0, 1.0, 1.0),
    "ease-out": (0.0, 0.0, 0.58, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
}
_STEPS = {"step-start": "steps(1,start)", "step-end": "steps(1,end)"}
_FUNCTION = re.compile(r"(cubic-bezier|steps)\(([^()]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
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
        case "steps", [count, *_] if count >= 1:
            return _stepped(count, arguments, time)
    return time


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
