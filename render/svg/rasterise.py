"""SVG to pixels: CairoSVG draws into a cairo surface's memory, Pillow paints that on a ground. No file is read and none fetched.

In-process: for sources that are trusted. `workers` calls the same functions in a process that may be killed.
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
except OSError as error:  # cairocffi's words name a dozen files it did not find
    raise ConfigurationError(
        "the system library cairo is missing: install it (Debian: `apt-get install libcairo2`)."
    ) from error

DPI = 96
EMPTY = "nothing of it is visible"
NOTHING = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_ABSOLUTE = re.compile(r"\s*[\d.]+(?:e[+-]?\d+)?\s*(?:px|pt|pc|mm|cm|in|em|ex)?\s*", re.IGNORECASE)

Box = tuple[float, float, float, float]  # x, y, width, height in user units


def _fetch_nothing(url: str, resource_type: str) -> bytes:
    """Answer every reference, `data:` included, with an empty drawing; raising would abort the icon that holds it."""
    return NOTHING


class _NoRules:
    """The style sheets of a document that has none: CairoSVG's own answer takes longer than parsing the document."""

    def match(self, element: cssselect2.ElementWrapper) -> tuple[()]:
        return ()


class _Document(Tree):  # type: ignore[misc]
    """CairoSVG's tree of a document that `screen` has parsed; it fetches nothing."""

    def __init__(self, icon: Screened) -> None:
        self.url = None
        self.url_fetcher = _fetch_nothing
        self.xml_tree = icon.root
        style = css.parse_stylesheets(self, None) if icon.has_styles else (_NoRules(), _NoRules())
        Node.__init__(
            self, cssselect2.ElementWrapper.from_xml_root(icon.root), style, _fetch_nothing
        )
        self.root = True


class _Ink(Surface):  # type: ignore[misc]
    """Records a drawing of unknown extent instead of painting it."""

    device_units_per_user_units = 1

    def _create_surface(
        self, width: float, height: float
    ) -> tuple[cairocffi.RecordingSurface, float, float]:
        return cairocffi.RecordingSurface(cairocffi.CONTENT_COLOR_ALPHA, None), width, height


def rasterise(svg: str, size: int, ground: Colour) -> Image.Image:
    """Draw an icon on a ground: RGB, `size` pixels square, aspect kept, centred within the margin.

    `currentColor` is black or near white, whichever shows on the ground. Raises Undrawable.
    """
    return paint(draw(screen(svg), inner_side(size), ink_for(ground)), size, ground)


def draw(icon: Screened, side: int, ink: Colour) -> Image.Image:
    """Draw an icon with transparency: RGBA, not premultiplied, its longer side `side` pixels. What the shorter side has beyond the icon,
    less than two pixels, shows what the icon paints there, if anything.

    Raises Undrawable for whatever CairoSVG cannot cope with; hanging and crashing are for `workers` to deal with.
    """
    if icon.uses_current_colour and not icon.own_colour:
        icon.root.set("color", "#{:02x}{:02x}{:02x}".format(*ink))
    try:
        tree = _Document(icon=icon)
        x, y, width, height = _frame(tree) or _ink_box(icon)
        scale = side / max(width, height)
        # Rounding the shorter side would change the scale, so it is rounded up; to an even or odd number as the square's side is, to be in
        # its middle. Without `round` 28.000000000000004 would become 30.
        columns, rows = (
            side - 2 * int((side - round(extent * scale, 6)) / 2) for extent in (width, height)
        )
        tree.update(
            viewBox=f"{x} {y} {width} {height}",
            width=str(columns),
            height=str(rows),
            preserveAspectRatio="xMidYMid",
        )
        surface = Canvas(tree, None, DPI, output_width=columns, output_height=rows).cairo
    except (Undrawable, MemoryError):
        raise
    except Exception as error:
        # CairoSVG lets any exception out of what it did not foresee (KeyError, ZeroDivisionError, cairo's own); all mean the same here.
        raise Undrawable(
            f"CairoSVG cannot draw it ({type(error).__name__}: {str(error)[:200]})"
        ) from error
    return pixels(surface, "BGRa")


def paint(drawing: Image.Image, size: int, ground: Colour) -> Image.Image:
    """Put a drawing in the middle of a square of the ground's colour."""
    picture = Image.new("RGB", (size, size), ground)
    picture.paste(drawing, ((size - drawing.width) // 2, (size - drawing.height) // 2), drawing)
    return picture


def _frame(tree: Tree) -> Box | None:
    """What part of the drawing is the icon: its viewBox, else its width and height; None where neither can be used."""
    with suppress(ValueError):
        x, y, width, height = (
            float(part) for part in re.split(r"[\s,]+", tree.get("viewBox", "").strip())
        )
        if width > 0 and height > 0:
            return x, y, width, height
    sides = [tree.get(name, "") for name in ("width", "height")]
    if not all(_ABSOLUTE.fullmatch(side) for side in sides):
        return None
    width, height = (length(_NO_SURFACE, side) for side in sides)
    return (0, 0, width, height) if width > 0 and height > 0 else None


class _NoSurface:
    """What CairoSVG needs to know to turn a length into pixels when there is no surface yet."""

    dpi = DPI
    font_size = 16.0


_NO_SURFACE = _NoSurface()


def _ink_box(icon: Screened) -> Box:
    """The box around everything drawn, for an icon without viewBox and size."""
    tree = _Document(icon=icon)  # one of its own: drawing a tree changes it
    tree.update(viewBox="0 0 100 100", width="100", height="100", overflow="visible")
    x, y, width, height = _Ink(
        tree, None, DPI, output_width=100, output_height=100
    ).cairo.ink_extents()
    if not width or not height:
        raise Undrawable(EMPTY)
    return x, y, width, height
