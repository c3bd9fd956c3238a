"""Makes references plain: paint servers without href, nothing that refers to what is not there.

https://www.w3.org/TR/SVG2/pservers.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from xml.etree.ElementTree import Element

from render.svg.matrices import determinant
from render.svg.resolve.css.checks import reference
from render.svg.resolve.css.lengths import ANY
from render.svg.resolve.document import MARK, RESOURCES, local, svg_name
from render.svg.resolve.geometry import transforms
from render.svg.resolve.resources import by_identifier
from render.svg.screen import DOCUMENT, Undrawable

_GRADIENTS = frozenset(("linearGradient", "radialGradient"))
_SERVERS = _GRADIENTS | {"pattern"}
_INHERITED = {
    "linearGradient": ("gradientUnits", "gradientTransform", "spreadMethod"),
    "radialGradient": ("gradientUnits", "gradientTransform", "spreadMethod"),
    "pattern": (
        "patternUnits",
        "patternContentUnits",
        "patternTransform",
        "viewBox",
        "preserveAspectRatio",
        "x",
        "y",
        "width",
        "height",
    ),
}
_ENDS = {
    "linearGradient": ("x1", "y1", "x2", "y2"),
    "radialGradient": ("cx", "cy", "r", "fx", "fy", "fr"),
    "pattern": (),
}
# Properties that refer to elements of one kind.
_KINDS = {
    "clip-path": "clipPath",
    "filter": "filter",
    "marker-end": "marker",
    "marker-mid": "marker",
    "marker-start": "marker",
    "mask": "mask",
}
_FILTER = re.compile(r"url\(#([^)]*)\)")
_PAINTS = ("fill", "stroke")
_REFERRING = frozenset((*_KINDS, *_PAINTS))
MARKERS = ("marker-end", "marker-mid", "marker-start")
_UNMARKED = frozenset(("circle", "ellipse", "rect"))
# What clips; groups do not.
SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text"))
# Elements whose href, inside of the document, renderers resolve themselves.
_WITH_HREF = frozenset(("feImage", "mpath", "textPath"))


def simplify(root: Element) -> None:
    """Make the references of a document plain. Raises Undrawable for too many stops."""
    resources = by_identifier(root)
    _flatten_servers(resources)
    has_markers = any(local(each) == "marker" for each in resources.values())
    for element in root.iter():
        name = local(element)
        if name == "mask":
            element.attrib.pop("mask", None)  # Chromium masks no mask
        elif name == "clipPath":
            element[:] = [child for child in element if local(child) in SHAPES]
        elif name in _UNMARKED and has_markers:
            element.attrib.update(dict.fromkeys(MARKERS, "none"))
        if not _REFERRING.isdisjoint(element.attrib):
            _check_references(element, resources)
        if "href" in element.attrib:
            _check_address(element)
    _remove_unused(root)
    _check_text_paths(root)


def _flatten_servers(resources: Mapping[str, Element]) -> None:
    """Give each gradient and pattern what it takes from others."""
    servers = [element for element in resources.values() if local(element) in _SERVERS]
    left = DOCUMENT.max_elements
    for server in servers:
        for other in _chain(server, resources):
            left -= 1 + _take(server, other)
            if left < 0:
                raise Undrawable("its gradients refer to each other too often")
    for element in resources.values():
        element.attrib.pop("href", None)


def _chain(server: Element, resources: Mapping[str, Element]) -> Iterator[Element]:
    """Yield the paint servers that one refers to, and they to each other, until a circle closes."""
    passed = {id(server)}
    other = server
    while "href" in other.attrib:
        identifier = other.attrib["href"].strip().removeprefix("#")
        target = resources.get(identifier)
        if target is None or id(target) in passed or local(target) not in _SERVERS:
            return
        passed.add(id(target))
        other = target
        yield other


def _take(server: Element, other: Element) -> int:
    """Give a paint server the attributes and children of another that it lacks.

    Returns how many children were copied.
    """
    name = local(server)
    is_same = name == local(other)
    if name == "pattern" and not is_same:
        return 0
    taken = _INHERITED[name]
    if is_same:
        taken += _ENDS[name]
    for attribute in taken:
        if attribute in other.attrib:
            server.attrib.setdefault(attribute, other.attrib[attribute])
    if len(server):
        return 0
    server.extend([deepcopy(child) for child in other])
    return len(server)


def _check_references(element: Element, resources: Mapping[str, Element]) -> None:
    """Remove the references of an element that lead nowhere."""
    attributes = element.attrib
    for name, value in list(attributes.items()):
        if name not in _REFERRING or "url(" not in value:
            continue
        if name == "filter":
            _check_filters(element, resources)
            continue
        found = reference(value)
        if found is None:
            continue
        identifier, fallback = found
        target = resources.get(identifier)
        if name in _PAINTS:
            attributes[name] = _paint(target, identifier, fallback)
        elif target is None or local(target) != _KINDS[name]:
            del attributes[name]


def _check_filters(element: Element, resources: Mapping[str, Element]) -> None:
    """Remove the references to filters that are not there; what is left of a list stays."""
    known = {name for name, each in resources.items() if local(each) == "filter"}
    value = element.attrib.pop("filter")
    left = _FILTER.sub(lambda found: found[0] if found[1] in known else "", value).strip()
    if left:
        element.set("filter", left)


def _paint(server: Element | None, identifier: str, fallback: str) -> str:
    """What a reference to a paint server paints; a gradient without stops paints nothing."""
    if server is None or local(server) not in _SERVERS:
        return fallback or "none"
    has_stops = any(local(child) == "stop" for child in server)
    if local(server) in _GRADIENTS and not has_stops:
        return "none"
    return "none" if _is_flat(server) else f"url(#{identifier})"


def _is_flat(server: Element) -> bool:
    """Whether the transform of a paint server leaves it no area: browsers paint nothing then."""
    for name in ("gradientTransform", "patternTransform"):
        if name in server.attrib:
            matrix = transforms.matrix(server.attrib[name], ANY)
            return determinant(matrix) == 0
    return False


def _check_address(element: Element) -> None:
    """Remove an address that leads out of the document."""
    address = element.attrib["href"].strip()
    name = local(element)
    is_embedded = name in ("image", "feImage") and address[:5].lower() == "data:"
    is_inside = name in _WITH_HREF and address.startswith("#")
    if not is_embedded and not is_inside:
        del element.attrib["href"]
        if name == "image" and address:
            element.set(MARK, "missing-image")


def _check_text_paths(root: Element) -> None:
    """Remove the letters along what is no path: browsers draw none of them."""
    along = list(root.iter(svg_name("textPath")))
    if not along:
        return
    paths = {f"#{path.get('id')}" for path in root.iter(svg_name("path"))}
    for text in along:
        if "path" not in text.attrib and text.get("href", "").strip() not in paths:
            text.attrib.pop("href", None)
            text[:] = []
            text.text = None


def _remove_unused(root: Element) -> None:
    """Remove what is in <defs> and in symbols, but for the elements that references draw."""
    referred = set()
    for element in root.iter():
        if local(element) in _WITH_HREF and "href" in element.attrib:
            address = element.attrib["href"].strip()
            referred.add(address.removeprefix("#"))

    for element in list(root.iter()):
        if local(element) == "symbol":
            element.tag = svg_name("defs")
        if local(element) == "defs":
            element[:] = [child for child in element if _is_used(child.iter(), referred)]


def _is_used(elements: Iterable[Element], referred: set[str]) -> bool:
    """Whether any of some elements is drawn by a reference.

    All else in <defs> is drawn by copies, which exist by now.
    """
    return any(local(each) in RESOURCES or each.get("id") in referred for each in elements)
