"""Computes specified values from the root down: references, keywords, colours and lengths.

What renderers inherit as browsers do stays inherited. `currentColor` stays where no element sets
`color`: the renderer chooses that colour.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from render.svg.resolve.css import colours, lengths, variables
from render.svg.resolve.css.checks import CONTEXTS
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.properties import PROPERTIES, WIDE, checked
from render.svg.resolve.css.variables import Budget, Scope
from render.svg.resolve.document import MARK, UNPAINTED
from render.svg.resolve.inherited import (
    CURRENT,
    Inherited,
    Paint,
    at_root,
    inside,
    shadow,
    with_colour,
    with_font,
)
from render.svg.resolve.instances import USE, VIEW
from render.svg.screen import SVG

# In these, `context-fill` is the paint of what refers to them.
_REFERRED_TO = frozenset(f"{{{SVG}}}{name}" for name in ("defs", "marker", "symbol"))
# Properties of a colour that are not inherited, and the properties of their opacity.
_COLOURS = {
    "stop-color": "stop-opacity",
    "flood-color": "flood-opacity",
    "lighting-color": "",
}
_FILL = frozenset(("fill", "fill-opacity"))
_STROKE = frozenset(("stroke", "stroke-opacity"))
_ANY_COLOUR = frozenset((*_COLOURS, "filter"))
# Their own lengths may be shares of a bounding box; the root's are those of the page. What they
# inherit to others, the lengths of strokes, are plain.
_OTHER_UNITS = frozenset(
    f"{{{SVG}}}{name}"
    for name in ("clipPath", "filter", "linearGradient", "mask", "pattern", "radialGradient", "svg")
)
_LENGTHS = {name: each.axis for name, each in PROPERTIES.items() if each.axis is not None} | {
    **dict.fromkeys(("x1", "x2", "dx"), "x"),
    **dict.fromkeys(("y1", "y2", "dy"), "y"),
    "stroke-dasharray": "",
}
_OF_STROKES = {name: axis for name, axis in _LENGTHS.items() if name.startswith("stroke-")}
_UNITS = re.compile(r"[%a-df-z(]|e[a-z]", re.IGNORECASE)  # but not 1e5


class Computation:
    """The computation of one document."""

    def __init__(self, source: str, view: Context, initial: Mapping[str, str]) -> None:
        self._start = Inherited(view, scope=Scope(initial, None) if initial else None)
        lower = source.lower()
        self._has_references = "var(" in lower or "env(" in lower
        self._has_keywords = any(word in lower for word in WIDE)
        self._has_contexts = "context-" in lower
        self._budget = Budget()
        self.uses_current_colour = False

    def compute(self, root: Element) -> None:
        """Replace specified values by computed ones. Raises Undrawable for endless references."""
        nothing: dict[str, str] = {}
        waiting = [(root, nothing, at_root(root, self._start))]
        while waiting:
            element, parent, inherited = waiting.pop()
            below = self._element(element, parent, inherited)
            waiting.extend((child, element.attrib, below) for child in element)

    def _element(self, element: Element, parent: dict[str, str], inherited: Inherited) -> Inherited:
        """Compute one element's values; returns what its children inherit."""
        attributes = element.attrib
        below = inherited
        if VIEW in attributes:
            below = inside(attributes, below)

        # What replaces a reference may be a keyword, a colour or a length.
        if self._has_references:
            below = self._replace_references(attributes, below)
        if element.tag in _REFERRED_TO:
            below = replace(below, is_referred_to=True)
        is_use = attributes.pop(USE, None) is not None
        if self._has_contexts and not below.is_referred_to:
            self._replace_contexts(attributes, below)
        if self._has_keywords:
            _apply_keywords(attributes, parent)

        # Lengths and colours refer to the size of the font and to `color`.
        if "font-size" in attributes:
            below = with_font(attributes, below)
        if "color" in attributes:
            below = with_colour(attributes, below)
        below = self._with_paints(attributes, inherited, below)
        if is_use and self._has_contexts:
            paints = {"context-fill": below.fill.value, "context-stroke": below.stroke.value}
            below = replace(below, used_by=paints)
        if not _ANY_COLOUR.isdisjoint(attributes):
            self._compute_colours(attributes, below.colour)
        axes = _OF_STROKES if element.tag in _OTHER_UNITS else _LENGTHS
        _compute_lengths(attributes, axes, below.context)
        return below

    def _with_paints(
        self, attributes: dict[str, str], around: Inherited, below: Inherited
    ) -> Inherited:
        """Compute `fill` and `stroke`, and note them for what inherits them.

        `around` reaches the element. `below` reaches its children, but for these paints.
        """
        is_recoloured = below.colour != around.colour
        if is_recoloured or not _FILL.isdisjoint(attributes):
            fill = self._paint(attributes, "fill", below.fill, around.colour, below.colour)
            below = replace(below, fill=fill)
        if is_recoloured or not _STROKE.isdisjoint(attributes):
            stroke = self._paint(attributes, "stroke", below.stroke, around.colour, below.colour)
            below = replace(below, stroke=stroke)
        return below

    def _replace_contexts(self, attributes: dict[str, str], inherited: Inherited) -> None:
        """Paint what refers to the paint of a <use> in that.

        Elsewhere it is the colour of texts; Chromium paints nothing.
        """
        for name in ("fill", "stroke"):
            value = attributes.get(name, "")
            paints = inherited.used_by
            if value not in CONTEXTS:
                continue
            if paints is None or paints[value].startswith("url("):
                attributes[MARK] = "context-paint"
            if paints is None:
                attributes[UNPAINTED] = f"{attributes.get(UNPAINTED, '')} {name}"
            attributes[name] = paints[value] if paints else CURRENT

    def _replace_references(self, attributes: dict[str, str], inherited: Inherited) -> Inherited:
        """Replace `var()`; a value that is not valid with it counts as unset."""
        scope = inherited.scope
        own = {name: attributes.pop(name) for name in list(attributes) if name[:2] == "--"}
        if own:
            scope = Scope(own, scope)
            inherited = replace(inherited, scope=scope)

        for name, value in list(attributes.items()):
            lower = value.lower() if name != "d" else ""
            if "var(" not in lower and "env(" not in lower:
                continue
            text = variables.substituted(value, scope, self._budget)
            if name in PROPERTIES and text is not None:
                text = checked(name, text, False)
            if text is None:
                del attributes[name]
            else:
                attributes[name] = text
        return inherited

    def _paint(
        self, attributes: dict[str, str], name: str, around: Paint, outer: str, colour: str
    ) -> Paint:
        """Compute `fill` or `stroke` and its opacity; returns what children inherit.

        `outer` and `colour` are the values of `color` around the element and of its own.
        """
        property_of_opacity = f"{name}-opacity"
        own = attributes.get(name)
        own_opacity = attributes.get(property_of_opacity)
        if own is None and own_opacity is None:
            changes = outer != colour and around.value.startswith(CURRENT)
            if not changes:
                return around

        paint = Paint(
            around.value if own is None else own,
            around.opacity if own_opacity is None else float(own_opacity),
        )
        value, opacity = self._resolved(paint, colour)
        _, opacity_around = self._resolved(around, outer)
        attributes[name] = value
        if opacity != opacity_around:
            attributes[property_of_opacity] = f"{opacity:g}"
        elif own_opacity is not None:
            del attributes[property_of_opacity]
        return paint

    def _resolved(self, paint: Paint, colour: str) -> tuple[str, float]:
        """What a paint writes into attributes: the paint, and its opacity."""
        value, share = self._colour(paint.value, colour)
        opacity = round(share * paint.opacity, 4)
        return value, opacity

    def _colour(self, value: str, colour: str) -> tuple[str, float]:
        """A paint with `currentColor` resolved, and its own opacity."""
        if value.startswith("url("):
            reference, _, fallback = value.partition(" ")
            plain, _ = self._colour(fallback, colour)
            return f"{reference} {plain}", 1.0
        plain, opacity = colours.split(value)
        if plain == CURRENT:
            plain, share = colours.split(colour)
            opacity *= share
            self.uses_current_colour |= plain == CURRENT
        return plain, opacity

    def _compute_colours(self, attributes: dict[str, str], colour: str) -> None:
        """Compute the colours of stops, floods, lights and shadows."""
        if "filter" in attributes:
            self.uses_current_colour |= shadow(attributes, colour)
        for name, property_of_opacity in _COLOURS.items():
            if name not in attributes:
                continue
            plain, share = self._colour(attributes[name], colour)
            attributes[name] = plain
            if share != 1 and property_of_opacity:
                own = float(attributes.get(property_of_opacity, 1))
                attributes[property_of_opacity] = f"{own * share:.4g}"


def _apply_keywords(attributes: dict[str, str], parent: Mapping[str, str]) -> None:
    """Replace `inherit`, `initial` and the like."""
    for name, value in list(attributes.items()):
        if value not in WIDE or name not in PROPERTIES:
            continue
        each = PROPERTIES[name]
        if value == "initial":
            attributes[name] = each.initial
        elif value == "inherit" and not each.inherited and name in parent:
            attributes[name] = parent[name]
        else:
            del attributes[name]


def _compute_lengths(attributes: dict[str, str], axes: Mapping[str, str], context: Context) -> None:
    """Write lengths in user units; `axes` has the axis of each attribute that is one."""
    for name, value in attributes.items():
        if name in axes and _UNITS.search(value):
            attributes[name] = lengths.in_user_units(value, axes[name], context)
