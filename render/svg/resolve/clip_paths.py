"""Clip paths that are added to a document."""

from xml.etree.ElementTree import Element, SubElement

from render.svg.resolve.document import svg_name


class ClipPaths:
    """New clip paths. Their identifiers are a prefix and a number."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._elements: list[Element] = []

    def add(self, shape: Element) -> str:
        """Add a clip path of one shape; returns a reference to it, such as `url(#clip-0)`."""
        name = f"{self._prefix}-{len(self._elements)}"
        clip = Element(svg_name("clipPath"), {"id": name})
        clip.append(shape)
        self._elements.append(clip)
        return f"url(#{name})"

    def write(self, root: Element) -> None:
        """Put the clip paths, if any, at the end of a document."""
        if self._elements:
            definitions = SubElement(root, svg_name("defs"))
            definitions.extend(self._elements)
