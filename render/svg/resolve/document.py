"""Removes from a document what no browser draws, and notes which features it has."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from render.svg.screen import SVG

# Unknown elements are not drawn, nor what is in them; these are, or are referred to.
KNOWN = frozenset(
    (
        "a",
        "circle",
        "clipPath",
        "defs",
        "ellipse",
        "filter",
        "g",
        "image",
        "line",
        "linearGradient",
        "marker",
        "mask",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "radialGradient",
        "rect",
        "stop",
        "svg",
        "switch",
        "symbol",
        "text",
        "textPath",
        "tspan",
        "use",
    )
)
# Elements, and the feature that a renderer may draw in its own way.
FEATURES = {
    "animate": "animation",
    "animateMotion": "animation",
    "animateTransform": "animation",
    "clipPath": "clip-path",
    "feDiffuseLighting": "lighting",
    "feDisplacementMap": "displacement",
    "feSpecularLighting": "lighting",
    "feTile": "tile",
    "filter": "filter",
    "image": "image",
    "linearGradient": "gradient",
    "marker": "marker",
    "mask": "mask",
    "pattern": "pattern",
    "radialGradient": "gradient",
    "foreignObject": "foreign-object",
    "script": "script",
    "set": "animation",
    "style": "style",
    "text": "text",  # depends on the fonts of the machine
    "textPath": "text",
    "use": "use",
}
MARK = "css-flag"  # the attribute of what a browser draws otherwise: the flag
DISPLACED = "css-displaced"  # how far a filter would move pixels
UNPAINTED = "css-unpainted"  # its properties that paint nothing in a browser
# Elements that only references draw.
RESOURCES = frozenset(
    ("clipPath", "filter", "linearGradient", "marker", "mask", "pattern", "radialGradient")
)
_PREFIX = f"{{{SVG}}}"
_TEXTS = ("text", "textPath", "tspan")
_CONDITIONS = ("requiredFeatures", "systemLanguage")  # features no longer count
_LANGUAGE = "en"
_HTML = f"{_PREFIX}foreignObject"
_PICTURES = frozenset(("button", "img", "input", "meter", "progress", "select", "svg", "textarea"))
# Properties that show without any text.
_SHOWN = re.compile(
    r"(?:^|[{;\s])(?:background|border|outline)[-a-z]*\s*:"
    r"\s*(?!0|none|transparent|white|#fff(?:fff)?\b)|\bbox-shadow\s*:\s*(?!none)"
)


def local(element: Element) -> str:
    """An element's name without SVG's namespace; of others, with theirs."""
    return element.tag.removeprefix(_PREFIX)


def svg_name(name: str) -> str:
    """An element's name with SVG's namespace."""
    return f"{_PREFIX}{name}"


def depth(root: Element) -> int:
    """How deep the elements of a document are nested; 1 for a root alone."""
    levels = 0
    level = [root]
    while level:
        levels += 1
        level = [child for element in level for child in element]
    return levels


def taken(attributes: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    """Remove attributes of an element; returns those that it had."""
    found = {}
    for name in names:
        if name in attributes:
            found[name] = attributes.pop(name)
    return found


def features(names: Iterable[str]) -> frozenset[str]:
    """The features of elements with some names."""
    return frozenset(FEATURES[name] for name in names if name in FEATURES)


def strip(root: Element) -> None:
    """Remove the elements of other namespaces and those that draw nothing.

    Of a <switch> the child stays that a browser shows, and a link is a group. HTML that a browser
    shows becomes a marked rectangle without paint.
    """
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        children = [child for child in element if _applies(child)]
        if name == "switch":
            shown = [child for child in children if _is_drawn(child) or _is_html(child)]
            first = list(filter(_is_html, shown[:1]))
            children = first + [child for child in shown if _is_drawn(child)][:1]
        if name in ("a", "switch"):
            element.tag = svg_name("g")
        elif name in _TEXTS:
            _make_links_texts(element)
        elif name == "feDisplacementMap":
            _straighten(element)
        for html in filter(_is_html, children):
            _stand_in(html)

        element[:] = filter(_is_drawn, children)
        for child in element:
            for attribute in _CONDITIONS:
                child.attrib.pop(attribute, None)
        waiting.extend(element)


def _make_links_texts(text: Element) -> None:
    """Make the links in a text parts of it."""
    for link in text.iter(svg_name("a")):
        link.tag = svg_name("tspan")


def _straighten(displacement: Element) -> None:
    """Make a filter's primitive pass on its input: resvg moves all of it away."""
    displacement.tag = svg_name("feOffset")
    scale = displacement.attrib.pop("scale", "0")
    displacement.attrib.update({MARK: "displacement", DISPLACED: scale})


def _stand_in(html: Element) -> None:
    """Make HTML a rectangle without paint, which is marked."""
    html.tag = svg_name("rect")
    html[:] = []
    html.text = None
    html.attrib.update({MARK: "foreign-object", "fill": "none", "stroke": "none"})


def empty_html(root: Element) -> None:
    """Remove the HTML that shows nothing, before its styles are read.

    Figma writes such HTML: it blurs what is behind it.
    """
    styles = root.iter(svg_name("style"))
    has_boxes = any(_SHOWN.search(style.text or "") for style in styles)
    for element in root.iter(_HTML):
        if not _shows_html(element, has_boxes):
            element[:] = filter(_is_picture, element.iter())


def _shows_html(element: Element, has_boxes: bool) -> bool:
    """Whether HTML has any text, or a box that is painted: style sheets paint those of classes."""
    text = "".join(element.itertext())
    if text.strip():
        return True
    if has_boxes and any("class" in child.attrib for child in element.iter()):
        return True
    return any(_SHOWN.search(child.get("style", "")) for child in element.iter())


def _is_picture(element: Element) -> bool:
    _, _, name = element.tag.rpartition("}")
    return name in _PICTURES


def _is_html(element: Element) -> bool:
    """Whether an element shows HTML, which only browsers draw."""
    if element.tag != _HTML:
        return False
    text = element.text or ""
    return len(element) > 0 or bool(text.strip())


def _is_drawn(element: Element) -> bool:
    if not element.tag.startswith(_PREFIX):
        return False
    name = local(element)
    return name in KNOWN or name.startswith("fe")


def _applies(element: Element) -> bool:
    """Whether a browser draws an element: it has no extensions, and speaks English.

    Conditions do not apply to what references draw.
    """
    attributes = element.attrib
    if local(element) in RESOURCES:
        return True
    if "requiredExtensions" in attributes:
        return False
    languages = attributes.get("systemLanguage")
    if languages is None:
        return True
    for language in languages.split(","):
        name, _, _ = language.strip().lower().partition("-")
        if name == _LANGUAGE:
            return True
    return False
