"""CairoSVG draws a resolved document into memory. It reads no file and fetches none."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

import cairocffi
from cairosvg.parser import Node, Tree
from cairosvg.surface import TAGS, Surface
from PIL import Image

from render.svg.path import trace
from render.svg.renderers.canvas import Canvas
from render.svg.renderers.reasons import reason
from render.svg.resolve.geometry.viewport import Box
from render.svg.screen import EMPTY, Undrawable
from render.svg.viewport import Viewport

DPI = 96  # of CSS: https://www.w3.org/TR/css-values-3/#absolute-lengths
TOLERANCE = 0.03  # pixels a curve may be off; cairo's own 0.1 shows in an icon's strokes
INK_SIDE = 100  # user units; the viewport in which a drawing of unknown extent is recorded
NOTHING = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def _fetch_nothing(url: str, resource_type: str) -> bytes:
    """Answer every reference with an empty drawing: raising aborts the icon."""
    return NOTHING


class _NoRules:
    """The style sheets of a resolved document, which has none."""

    def match(self, element: "_Element") -> tuple[()]:
        return ()


class _Element:
    """What CairoSVG reads of cssselect2's wrapper, without what only selectors need."""

    __slots__ = ("etree_element", "local_name", "namespace_url")

    def __init__(self, element: Element) -> None:
        namespace, _, name = element.tag.rpartition("}")
        self.etree_element = element
        self.local_name = name
        self.namespace_url = namespace[1:]

    def iter_children(self) -> Iterator["_Element"]:
        return map(_Element, self.etree_element)


_STYLE = (_NoRules(), _NoRules())


class _Document(Tree):  # type: ignore[misc]
    """CairoSVG's tree of a document that is parsed already."""

    def __init__(self, root: Element) -> None:
        self.url = None
        self.url_fetcher = _fetch_nothing
        self.xml_tree = root
        Node.__init__(self, _Element(root), _STYLE, _fetch_nothing)
        self.root = True


class _Ink(Surface):  # type: ignore[misc]
    """Records a drawing of unknown extent instead of painting it."""

    device_units_per_user_units = 1

    def _create_surface(
        self, width: float, height: float
    ) -> tuple[cairocffi.RecordingSurface, float, float]:
        surface = cairocffi.RecordingSurface(cairocffi.CONTENT_COLOR_ALPHA, None)
        return surface, width, height


def _path(surface: Surface, node: Node) -> None:
    """Add a path element's outline. CairoSVG's own function never ends on `M4 4h16z5`.

    It would also note the angles for markers, which only resvg draws.
    """
    surface.context.set_tolerance(TOLERANCE)
    trace(surface.context, node.get("d", ""))


TAGS["path"] = _path  # CairoSVG's table of the functions that draw elements
# resvg draws images. CairoSVG would ask the system whether the value of `xml:base` names a file.
del TAGS["image"]


def draw(root: Element, viewport: Viewport) -> Image.Image:
    """Draw a document: RGBa, premultiplied, as large as the viewport.

    Raises Undrawable for whatever CairoSVG cannot draw. It may also hang, or crash the process.
    """
    with _refusing():
        tree = _Document(root=root)
        tree.update(viewport.attributes())
        canvas = Canvas(
            tree,
            None,
            DPI,
            output_width=viewport.columns,
            output_height=viewport.rows,
        )
    return _pixels(canvas.cairo)


@contextmanager
def _refusing() -> Iterator[None]:
    """Raise Undrawable, with the reason, for whatever CairoSVG raises but for a lack of memory."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise Undrawable(reason(error)) from error


def _pixels(surface: cairocffi.ImageSurface) -> Image.Image:
    extent = surface.get_width(), surface.get_height()
    stride = surface.get_stride()  # bytes of a row
    content = bytes(surface.get_data())
    return Image.frombuffer("RGBa", extent, content, "raw", "BGRa", stride, 1)


def ink_box(root: Element) -> Box:
    """The box around everything drawn, for an icon without viewBox and size. Raises Undrawable."""
    side = str(INK_SIDE)
    with _refusing():
        tree = _Document(root=root)
        tree.update(
            viewBox=f"0 0 {side} {side}",
            width=side,
            height=side,
            overflow="visible",
        )
        ink = _Ink(tree, None, DPI, output_width=INK_SIDE, output_height=INK_SIDE)
    x, y, width, height = ink.cairo.ink_extents()
    if not width or not height:
        raise Undrawable(EMPTY)
    return x, y, width, height
