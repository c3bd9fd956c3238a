"""Writes what style sheets, style attributes and attributes specify as attributes of each element.

Values that are not valid are left out. Custom properties and `var()` stay: `computed` resolves
them. What has no attribute of its own, such as `background`, gets one that begins with "css-".
"""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

import cssselect2

from render.svg.resolve.css import cascade, checks
from render.svg.resolve.css.cascade import StyleSheet
from render.svg.resolve.css.declarations import Declaration
from render.svg.resolve.css.properties import PROPERTIES, STRETCHES, checked
from render.svg.resolve.geometry.transforms import TRANSFORMS
from render.svg.resolve.texts import SPACE
from render.svg.screen import SVG, XLINK_HREF

# Their x and y are lists, or coordinates that percentages and units do not apply to.
_TEXTS = frozenset(f"{{{SVG}}}{name}" for name in ("text", "tspan", "tref", "glyph", "altGlyph"))
# Their attributes, such as `fill`, mean something else.
_ANIMATIONS = frozenset(
    f"{{{SVG}}}{name}"
    for name in ("animate", "animateColor", "animateMotion", "animateTransform", "set")
)
# Their attributes are numbers: with percentages, they count as missing.
_MOVING = frozenset(f"{{{SVG}}}{name}" for name in ("feDropShadow", "feOffset"))
# To these, Chromium applies the geometry of attributes alone.
_SIZED_BY_ATTRIBUTES = frozenset(f"{{{SVG}}}{name}" for name in ("svg", "symbol", "use"))
# Properties of style sheets that are no presentation attributes.
_ONLY_IN_STYLES = frozenset(("isolation", "mix-blend-mode", "transform-box"))
# Pages show that of the root alone.
BACKGROUNDS = ("css-background", "css-background-color", "css-background-image")
_SIZE_IN_FONT = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%))(?:\s*/\s*\S+)?\s+(.+)")
_POINTS = re.compile(r"[-+.,\s\de]*", re.IGNORECASE)  # with anything else Chromium draws no point
_WEIGHT = re.compile(r"bold|bolder|lighter|[1-9]\d\d")
_MARKERS = ("marker-start", "marker-mid", "marker-end")


def specify(root: Element, sheet: StyleSheet | None) -> None:
    """Write the specified values of a document as attributes. Elements keep their own children."""
    styled = _styled(root, sheet)
    for element in root.iter():
        if element.tag not in _ANIMATIONS:
            _check_attributes(element)
    for element, declared in styled:
        _declare(element, declared)
        if element is not root:
            for name in BACKGROUNDS:
                element.attrib.pop(name, None)


def _styled(root: Element, sheet: StyleSheet | None) -> list[tuple[Element, list[Declaration]]]:
    """The elements with declarations; those are matched before any attribute changes."""
    if sheet is None:
        styles = ((element, element.get("style")) for element in root.iter())
        return [(element, cascade.of_style(style)) for element, style in styles if style]
    wrapped = cssselect2.ElementWrapper.from_xml_root(root)
    found = []
    for element in wrapped.iter_subtree():
        declared = sheet.of(element)
        if declared:
            found.append((element.etree_element, declared))
    return found


def _check_attributes(element: Element) -> None:
    """Remove the attributes that are not valid, and those that draw nothing."""
    attributes = element.attrib
    is_text = element.tag in _TEXTS
    if element.tag in TRANSFORMS:
        attributes.pop("transform", None)
        _check(attributes, TRANSFORMS[element.tag], "transform")
    for name, value in list(attributes.items()):
        if name in PROPERTIES:
            if is_text and name in ("x", "y"):
                continue
            valid = None if name in _ONLY_IN_STYLES else checked(name, value, True)
            if valid is None:
                del attributes[name]
            elif valid != value:
                attributes[name] = valid
        elif name[0] == "{" and not (is_text and name == SPACE):
            del attributes[name]
            if name == XLINK_HREF:
                attributes.setdefault("href", value)
        elif _draws_nothing(name, value) or (element.tag in _MOVING and "%" in value):
            del attributes[name]


def _draws_nothing(name: str, value: str) -> bool:
    """Whether an attribute that is no property has nothing to say, from here on."""
    if name == "points":
        return _POINTS.fullmatch(value) is None
    return name in ("style", "class") or name.startswith(("data-", "on", "--", "css-"))


def _check(attributes: dict[str, str], name: str, kind: str) -> None:
    """Remove an attribute that is not valid as a property."""
    value = attributes.get(name)
    if value is not None and checked(kind, value, True) is None:
        del attributes[name]


def _declare(element: Element, declared: Iterable[Declaration]) -> None:
    """Write declarations, the strongest last, as attributes."""
    has_own_size = element.tag not in _SIZED_BY_ATTRIBUTES
    for name, value, _ in declared:
        if value.lower() == "revert-layer":  # what is weaker counts
            continue
        if name in PROPERTIES:
            if PROPERTIES[name].is_geometry and not has_own_size:
                continue
            attribute = name
            if name == "transform":
                attribute = TRANSFORMS.get(element.tag, name)
            valid = checked(name, value, False)
            if valid is not None:
                element.set(attribute, valid)
        elif name.startswith("--"):
            element.set(name, value)
        elif name == "d":
            _declare_path(element, value)
        elif name == "all":
            _reset(element)
        elif name == "marker":
            _declare(element, [Declaration(marker, value, False) for marker in _MARKERS])
        elif name == "mask-image":
            _declare(element, [Declaration("mask", value, False)])
        elif name == "font":
            _declare_font(element, value)
        else:
            element.set(f"css-{name}", value)


def _reset(element: Element) -> None:
    """Remove all properties, as `all: unset` does."""
    for name in list(element.attrib):
        if name in PROPERTIES or name == "d":
            del element.attrib[name]


def _declare_path(element: Element, value: str) -> None:
    """Write `d: path("…")`."""
    data = checks.path_data(value)
    if data is not None:
        element.set("d", data)
    elif value.lower() == "none":
        element.attrib.pop("d", None)


def _declare_font(element: Element, value: str) -> None:
    """Write what the shorthand `font` says: style, weight, size and family."""
    found = _SIZE_IN_FONT.search(value)
    if found is None:
        return
    style = "normal"
    weight = "normal"
    variant = "normal"
    stretch = "normal"
    words = value[: found.start()].lower().split()
    for word in reversed(words):  # the first of a kind counts
        if word in ("italic", "oblique"):
            style = word
        elif word == "small-caps":
            variant = word
        elif word in STRETCHES:
            stretch = word
        elif _WEIGHT.fullmatch(word):
            weight = word

    size, family = found.groups()
    element.set("font-style", style)
    element.set("font-kerning", "auto")
    element.set("font-stretch", stretch)
    element.set("font-variant", variant)
    element.set("font-weight", weight)
    element.set("font-size", size)
    element.set("font-family", family)
