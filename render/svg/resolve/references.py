"""Makes references plain: paint servers without href, nothing that refers to what is not there.

https://www.w3.org/TR/SVG2/pservers.html
"""

from collections.abc import Iterable
from copy import deepcopy
from xml.etree.ElementTree import Element

from render.svg.resolve.css.checks import reference
from render.svg.resolve.document import local, svg_name
from render.svg.screen import DOCUMENT, Undrawable

_GRADIENTS = frozenset(("linearGradient", "radialGradient"))
_SERVERS = _GRADIENTS | {"pattern"}
# Elements that only references draw; all else in <defs> is drawn by copies, which exist by now.
RESOURCES = _SERVERS | {"clipPath", "filter", "marker", "mask"}
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
_PAINTS = ("fill", "stroke")
_REFERRING = frozenset((*_KINDS, *_PAINTS))
# Elements whose href, inside of the document, renderers resolve themselves.
# What clips; groups do not.
SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text"))
_WITH_HREF = frozenset(("feImage", "mpath", "textPath"))


def simplify(root: Element) -> None:
    """Make the references of a document plain. Raises Undrawable for too many stops."""
    resources: dict[str, Element] = {}
    for element in root.iter():
        if local(element) in RESOURCES and "id" in element.attrib:
            first = resources.setdefault(element.attrib["id"], element)
            if first is not element:
                del element.attrib["id"]  # renderers would take the last one of a name
    _flatten_servers(root, resources)
    for element in root.iter():
        if local(element) == "mask":
            element.attrib.pop("mask", None)  # Chromium masks no mask
        elif local(element) == "clipPath":
            element[:] = [child for child in element if local(child) in SHAPES]
        if not _REFERRING.isdisjoint(element.attrib):
            _check_references(element, resources)
        if "href" in element.attrib:
            _check_address(element)
    _remove_unused(root)


def _flatten_servers(root: Element, resources: dict[str, Element]) -> None:
    """Give each gradient and pattern what it takes from another."""
    elements = DOCUMENT.max_elements
    for server in resources.values():
        if local(server) not in _SERVERS:
            continue
        passed = {id(server)}
        other = server
        while "href" in other.attrib:
            target = resources.get(other.attrib["href"].strip().removeprefix("#"))
            if target is None or id(target) in passed or local(target) not in _SERVERS:
                break
            passed.add(id(target))
            other = target
            elements -= 1 + _take(server, other)
            if elements < 0:
                raise Undrawable("its gradients refer to each other too often")
    for server in resources.values():
        server.attrib.pop("href", None)


def _take(server: Element, other: Element) -> int:
    """Give a paint server the attributes and children of another that it lacks.

    Returns how many children were copied.
    """
    name = local(server)
    same = name == local(other)
    taken = (*_INHERITED[name], *_ENDS[name]) if same else _INHERITED[name]
    if name == "pattern" and not same:
        return 0
    for attribute in taken:
        if attribute in other.attrib:
            server.attrib.setdefault(attribute, other.attrib[attribute])
    if len(server):
        return 0
    server.extend([deepcopy(child) for child in other])
    return len(server)


def _check_references(element: Element, resources: dict[str, Element]) -> None:
    """Remove the references of an element that lead nowhere."""
    attributes = element.attrib
    for name, value in list(attributes.items()):
        found = reference(value) if name in _REFERRING and value.startswith("url(") else None
        if found is None:
            continue
        identifier, fallback = found
        target = resources.get(identifier)
        if name in _PAINTS:
            attributes[name] = _paint(target, identifier, fallback)
        elif target is None or local(target) != _KINDS[name]:
            del attributes[name]


def _paint(server: Element | None, identifier: str, fallback: str) -> str:
    """What a reference to a paint server paints."""
    if server is None or local(server) not in _SERVERS:
        return fallback or "none"
    if local(server) in _GRADIENTS and not any(local(child) == "stop" for child in server):
        return "none"
    return f"url(#{identifier})"


def _check_address(element: Element) -> None:
    """Remove an address that leads out of the document."""
    address = element.attrib["href"].strip()
    name = local(element)
    embedded = name in ("image", "feImage") and address[:5].lower() == "data:"
    if not embedded and not (name in _WITH_HREF and address.startswith("#")):
        del element.attrib["href"]


def _remove_unused(root: Element) -> None:
    """Remove what is in <defs> and in symbols, but for the elements that references draw."""
    kept = {
        element.attrib["href"].strip()[1:]
        for element in root.iter()
        if local(element) in _WITH_HREF and "href" in element.attrib
    }
    for element in list(root.iter()):
        name = local(element)
        if name == "symbol":
            element.tag = svg_name("defs")
        if name in ("defs", "symbol"):
            element[:] = [child for child in element if _is_used(child.iter(), kept)]


def _is_used(elements: Iterable[Element], kept: set[str]) -> bool:
    return any(local(each) in RESOURCES or each.get("id") in kept for each in elements)
