"""Makes a moving document a still one, at the moment that shows it best.

Where all motion ends, that is after the end. Where it does not, it is the moment at which
browsers' pictures are taken, unless next to nothing is visible then.
"""

from collections.abc import Iterator, Mapping, Sequence
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
_VISIBLE = (
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "stroke-width",
)
Key = tuple[int, str]  # an animated element, and an attribute of it
Size = tuple[Key, float]


def settle(root: Element, frames: Mapping[str, Any]) -> float:
    """Write what the animations of a document show; `frames` are its @keyframes by name.

    Returns the moment that is shown, in seconds. Raises Undrawable for too many declarations.
    """
    moving = smil.animations(root)
    styled = _of_style_sheets(root, frames)
    ends = [animation.end() for animation in styled]
    finite = [end for end in ends if end < inf]
    last = max([moving.last_end(), *finite])
    moment = max(SCREEN.moment, last)
    is_endless = not moving.ends or len(finite) < len(ends)
    if is_endless and moving.timed:
        moment = _best(moving, moment)
    moving.apply(moment)
    for animation in styled:
        animation.apply(moment)
    return moment


def _of_style_sheets(root: Element, frames: Mapping[str, Any]) -> list[keyframes.Animation]:
    """The animations of style sheets in a document. Raises Undrawable for too many."""
    by_name = {name: keyframes.frames_of(content) for name, content in frames.items()}
    styled: list[keyframes.Animation] = []
    for element in root.iter():
        styled.extend(keyframes.of_element(element, by_name))
    declared = 0
    for animation in styled:
        declared += sum(len(frame.declarations) ** 2 for frame in animation.frames)
    if declared > STILL.declarations:
        raise Undrawable("its style sheet animates too much")
    return styled


def _best(moving: smil.Animations, moment: float) -> float:
    """A moment, or a later one if next to nothing is visible at it."""
    moments = [moment + number * STILL.apart for number in range(STILL.moments)]
    seen = [list(_sizes(moving.values(each))) for each in moments]
    most: dict[Key, float] = {}
    for name, size in chain.from_iterable(seen):
        most[name] = max(size, most.get(name, 0.0))
    visible = [_share(sizes, most) for sizes in seen]
    if visible[0] >= STILL.enough * max(visible):
        return moment
    return moments[visible.index(max(visible))]


def _share(sizes: Sequence[Size], most: Mapping[Key, float]) -> float:
    """The mean of what is visible of each size's most."""
    shares = [size / most[key] if most[key] else 1.0 for key, size in sizes]
    return sum(shares) / len(shares) if shares else 1.0


def _sizes(values: Mapping[Key, str]) -> Iterator[Size]:
    """The visible size that each animated number stands for."""
    for key, value in values.items():
        _, name = key
        number = lengths.number(value) if name in _VISIBLE else None
        if number is not None:
            yield key, abs(number)
