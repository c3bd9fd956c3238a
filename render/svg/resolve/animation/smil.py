"""Writes what animation elements show at a moment as attributes of their targets.

https://svgwg.org/specs/animations/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg.resolve.animation import passing, timeline
from render.svg.resolve.animation.timeline import Timed
from render.svg.resolve.css.properties import PROPERTIES, checked
from render.svg.resolve.document import local
from render.svg.resolve.geometry import distances
from render.svg.screen import HREFS, Undrawable

MOTION_LIMIT = 256 * 1024  # characters of all paths of motions; chosen by hand
NAMES = frozenset(("animate", "animateColor", "animateMotion", "animateTransform", "set"))
_OF_ATTRIBUTES = ("animate", "set")
_TURNS = {"auto": 0.0, "auto-reverse": 180.0}  # degrees added to the direction of the path
_TRANSFORMED = ("transform", "gradientTransform", "patternTransform")
# How many arguments each function has.
_TRANSFORMS = {"rotate": 3, "scale": 2, "skewX": 1, "skewY": 1, "translate": 2}


@dataclass(frozen=True)
class Animations:
    """All animation elements of a document that run at some time."""

    timed: Sequence[Timed]
    targets: Sequence[Element]  # of each
    ends: bool  # whether none is endless

    def last_end(self) -> float:
        """The latest end, in seconds, of those that run once."""
        return max((each.only_end() for each in self.timed), default=0.0)

    def apply(self, moment: float) -> None:
        """Write what they show at a moment, in seconds."""
        running = []
        for index, animation in enumerate(self.timed):
            position = animation.position(moment)
            if position is not None:
                begin, seconds = position
                running.append((begin, index, seconds))
        running.sort()  # the one that began last counts
        for _, index, seconds in running:
            _apply(self.timed[index], self.targets[index], seconds)

    def values(self, moment: float) -> dict[tuple[int, str], str]:
        """What they would write at a moment, by target and attribute."""
        found = {}
        for animation, target in zip(self.timed, self.targets, strict=True):
            position = animation.position(moment)
            if position is None or local(animation.element) not in _OF_ATTRIBUTES:
                continue
            _, seconds = position
            name = animation.element.get("attributeName", "")
            value = passing.value_at(animation, target.get(name, ""), seconds)
            if value is not None:
                found[id(target), name] = value
        return found


def animations(root: Element) -> Animations:
    """The animation elements of a document. Raises Undrawable for motions along long paths."""
    identified: dict[str, Element] = {}
    for element in root.iter():
        if "id" in element.attrib:
            identified.setdefault(element.attrib["id"], element)

    found: list[Timed] = []
    targets = []
    for parent, child in _pairs(root):
        if local(child) not in NAMES:
            continue
        for path in child:
            _note_path(child, path, identified)
        target = _target(child, parent, identified)
        if target is not None:
            found.append(timeline.timed(child))
            targets.append(target)

    followed = sum(len(_motion_path(each.element)) for each in found)
    if followed > MOTION_LIMIT:
        raise Undrawable("its motions follow paths that are too long")
    ends = timeline.run(found)
    return Animations(found, targets, ends)


def _pairs(root: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each element with each of its children."""
    for parent in root.iter():
        for child in parent:
            yield parent, child


def _target(
    animation: Element, parent: Element, identified: Mapping[str, Element]
) -> Element | None:
    """What an animation changes: its parent, unless it refers to another element."""
    target: Element | None = parent
    for name in HREFS:
        if name in animation.attrib:
            target = _referred(animation.attrib[name], identified)
    return target


def _note_path(motion: Element, path: Element, identified: Mapping[str, Element]) -> None:
    """Give a motion the data of the path that its <mpath> refers to."""
    route = _referred(path.get("href", ""), identified)
    if route is not None:
        motion.set("css-path", route.get("d", ""))


def _referred(address: str, identified: Mapping[str, Element]) -> Element | None:
    """The element that an address such as `#id` refers to."""
    identifier = address.strip().removeprefix("#")
    return identified.get(identifier)


def _apply(animation: Timed, target: Element, seconds: float) -> None:
    """Write what one animation shows that many seconds after its begin."""
    element = animation.element
    if not passing.is_valid(element):
        return
    kind = local(element)
    if kind == "animateTransform":
        _apply_transform(animation, target, seconds)
        return
    if kind == "animateMotion":
        _apply_motion(animation, target, seconds)
        return
    name = element.get("attributeName", "").rpartition(":")[2]
    value = passing.value_at(animation, target.get(name, ""), seconds)
    if value is None or not name:
        return
    if name in PROPERTIES:
        value = checked(name, value, True)
    if value is not None:
        target.set(name, value)


def _apply_transform(animation: Timed, target: Element, seconds: float) -> None:
    """Write <animateTransform>: its function replaces those of the attribute, or follows them."""
    element = animation.element
    name = element.get("attributeName", "transform")
    kind = element.get("type", "translate")
    values = passing.values_of(element, "")
    if not values or kind not in _TRANSFORMS or name not in _TRANSFORMED:
        return
    padded = [_padded(value, kind) for value in values]
    progress = passing.progress(animation, seconds)
    value = passing.at(element, padded, progress)
    function = f"{kind}({value})"

    # Only `by` asks for a sum without `additive`.
    is_by = element.attrib.keys().isdisjoint(("from", "to", "values"))
    adds = is_by or element.get("additive") == "sum"
    base = target.get(name, "none")
    if adds and base != "none":
        function = f"{base} {function}"
    target.set(name, function)


def _padded(value: str, kind: str) -> str:
    """The arguments of a function, with those that may be left out."""
    numbers = value.replace(",", " ").split()
    if kind == "scale" and len(numbers) == 1:
        numbers *= 2
    while len(numbers) < _TRANSFORMS[kind]:
        numbers.append("0")
    return " ".join(numbers)


def _apply_motion(animation: Timed, target: Element, seconds: float) -> None:
    """Write <animateMotion> in front of the target's transform."""
    element = animation.element
    data = _motion_path(element)
    if not data:
        return
    share = _motion_share(animation, seconds)
    found = distances.along(data, share)
    if found is None:
        return

    x, y, angle = found
    functions = [f"translate({x:.6g} {y:.6g})"]
    turn = element.get("rotate", "0")
    if turn in _TURNS:
        angle += _TURNS[turn]
        functions.append(f"rotate({angle:.6g})")
    base = target.get("transform", "none")
    if base != "none":
        functions.append(base)
    target.set("transform", " ".join(functions))


def _motion_path(element: Element) -> str:
    """The data of the path that a motion follows; "" where there is none."""
    data = element.get("css-path") or element.get("path")
    if data:
        return data
    points = passing.values_of(element, "0 0")
    return f"M{'L'.join(points)}" if points else ""


def _motion_share(animation: Timed, seconds: float) -> float:
    """The share of the path that is passed."""
    element = animation.element
    progress = passing.progress(animation, seconds)
    listed = element.get("keyPoints", "").split(";")
    points = [point for point in listed if point.strip()]
    if not points or not element.get("keyTimes"):
        return progress
    return float(passing.at(element, points, progress))
