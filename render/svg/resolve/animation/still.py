"""Makes a moving document a still one, at the moment that shows it best.

Where all motion ends, that is after the end. Where it does not, it is the moment at which
browsers' pictures are taken, unless next to nothing is visible then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def settle(root: Element, frames: Mapping[str, Any]) -> float:
    """Write what the animations of a document show; `frames` are its @keyframes by name.

    Returns the moment that is shown, in seconds. Raises Undrawable for too many declarations.
    """
    moving = smil.animations(root)
    styled = _of_style_sheets(root, frames)
    moment = _moment(moving, styled)
    moving.apply(moment)
    for animation in styled:
        animation.apply(moment)
    return moment


def _moment(moving: smil.Animations, styled: Sequence[keyframes.Animation]) -> float:
    """The moment that is shown, in seconds."""
    ends = [animation.end() for animation in styled]
    finite = [end for end in ends if end < inf]
    moment = max(
        SCREEN.moment,
        moving.last_end(),
        *finite,
    )
    is_endless = not moving.ends or len(finite) < len(ends)
    if is_endless and moving.timed:
        return _best(moving, moment)
    return moment


def _of_style_sheets(root: Element, frames: Mapping[str, Any]) -> list[keyframes.Animation]:
    """The animations of style sheets in a document. Raises Undrawable for too many."""
    by_name = {name: keyframes.frames_of(content) for name, content in frames.items()}
    styled: list[keyframes.Animation] = []
    for element in root.iter():
        found = keyframes.of_element(element, by_name)
        styled.extend(found)

    declared = 0
    for animation in styled:
        for frame in animation.frames:
            declared += len(frame.declarations) ** 2
    if declared > STILL.declarations:
        raise Undrawable("its style sheet animates too much")
    return styled


def _best(moving: smil.Animations, moment: float) -> float:
    """A moment, or a later one if next to nothing is visible at it."""
    moments = [moment + number * STILL.apart for number in range(STILL.moments)]
    sizes = [_sizes(moving.values(each)) for each in moments]

    # The largest size that each animated number has at any of the moments.
    largest: dict[Key, float] = {}
    for at_moment in sizes:
        for key, size in at_moment.items():
            largest[key] = max(size, largest.get(key, 0.0))

    visible = [_share(at_moment, largest) for at_moment in sizes]
    most = max(visible)
    if visible[0] >= STILL.enough * most:
        return moment
    best = visible.index(most)
    return moments[best]


def _share(sizes: Mapping[Key, float], largest: Mapping[Key, float]) -> float:
    """The mean of the shares that sizes are of the largest; 1 without any size."""
    if not sizes:
        return 1.0
    shares = []
    for key, size in sizes.items():
        share = size / largest[key] if largest[key] else 1.0
        shares.append(share)
    return sum(shares) / len(shares)


def _sizes(values: Mapping[Key, str]) -> dict[Key, float]:
    """The visible size that each animated number stands for."""
    sizes = {}
    for key, value in values.items():
        _, name = key
        number = lengths.number(value) if name in _VISIBLE else None
        if number is not None:
            sizes[key] = abs(number)
    return sizes
