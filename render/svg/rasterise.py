"""SVG to pixels: CairoSVG draws into memory, Pillow paints the drawing on a ground.

No file is read and none fetched. A hostile source can hang or crash what calls these functions:
`render.processes` calls them in processes that may be killed.
"""

import re
from contextlib import suppress

from PIL import Image

from ingest.common.failures import ConfigurationError
from render.ground import Colour, ink_for, inner_side
from render.svg.screen import Screened, Undrawable, screen

try:
    import cairocffi
    import cssselect2
    from cairosvg import css
    from cairosvg.helpers import size as length
    from cairosvg.parser import Node, Tree
    from cairosvg.surface import Surface

    from render.svg.canvas import Canvas, pixels
    from render.svg.reasons import reason
except OSError as error:  # cairocffi's message names a dozen files it did not find
    raise ConfigurationError(
        "the system library cairo is missing: install it (Debian: `apt-get install libcairo2`)."
    ) from error

DPI = 96  # of CSS: https://www.w3.org/TR/css-values-3/#absolute-lengths
FONT_SIZE = 16.0  # pixels; browsers' default
INK_SIDE = 100  # user units; the viewport in which a drawing of unknown extent is recorded
EMPTY = "nothing of it is visible"
NOTHING = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_ABSOLUTE = re.compile(r"\s*[\d.]+(?:e[+-]?\d+)?\s*(?:px|pt|pc|mm|cm|in|em|ex)?\s*", re.IGNORECASE)

Box = tuple[float, float, float, float]  # x, y, width, height in user units


def _fetch_nothing(url: str, resource_type: str) -> bytes:
    """Answer every reference, `data:` included, with an empty drawing: raising aborts the icon."""
    return NOTHING


class _NoRules:
    """The style sheets of a document without any: CairoSVG's own take longer than parsing it."""

    def match(self, element: cssselect2.ElementWrapper) -> tuple[()]:
        return ()


class _Document(Tree):  # type: ignore[misc]
    """CairoSVG's tree of a document that `screen` has parsed; it fetches nothing."""

    def __init__(self, icon: Screened) -> None:
        self.url = None
        self.url_fetcher = _fetch_nothing
        self.xml_tree = icon.root
        style = (_NoRules(), _NoRules())
        if icon.has_styles:
            style = css.parse_stylesheets(self, None)
        root = cssselect2.ElementWrapper.from_xml_root(icon.root)
        Node.__init__(self, root, style, _fetch_nothing)
        self.root = True


class _Ink(Surface):  # type: ignore[misc]
    """Records a drawing of unknown extent instead of painting it."""

    device_units_per_user_units = 1

    def _create_surface(
        self, width: float, height: float
    ) -> tuple[cairocffi.RecordingSurface, float, float]:
        surface = cairocffi.RecordingSurface(cairocffi.CONTENT_COLOR_ALPHA, None)
        return surface, width, height


def rasterise(svg: str, size: int, ground: Colour) -> Image.Image:
    """Draw an icon on a ground: RGB, `size` pixels square, aspect kept, centred in the margin.

    `currentColor` is black or near white, whichever shows on the ground. Raises Undrawable.
    """
    icon = screen(svg)
    side = inner_side(size)
    ink = ink_for(ground)
    drawing = draw(icon, side, ink)
    return paint(drawing, size, ground)


def draw(icon: Screened, side: int, ink: Colour) -> Image.Image:
    """Draw an icon with transparency: RGBA, not premultiplied, its longer side `side` pixels.

    The shorter side is rounded up, by less than two pixels. They show what the icon paints there.
    Raises Undrawable for whatever CairoSVG cannot draw; it may also hang, or crash the process.
    """
    if icon.uses_current_colour and not icon.own_colour:
        icon.root.set("color", f"#{bytes(ink).hex()}")
    try:
        tree = _Document(icon=icon)
        columns, rows = _fit(tree, _frame(tree) or _ink_box(icon), side)
        canvas = Canvas(tree, None, DPI, output_width=columns, output_height=rows)
    except (Undrawable, MemoryError):
        raise
    except Exception as error:
        raise Undrawable(reason(error)) from error
    return pixels(canvas.cairo, "BGRa")


def paint(drawing: Image.Image, size: int, ground: Colour) -> Image.Image:
    """Put a drawing in the middle of a square of the ground's colour."""
    picture = Image.new("RGB", (size, size), ground)
    left = (size - drawing.width) // 2
    top = (size - drawing.height) // 2
    place = (left, top)
    picture.paste(drawing, place, drawing)
    return picture


def _fit(tree: Tree, box: Box, side: int) -> tuple[int, int]:
    """Give a tree the viewport that shows `box`, its longer side `side`; returns its pixels."""
    x, y, width, height = box
    scale = side / max(width, height)
    left = _border(side, width * scale)
    top = _border(side, height * scale)
    columns = side - 2 * left
    rows = side - 2 * top
    tree.update(
        viewBox=f"{x} {y} {width} {height}",
        width=str(columns),
        height=str(rows),
        preserveAspectRatio="xMidYMid",
    )
    return columns, rows


def _border(side: int, extent: float) -> int:
    """Whole pixels that fit on each side of `extent` pixels in the middle of a square.

    The drawing thereby keeps its scale and stays in the middle. Without `round`, an extent of
    28.000000000000004 would become 30.
    """
    outside = side - round(extent, 6)
    return int(outside / 2)


def _frame(tree: Tree) -> Box | None:
    """The icon's viewBox, else its width and height; None if neither can be used."""
    with suppress(ValueError):
        box = tree.get("viewBox", "").strip()
        parts = re.split(r"[\s,]+", box)
        x, y, width, height = map(float, parts)
        if width > 0 and height > 0:
            return x, y, width, height
    width = _length(tree, "width")
    height = _length(tree, "height")
    if width > 0 and height > 0:
        return 0, 0, width, height
    return None


def _length(tree: Tree, name: str) -> float:
    """The pixels of a side of the root; 0 where it has no absolute length."""
    text = tree.get(name, "")
    if not _ABSOLUTE.fullmatch(text):
        return 0.0
    return float(length(_NO_SURFACE, text))


class _NoSurface:
    """What CairoSVG must know to turn a length into pixels while there is no surface yet."""

    dpi = DPI
    font_size = FONT_SIZE


_NO_SURFACE = _NoSurface()


def _ink_box(icon: Screened) -> Box:
    """The box around everything drawn, for an icon without viewBox and size."""
    tree = _Document(icon=icon)  # a tree of its own: drawing a tree changes it
    side = str(INK_SIDE)
    tree.update(viewBox=f"0 0 {side} {side}", width=side, height=side, overflow="visible")
    recorded = _Ink(tree, None, DPI, output_width=INK_SIDE, output_height=INK_SIDE).cairo
    x, y, width, height = recorded.ink_extents()
    if not width or not height:
        raise Undrawable(EMPTY)
    return x, y, width, height
