"""Replaces <use> by copies of what it refers to, and nested <svg> and <symbol> by groups.

https://www.w3.org/TR/SVG2/struct.html#UseElement
"""

from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from render.svg.outline import IDENTITY, multiplied
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import local, svg_name
from render.svg.resolve.geometry import transforms, viewport
from render.svg.screen import DOCUMENT, Undrawable


@dataclass(frozen=True)
class InstanceLimits:
    """The largest document that copies may make. Chosen by hand, far above any icon."""

    elements: int = DOCUMENT.max_elements
    depth: int = 2 * DOCUMENT.max_depth
    data: int = 8 * DOCUMENT.max_bytes  # characters of paths


LIMITS = InstanceLimits()
VIEW = "css-view"  # the attribute with the width and the height of a nested viewport
USE = "css-use"  # the attribute of a group that stands for a <use>
_SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text"))
_INSTANTIATED = _SHAPES | {"g", "image", "svg", "symbol", "use"}
_VIEWPORTS = ("svg", "symbol")
_OF_USE = frozenset(("x", "y", "width", "height", "href", "id"))
_OF_VIEWPORT = ("x", "y", "width", "height", "viewBox", "preserveAspectRatio", "overflow")


def expand(root: Element, view: Context) -> None:
    """Replace each <use> and each nested viewport of a document by a group.

    What refers to itself or to nothing is removed, as browsers do. Raises Undrawable where the
    copies are too many, or nested too deep.
    """
    _Expansion(root).expand(view)


class _Expansion:
    """The expansion of one document."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._originals: dict[str, Element] = {}
        self._elements = 0
        self._data = 0
        self._clips: list[Element] = []
        for element in root.iter():
            self._elements += 1
            identifier = element.get("id")
            if identifier is not None:
                self._originals.setdefault(identifier, element)

    def expand(self, view: Context) -> None:
        """Expand the document; `view` is the viewport of its root."""
        # Each element with the viewport around it, and the identifiers of those around it and of
        # those that they are copies of.
        waiting: list[tuple[Element, Context, tuple[str, ...]]] = [(self._root, view, ())]
        while waiting:
            element, outer, around = waiting.pop()
            if len(around) > LIMITS.depth:
                raise Undrawable("its <use> elements are nested too deep")
            around = (*around, element.get("id", ""))
            for index, child in enumerate(list(element)):
                originals = around
                if local(child) == "use":
                    original = self._original(child, around)
                    child = self._instance(child, original, outer, local(element))
                    element[index] = child
                    if original is not None:
                        originals = (*around, original.get("id", ""))
                elif local(child) == "svg":
                    self._nest(child, outer)
                waiting.append((child, _view(child, outer), originals))
        self._finish()

    def _finish(self) -> None:
        """Add the clip paths of viewports, and leave each identifier to the original."""
        if self._clips:
            definitions = SubElement(self._root, svg_name("defs"))
            definitions.extend(self._clips)
        for element in self._root.iter():
            identifier = element.get("id")
            if identifier is not None and self._originals.get(identifier, element) is not element:
                del element.attrib["id"]

    def _original(self, use: Element, around: tuple[str, ...]) -> Element | None:
        """The element that a <use> refers to; None where a browser draws nothing."""
        identifier = use.get("href", "").strip().removeprefix("#")
        original = self._originals.get(identifier)
        if original is None or identifier in around or local(original) not in _INSTANTIATED:
            return None
        return original

    def _instance(
        self, use: Element, original: Element | None, view: Context, parent: str
    ) -> Element:
        """What stands for a <use>: a group with a copy; inside of a clipPath, the copy alone."""
        attributes = {name: value for name, value in use.items() if name not in _OF_USE}
        group = Element(svg_name("g"), {**attributes, USE: ""})
        if original is None or (parent == "clipPath" and local(original) not in _SHAPES):
            return group
        copy = self._copy(original)
        x = lengths.length(use.get("x", "0"), view, "x") or 0.0
        y = lengths.length(use.get("y", "0"), view, "y") or 0.0
        if parent == "clipPath":
            return _merged(attributes, copy, x, y)
        if local(original) in _VIEWPORTS:
            self._size(copy, use)
            self._nest(copy, view)
        if not x and not y:
            group.append(copy)
        elif "transform-origin" in attributes or not _is_plain(attributes):
            moved = SubElement(group, svg_name("g"), {"transform": f"translate({x:g} {y:g})"})
            moved.append(copy)
        else:
            own = attributes.get("transform", "")
            group.set("transform", f"{own} translate({x:g} {y:g})".strip())
            group.append(copy)
        return group

    def _copy(self, original: Element) -> Element:
        """A copy of an element. Raises Undrawable where the document becomes too large."""
        for element in original.iter():
            self._elements += 1
            self._data += len(element.get("d", ""))
        if self._elements > LIMITS.elements:
            raise Undrawable(f"its <use> elements make more than {LIMITS.elements} elements of it")
        if self._data > LIMITS.data:
            raise Undrawable("its <use> elements repeat paths that are too long")
        return deepcopy(original)

    def _size(self, copy: Element, use: Element) -> None:
        """Give a copied viewport the size that its <use> asks for."""
        copy.attrib.pop("display", None)  # of a symbol; it does not count in a copy
        for name in ("width", "height"):
            if name in use.attrib:
                copy.set(name, use.attrib[name])

    def _nest(self, element: Element, view: Context) -> None:
        """Make a nested viewport a group that is clipped, and inside of it one that is fitted."""
        box = viewport.view_box(element)
        values = {name: element.attrib.pop(name, "") for name in _OF_VIEWPORT}
        x = lengths.length(values["x"], view, "x") or 0.0
        y = lengths.length(values["y"], view, "y") or 0.0
        width = lengths.length(values["width"], view, "x")
        height = lengths.length(values["height"], view, "y")
        sides = (view.width if width is None else width, view.height if height is None else height)
        element.tag = svg_name("g")
        fitted = Element(svg_name("g"))
        fitted.extend(list(element))
        element[:] = []
        if sides[0] <= 0 or sides[1] <= 0:
            return
        matrix = (1.0, 0.0, 0.0, 1.0, x, y)
        if box is not None:
            matrix = multiplied(matrix, viewport.fitted(box, sides, values["preserveAspectRatio"]))
            sides_inside = box[2:]
        else:
            sides_inside = sides
        if matrix != IDENTITY:
            fitted.set("transform", transforms.written(matrix))
        fitted.set(VIEW, f"{sides_inside[0]} {sides_inside[1]}")
        if values["overflow"] in ("", "hidden", "scroll", "clip"):
            clipped = SubElement(element, svg_name("g"), {"clip-path": self._clip(x, y, *sides)})
            clipped.append(fitted)
        else:
            element.append(fitted)

    def _clip(self, x: float, y: float, width: float, height: float) -> str:
        """A reference to a new clip path of the edges of a viewport."""
        name = f"viewport-clip-{len(self._clips)}"
        clip = Element(svg_name("clipPath"), {"id": name})
        edges = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
        SubElement(clip, svg_name("rect"), edges)
        self._clips.append(clip)
        return f"url(#{name})"


def _view(element: Element, outer: Context) -> Context:
    """The viewport inside of an element."""
    text = element.get(VIEW)
    if text is None:
        return outer
    width, height = map(float, text.split())
    return Context(width, height)


def _is_plain(attributes: dict[str, str]) -> bool:
    """Whether an element's transform, if any, is a plain attribute."""
    value = attributes.get("transform")
    return value is None or transforms.is_attribute(value)


def _merged(attributes: dict[str, str], copy: Element, x: float, y: float) -> Element:
    """A copy with the attributes of its <use>, which are weaker than its own."""
    parts = [attributes.pop("transform", ""), copy.get("transform", "")]
    if x or y:
        parts.insert(1, f"translate({x:g} {y:g})")
    for name, value in attributes.items():
        copy.attrib.setdefault(name, value)
    transform = " ".join(part for part in parts if part not in ("", "none"))
    if transform:
        copy.set("transform", transform)
    return copy
