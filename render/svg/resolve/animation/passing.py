"""The value that an animation element has come to.

https://svgwg.org/specs/animations/#ValueAttributes
"""

from collections.abc import Sequence
from math import inf
from xml.etree.ElementTree import Element

from render.svg.resolve.animation import easing, interpolation
from render.svg.resolve.animation.timeline import Timed
from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import local


def progress(animation: Timed, seconds: float) -> float:
    """The share of the current repetition, 0..1, that is over."""
    if animation.duration == inf:
        return 0.0
    repetitions = round(seconds / animation.duration, 9)
    frozen = round(seconds - animation.active, 9) >= 0
    if frozen and repetitions == int(repetitions):
        return 1.0
    return repetitions % 1


def value_at(animation: Timed, base: str, seconds: float) -> str | None:
    """The value of <animate> or <set>; `base` is that of the attribute without it."""
    element = animation.element
    if local(element) == "set":
        return element.get("to")
    values = values_of(element, base)
    if not values:
        return None
    value = at(element, values, progress(animation, seconds))
    is_by = "by" in element.attrib and "from" not in element.attrib
    if is_by or element.get("additive") == "sum":
        return _sum(base, value)
    return value


def values_of(element: Element, base: str) -> list[str]:
    """The values that an animation passes, in order."""
    listed = element.get("values")
    if listed is not None:
        values = [value.strip() for value in listed.split(";")]
        return values[:-1] if values[-1] == "" else values

    start = element.get("from")
    end = element.get("to")
    by = element.get("by")
    if end is not None:
        if start is None:
            start = base or _initial(element)
        return [start, end]
    if by is None:
        return []
    if start is None:
        return ["0", by]
    return [start, _sum(start, by) or by]


def _initial(element: Element) -> str:
    """The initial value of the property that an animation changes; 0 for other attributes."""
    name = element.get("attributeName", "")
    return PROPERTIES[name].initial if name in PROPERTIES else "0"


def _sum(one: str, two: str) -> str:
    """The sum of two numbers; the second of what is none."""
    try:
        total = float(one or 0) + float(two)
    except ValueError:
        return two
    return f"{total:g}"


def at(element: Element, values: Sequence[str], progress: float) -> str:
    """The value at a share of the duration.

    https://svgwg.org/specs/animations/#CalcModeAttribute
    """
    if len(values) == 1:
        return values[0]
    is_discrete = element.get("calcMode", "linear") == "discrete"
    index, share = _segment(element, len(values), is_discrete, progress)

    following = index + 1
    if is_discrete or following >= len(values):
        last = len(values) - 1
        return values[min(index, last)]
    return interpolation.between(values[index], values[following], share)


def _segment(element: Element, count: int, discrete: bool, progress: float) -> tuple[int, float]:
    """The value before a share of the duration, and the share of the way to the next one."""
    times = _times(element, count, discrete)
    index = 0
    for number, time in enumerate(times):
        if time <= progress:
            index = number
    if discrete:
        return index, 0.0
    if index + 1 >= len(times):
        return count - 1, 0.0

    length = times[index + 1] - times[index]
    passed = progress - times[index]
    share = passed / length if length else 0.0
    splines = element.get("keySplines")
    if splines and element.get("calcMode") == "spline":
        share = _splined(splines, index, share)
    return index, share


def _times(element: Element, count: int, discrete: bool) -> list[float]:
    """The share of the duration at which each value is reached."""
    if element.get("calcMode") != "paced":
        times = _listed_times(element)
        if len(times) == count:
            return times
    last = count if discrete else count - 1
    return [number / last for number in range(count)]


def _listed_times(element: Element) -> list[float]:
    """The times of `keyTimes`; none where it is missing or not valid."""
    listed = element.get("keyTimes", "").strip().strip(";")
    try:
        return [float(time) for time in listed.split(";")]
    except ValueError:
        return []


def _splined(splines: str, index: int, share: float) -> float:
    """The share of the way, by the spline of one segment."""
    parts = splines.strip().strip(";").split(";")
    if index >= len(parts):
        return share
    numbers = parts[index].replace(",", " ").split()
    function = f"cubic-bezier({','.join(numbers)})"
    return easing.eased(function, share)
