"""What reaches an element from those around it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from render.svg.resolve.css import checks, colours, filter_functions
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.css.variables import Scope
from render.svg.resolve.instances import VIEW

CURRENT = "currentColor"


@dataclass(frozen=True)
class Paint:
    """The `fill` or the `stroke` of an element."""

    value: str  # as `properties` writes it
    opacity: float = 1.0  # the property `fill-opacity` or `stroke-opacity`


@dataclass(frozen=True)
class Inherited:
    """What reaches an element from those around it."""

    context: Context
    colour: str = CURRENT  # the value of `color`; `currentColor` while none sets it
    scope: Scope | None = None
    fill: Paint = Paint("#000000")
    stroke: Paint = Paint("none")
    is_referred_to: bool = False  # where `context-fill` is the paint of what refers to it
    used_by: Mapping[str, str] | None = None  # the paints of a <use>, where it is its paint


def at_root(root: Element, start: Inherited) -> Inherited:
    """What reaches a root, whose font's size is that of lengths in `rem`."""
    if "font-size" not in root.attrib:
        return start
    size = checks.font_size(root.attrib["font-size"], start.context)
    if not size:  # it refers to what is not known yet
        return start
    return replace(start, context=replace(start.context, root_font_size=size))


def inside(attributes: dict[str, str], inherited: Inherited) -> Inherited:
    """What reaches the children of a nested viewport."""
    width, height = map(float, attributes.pop(VIEW).split())
    context = replace(inherited.context, width=width, height=height)
    return replace(inherited, context=context)


def with_font(attributes: dict[str, str], inherited: Inherited) -> Inherited:
    """Compute `font-size`, and note it for lengths in `em`."""
    size = checks.font_size(attributes["font-size"], inherited.context)
    attributes["font-size"] = f"{size:g}"
    context = replace(inherited.context, font_size=size)
    return replace(inherited, context=context)


def with_colour(attributes: dict[str, str], inherited: Inherited) -> Inherited:
    """Note `color`, which colours alone refer to; `currentColor` is that of the element around."""
    colour = attributes.pop("color")
    if colour.startswith(CURRENT):
        return inherited
    return replace(inherited, colour=colour)


def shadow(attributes: dict[str, str], colour: str) -> bool:
    """Write the colour of texts into shadows; returns whether that is a renderer's choice."""
    filters = attributes["filter"]
    if CURRENT not in filters:
        return False
    plain, opacity = colours.split(colour)
    found = colours.parse(plain)
    if found is None or found.channels is None:
        return True
    written = filter_functions.linear_light(replace(found, opacity=opacity))
    attributes["filter"] = filters.replace(CURRENT, written)
    return False
