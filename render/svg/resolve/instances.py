"""Replaces <use> by copies of what it refers to, and nested <svg> and <symbol> by groups.

https://www.w3.org/TR/SVG2/struct.html#UseElement
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from render.svg.matrices import IDENTITY, moving, multiplied
from render.svg.resolve import resources
from render.svg.resolve.clip_paths import ClipPaths
from render.svg.resolve.css import lengths
from render.svg.resolve.css.lengths import Context
from render.svg.resolve.document import local, svg_name, taken
from render.svg.resolve.geometry import transforms, viewport
from render.svg.resolve.geometry.boxes import rectangle
from render.svg.resolve.geometry.viewport import Box
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
_CLIPPED = frozenset(("hidden", "scroll", "clip"))  # values of `overflow`


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
        self._clips = ClipPaths("viewport-clip")
        self._viewports: dict[str, Element] = {}  # as they are before they become groups
        for element in root.iter():
            self._elements += 1
            identifier = element.get("id")
            if identifier is not None:
                self._originals.setdefault(identifier, element)
                if local(element) == "svg" and element is not root:
                    self._viewports.setdefault(identifier, deepcopy(element))

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
                        identifier = original.get("id", "")
                        originals = (*around, identifier)
                elif local(child) == "svg":
                    self._nest(child, outer)

                inner = _view(child, outer)
                waiting.append((child, inner, originals))

        self._clips.write(self._root)
        self._remove_copied_identifiers()

    def _remove_copied_identifiers(self) -> None:
        """Leave each identifier to the original: renderers would take the last one of a name."""
        for element in self._root.iter():
            identifier = element.get("id")
            if identifier is None:
                continue
            original = self._originals.get(identifier, element)
            if original is not element:
                del element.attrib["id"]

    def _original(self, use: Element, around: tuple[str, ...]) -> Element | None:
        """The element that a <use> refers to; None where a browser draws nothing."""
        identifier = use.get("href", "").strip().removeprefix("#")
        original = self._originals.get(identifier)
        original = self._viewports.get(identifier, original)
        if original is None or identifier in around:
            return None
        return original if local(original) in _INSTANTIATED else None

    def _instance(
        self, use: Element, original: Element | None, view: Context, parent: str
    ) -> Element:
        """What stands for a <use>: a group with a copy; inside of a clipPath, the copy alone."""
        attributes = {name: value for name, value in use.items() if name not in _OF_USE}
        group = Element(svg_name("g"), {**attributes, USE: ""})
        is_clip = parent == "clipPath"
        if original is None or (is_clip and local(original) not in _SHAPES):
            return group

        copy = self._copy(original)
        x = _length(use, "x", view, 0.0)
        y = _length(use, "y", view, 0.0)
        if is_clip:
            return _merged(attributes, copy, x, y)
        if local(original) in _VIEWPORTS:
            _size(copy, use)
            self._nest(copy, view)
        _place(group, copy, x, y)
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

    def _nest(self, element: Element, view: Context) -> None:
        """Make a nested viewport a group that is clipped, and inside of it one that is fitted."""
        view_box = viewport.view_box(element)
        frame = _frame(element, view)
        values = taken(element.attrib, _OF_VIEWPORT)
        element.tag = svg_name("g")
        fitted = Element(svg_name("g"))
        fitted.extend(list(element))
        element[:] = []
        x, y, *sides = frame
        if min(sides) <= 0:  # what only references draw is there nevertheless
            element.tag = svg_name("defs")
            element[:] = filter(resources.are_in, fitted)
            return

        # From the user units inside to those around.
        matrix = moving(x, y)
        width, height = sides
        if view_box is not None:
            aspect = values.get("preserveAspectRatio", "")
            fit = viewport.fitted(view_box, (width, height), aspect)
            matrix = multiplied(matrix, fit)
            _, _, width, height = view_box
        if matrix != IDENTITY:
            fitted.set("transform", transforms.written(matrix))
        fitted.set(VIEW, f"{width} {height}")

        holder = element
        if values.get("overflow", "hidden") in _CLIPPED:
            clip = self._clips.add(rectangle(frame))
            holder = SubElement(element, svg_name("g"), {"clip-path": clip})
        holder.append(fitted)


def _frame(element: Element, view: Context) -> Box:
    """The edges of a nested viewport; without a size it is as large as the one around it."""
    x = _length(element, "x", view, 0.0)
    y = _length(element, "y", view, 0.0)
    width = _length(element, "width", view, view.width)
    height = _length(element, "height", view, view.height)
    return x, y, width, height


def _length(element: Element, name: str, view: Context, otherwise: float) -> float:
    """User units of a length; `otherwise` where there is none that is valid."""
    axis = "x" if name in ("x", "width") else "y"
    found = lengths.length(element.get(name, ""), view, axis)
    return otherwise if found is None else found


def _view(element: Element, outer: Context) -> Context:
    """The viewport inside of an element."""
    text = element.get(VIEW)
    if text is None:
        return outer
    width, height = map(float, text.split())
    return Context(width, height)


def _size(copy: Element, use: Element) -> None:
    """Give a copied viewport the size that its <use> asks for."""
    copy.attrib.pop("display", None)  # of a symbol; it does not count in a copy
    for name in ("width", "height"):
        if name in use.attrib:
            copy.set(name, use.attrib[name])


def _place(group: Element, copy: Element, x: float, y: float) -> None:
    """Put a copy into the group of its <use>, moved by x and y.

    They follow the transform of the <use>. Where that is no plain attribute, or has an origin,
    they need a group of their own.
    """
    if not x and not y:
        group.append(copy)
        return
    movement = f"translate({x:g} {y:g})"
    own = group.get("transform")
    is_plain = own is None or transforms.is_attribute(own)
    if is_plain and "transform-origin" not in group.attrib:
        group.set("transform", f"{own or ''} {movement}".strip())
        group.append(copy)
        return
    moved = SubElement(group, svg_name("g"), {"transform": movement})
    moved.append(copy)


def _merged(attributes: Mapping[str, str], copy: Element, x: float, y: float) -> Element:
    """A copy with the attributes of its <use>, which are weaker than its own."""
    movement = f"translate({x:g} {y:g})" if x or y else ""
    transforms_of_both = (
        attributes.get("transform", ""),
        movement,
        copy.get("transform", ""),
    )
    functions = [part for part in transforms_of_both if part not in ("", "none")]
    for name, value in attributes.items():
        if name != "transform":
            copy.attrib.setdefault(name, value)
    if functions:
        copy.set("transform", " ".join(functions))
    return copy
