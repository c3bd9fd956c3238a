"""Makes a moving document a still one, at the moment that shows it best.

Where all motion ends, that is after the end. Where it does not, it is the moment at which
browsers' pictures are taken, unless next to nothing is visible then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any
from xml.etree.ElementTree import Element

from render.svg.resolve.animation import keyframes, smil
from render.svg.resolve.css import lengths
from render.svg.resolve.settings import SCREEN
from render.svg.screen import Undrawable


@dataclass(frozen=True)
class StillSettings:
    """How the moment of an endless motion is chosen. Chosen by hand."""

    moments: int = 16  # that are compared
    apart: float = 0.13  # seconds between two of them; no divisor of usual durations
    enough: float = 0.15  # share of the most that is visible at any of them
    declarations: int = 200_000  # squares of those in all keyframes of all animations, at most


STILL = StillSettings()
# Numbers that say how much of an element is visible.
_VISIBLE = ("opacity", "fill-opacity", "stroke-opacity", "r", "rx", "ry", "width", "height")
_VISIBLE_STROKE = "stroke-width"


def settle(root: Element, frames: Mapping[str, Any]) -> float:
    """Write what the animations of a document show; `frames` are its @keyframes by name.

    Returns the moment that is shown, in seconds. Raises Undrawable for too many declarations.
    """
    moving = smil.animations(root)
    by_name = {name: keyframes.frames_of(content) for name, content in frames.items()}
    styled = [each for element in root.iter() for each in keyframes.of_element(element, by_name)]
    declared = sum(len(frame.declarations) ** 2 for each in styled for frame in each.frames)
    if declared > STILL.declarations:
        raise Undrawable("its style sheet animates too much")
    ends = moving.ends and all(each.end() < inf for each in styled)
    last = max([moving.last_end(), *(each.end() for each in styled if each.end() < inf)])
    moment = max(SCREEN.moment, last)
    if not ends and moving.timed:
        moment = _best(moving, moment)
    moving.apply(moment)
    for animation in styled:
        animation.apply(moment)
    return moment


def _best(moving: smil.Animations, moment: float) -> float:
    """A moment, or a later one if next to nothing is visible at it."""
    moments = [moment + number * STILL.apart for number in range(STILL.moments)]
    seen = [list(_sizes(moving.values(each))) for each in moments]
    most: dict[tuple[int, str], float] = {}
    for name, size in chain.from_iterable(seen):
        most[name] = max(size, most.get(name, 0.0))
    visible = []
    for sizes in seen:
        shares = [size / most[name] if most[name] else 1.0 for name, size in sizes]
        visible.append(sum(shares) / len(shares) if shares else 1.0)
    if visible[0] >= STILL.enough * max(visible):
        return moment
    return moments[visible.index(max(visible))]


def _sizes(values: Mapping[tuple[int, str], str]) -> Iterator[tuple[tuple[int, str], float]]:
    """The visible size that each animated number stands for."""
    for key, value in values.items():
        number = lengths.number(value) if key[1] in (*_VISIBLE, _VISIBLE_STROKE) else None
        if number is not None:
            yield key, abs(number)
