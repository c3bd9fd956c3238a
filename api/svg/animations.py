"""Animations: which may stay.

An animation sets attributes, so each must pass the rules of the attribute that it sets.
"""

import re
from xml.etree.ElementTree import Element

from api.svg import values
from api.svg.allowed import ANIMATED, ANIMATION_VALUES, PROPERTIES, TIMES, TIMING
from api.svg.names import Names

# A time, or the begin or end of another animation:
# https://svgwg.org/specs/animations/#BeginAttribute
# `*+` gives nothing back: else a long text is tried again from each of its characters on.
OFFSET = r"[+-]?\s*+[\d.:]++(?:h|min|s|ms)?"
EVENT = rf"(?P<id>[-\w]++)\.(?P<event>begin|end)\s*+(?P<offset>{OFFSET})?"
TIME = re.compile(rf"\s*+(?:indefinite|{OFFSET}|{EVENT})\s*+")
KNOWN = TIMING | TIMES | ANIMATION_VALUES | {"attributeName"}


def attributes(animation: Element, names: Names) -> dict[str, str] | None:
    """The clean attributes of an animation, but for its href; None where it must go."""
    kind = animation.get("attributeName")
    if kind is not None and kind not in ANIMATED:
        return None
    clean = {}
    for name, value in animation.items():
        if name not in KNOWN:
            continue
        cleaned = _value(name, value, kind, names)
        if cleaned is None:
            return None
        clean[name] = cleaned
    return clean


def _value(name: str, value: str, kind: str | None, names: Names) -> str | None:
    if name == "attributeName":
        return value
    if name in TIMES:
        return _times(value, names)
    if name in ANIMATION_VALUES and kind in PROPERTIES:
        return _list(value, names)
    return values.lists(value)


def _list(value: str, names: Names) -> str | None:
    """Values of a property, separated by semicolons."""
    cleaned = [values.css(each, names.refer) for each in value.split(";")]
    kept = [each for each in cleaned if each is not None]
    return ";".join(kept) if len(kept) == len(cleaned) else None


def _times(value: str, names: Names) -> str | None:
    times = []
    for each in value.split(";"):
        time = TIME.fullmatch(each)
        if time is None:
            return None
        if time["id"]:
            offset = time["offset"] or ""
            times.append(f"{names.refer(time['id'])}.{time['event']}{offset}")
        else:
            times.append(each)
    return ";".join(times)
