"""Replaces `var()` in the animations of elements, which are settled before values are computed."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from render.svg.resolve.css import variables
from render.svg.resolve.css.declarations import ANIMATIONS
from render.svg.resolve.css.variables import Budget, Scope

_ATTRIBUTES = tuple(f"css-{name}" for name in sorted(ANIMATIONS))


def replace(root: Element, initial: Mapping[str, str]) -> None:
    """Write the animations of all elements without references; those that lead nowhere go.

    `initial` has the initial values of custom properties. Raises Undrawable for endless references.
    """
    budget = Budget()
    waiting = [(root, Scope(initial, None))]
    while waiting:
        element, scope = waiting.pop()
        own = {name: value for name, value in element.items() if name.startswith("--")}
        inner = Scope(own, scope) if own else scope
        for name in _ATTRIBUTES:
            value = element.attrib.pop(name, None)
            text = variables.substituted(value, inner, budget) if value is not None else None
            if text is not None:
                element.set(name, text)
        waiting.extend((child, inner) for child in element)
