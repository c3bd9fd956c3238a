"""What the resolving step makes of small documents."""

from xml.etree.ElementTree import Element

from render.svg.resolve import resolve
from tests.render.documents import svg

PREFIX = "{http://www.w3.org/2000/svg}"


def root_of(body: str, attributes: str = 'viewBox="0 0 24 24"') -> Element:
    return resolve(svg(body, attributes)).root


def drawn(body: str, attributes: str = 'viewBox="0 0 24 24"') -> list[dict[str, str]]:
    """The attributes of each shape outside of <defs>, in order."""
    return [dict(element.attrib) for element in _shapes(root_of(body, attributes))]


def first(body: str, attributes: str = 'viewBox="0 0 24 24"') -> dict[str, str]:
    return drawn(body, attributes)[0]


def _shapes(element: Element) -> list[Element]:
    found = []
    for child in element:
        name = child.tag.removeprefix(PREFIX)
        if name in ("defs", "clipPath", "mask", "pattern", "marker"):
            continue
        if name in ("path", "rect", "circle", "text", "line"):
            found.append(child)
        found.extend(_shapes(child))
    return found
