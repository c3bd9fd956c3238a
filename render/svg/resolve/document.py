"""Removes from a document what no browser draws, and notes which features it has."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from render.svg.screen import SVG

# What draws nothing itself, and refers to nothing that does. Styles and animations are read before.
UNDRAWN = frozenset(
    (
        "animate",
        "animateColor",
        "animateMotion",
        "animateTransform",
        "desc",
        "discard",
        "foreignObject",
        "metadata",
        "script",
        "set",
        "style",
        "title",
        "view",
    )
)
# Elements, and the feature that a renderer may draw in its own way.
FEATURES = {
    "animate": "animation",
    "animateMotion": "animation",
    "animateTransform": "animation",
    "clipPath": "clip-path",
    "filter": "filter",
    "foreignObject": "foreign-object",
    "image": "image",
    "linearGradient": "gradient",
    "marker": "marker",
    "mask": "mask",
    "pattern": "pattern",
    "radialGradient": "gradient",
    "script": "script",
    "set": "animation",
    "style": "style",
    "text": "text",  # depends on the fonts of the machine
    "textPath": "text",
    "use": "use",
}
_PREFIX = f"{{{SVG}}}"
_CONDITIONS = ("requiredFeatures", "systemLanguage")  # features no longer count
_LANGUAGE = "en"


def local(element: Element) -> str:
    """An element's name without SVG's namespace; of others, with theirs."""
    return element.tag.removeprefix(_PREFIX)


def svg_name(name: str) -> str:
    """An element's name with SVG's namespace."""
    return f"{_PREFIX}{name}"


def features(names: Iterable[str]) -> frozenset[str]:
    """The features of elements with some names."""
    return frozenset(FEATURES[name] for name in names if name in FEATURES)


def strip(root: Element) -> None:
    """Remove the elements of other namespaces and those that draw nothing.

    Of a <switch> the child stays that a browser shows, and a link is a group.
    """
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "a":
            element.tag = svg_name("g")
        elif name == "switch":
            element.tag = svg_name("g")
            element[:] = [child for child in element if _is_svg(child) and _applies(child)][:1]
        for child in list(element):
            if not _is_svg(child) or local(child) in UNDRAWN or not _applies(child):
                element.remove(child)
                continue
            for attribute in _CONDITIONS:
                child.attrib.pop(attribute, None)
            waiting.append(child)


def _is_svg(element: Element) -> bool:
    return element.tag.startswith(_PREFIX)


def _applies(element: Element) -> bool:
    """Whether a browser draws an element: it has no extensions, and speaks English."""
    attributes = element.attrib
    if "requiredExtensions" in attributes:
        return False
    languages = attributes.get("systemLanguage")
    if languages is None:
        return True
    names = [language.strip().lower() for language in languages.split(",")]
    return any(name == _LANGUAGE or name.startswith(f"{_LANGUAGE}-") for name in names)
