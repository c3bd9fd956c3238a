"""The value that an animation element has come to.

https://svgwg.org/specs/animations/#ValueAttributes
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import dist, inf
from xml.etree.ElementTree import Element

from render.svg.resolve.animation import easing, interpolation
from render.svg.resolve.animation.timeline import Timed
from render.svg.resolve.css.properties import PROPERTIES
from render.svg.resolve.document import local

MOST_REPETITIONS = 1000  # whose values add up; chosen by hand


def progress(animation: Timed, seconds: float) -> float:
    """The share of the current repetition, 0..1, that is over."""
    if animation.duration == inf:
        return 0.0
    repetitions = round(seconds / animation.duration, 9)
    frozen = round(seconds - animation.active, 9) >= 0
    if frozen and repetitions == int(repetitions):
        return 1.0
    return repetitions % 1


def is_valid(element: Element) -> bool:
    """Whether `keyTimes` and `keySplines`, if any, fit to the values: else nothing moves.

    https://svgwg.org/specs/animations/#KeyTimesAttribute
    """
    if "values" not in element.attrib or "keyPoints" in element.attrib:
        return True
    count = len(values_of(element, ""))
    mode = element.get("calcMode", "linear")
    if "keyTimes" in element.attrib and mode != "paced":
        times = _listed_times(element)
        is_rising = times == sorted(times)
        if len(times) != count or not is_rising or times[0] != 0:
            return False
        if mode != "discrete" and times[-1] != 1:
            return False
    if mode == "spline":
        splines = element.get("keySplines", "").strip().strip(";").split(";")
        return len(splines) == count - 1 and all(map(_is_spline, splines))
    return True


def _is_spline(text: str) -> bool:
    """Whether a text is the two control points of a spline, inside of the unit square."""
    try:
        numbers = [float(number) for number in text.replace(",", " ").split()]
    except ValueError:
        return False
    return len(numbers) == 4 and all(0 <= number <= 1 for number in numbers)


def value_at(animation: Timed, base: str, seconds: float) -> str | None:
    """The value of <animate> or <set>; `base` is that of the attribute without it."""
    element = animation.element
    if local(element) == "set":
        return element.get("to")
    values = values_of(element, base)
    if not values:
        return None
    value = at(element, values, progress(animation, seconds))
    for _ in range(_repetitions_before(animation, seconds)):
        value = _sum(values[-1], value)
    is_by = "by" in element.attrib and "from" not in element.attrib
    if is_by or element.get("additive") == "sum":
        return _sum(base, value)
    return value


def _repetitions_before(animation: Timed, seconds: float) -> int:
    """How many repetitions are over, whose last values add up; 0 where they do not."""
    if animation.element.get("accumulate") != "sum" or animation.duration == inf:
        return 0
    share = progress(animation, seconds)
    over = round(seconds / animation.duration - share)
    return min(over, MOST_REPETITIONS)


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
    index, share = _segment(element, values, is_discrete, progress)

    following = index + 1
    if is_discrete or following >= len(values):
        last = len(values) - 1
        return values[min(index, last)]
    return interpolation.between(values[index], values[following], share)


def _segment(
    element: Element, values: Sequence[str], discrete: bool, progress: float
) -> tuple[int, float]:
    """The value before a share of the duration, and the share of the way to the next one."""
    times = _times(element, values, discrete)
    index = 0
    for number, time in enumerate(times):
        if time <= progress:
            index = number
    if discrete:
        return index, 0.0
    if index + 1 >= len(times):
        return len(values) - 1, 0.0

    length = times[index + 1] - times[index]
    passed = progress - times[index]
    share = passed / length if length else 0.0
    splines = element.get("keySplines")
    if splines and element.get("calcMode") == "spline":
        share = _splined(splines, index, share)
    return index, share


def _times(element: Element, values: Sequence[str], discrete: bool) -> list[float]:
    """The share of the duration at which each value is reached."""
    count = len(values)
    is_paced = element.get("calcMode") == "paced"
    times = _paced_times(values) if is_paced else _listed_times(element)
    if len(times) == count:
        return times
    last = count if discrete else count - 1
    return [number / last for number in range(count)]


def _paced_times(values: Sequence[str]) -> list[float]:
    """The times at which a constant speed reaches each value; none of what has no distance."""
    ways = [_way(start, end) for start, end in pairwise(values)]
    whole = sum(ways)
    if not 0 < whole < inf:
        return []
    return [way / whole for way in accumulate(ways, initial=0.0)]


def _way(start: str, end: str) -> float:
    """The distance of two lists of numbers; infinite for anything else."""
    try:
        one = [float(number) for number in start.replace(",", " ").split()]
        other = [float(number) for number in end.replace(",", " ").split()]
    except ValueError:
        return inf
    return dist(one, other) if len(one) == len(other) else inf


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
