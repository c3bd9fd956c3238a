"""CairoSVG's surface with a short way for plain shapes, which most icons consist of.

They are drawn with the same result, without the checks that they do not need: a library of plain
icons takes two thirds of the time.
"""

from contextlib import suppress

import cairocffi
from cairosvg.colors import color
from cairosvg.defs import parse_all_defs
from cairosvg.helpers import PointError, size
from cairosvg.parser import Node
from cairosvg.surface import TAGS, PNGSurface

SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline"))
# With any of these attributes, CairoSVG's `draw` does more than fill and stroke.
_EVERYWHERE = (
    "clip",
    "clip-path",
    "display",
    "filter",
    "font",
    "font-size",
    "mask",
    "transform",
    "transform-origin",
    "visibility",
    "x",
    "y",
)
SPECIAL_IN_ROOT = frozenset((*_EVERYWHERE, "opacity"))
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")
SPECIAL = frozenset(
    (
        *_EVERYWHERE,
        *_MARKERS,
        "height",
        "width",
        "shape-rendering",
        "stroke-dasharray",
        "stroke-dashoffset",
    )
)
CAPS = {"round": cairocffi.LINE_CAP_ROUND, "square": cairocffi.LINE_CAP_SQUARE}
JOINS = {"round": cairocffi.LINE_JOIN_ROUND, "bevel": cairocffi.LINE_JOIN_BEVEL}


class Canvas(PNGSurface):  # type: ignore[misc]
    """Draws into memory. Only methods that CairoSVG calls are overridden."""

    context: cairocffi.Context

    def draw(self, node: Node) -> None:
        """Draw an element and its children: the short way if plain, or as CairoSVG does."""
        if self.stroke_and_fill and _is_plain_shape(node):
            self._draw_shape(node)
        elif _is_plain_root(node):
            parse_all_defs(self, node)
            for child in node.children:
                self.draw(child)
        else:
            super().draw(node)

    def _draw_shape(self, node: Node) -> None:
        """Fill and stroke a shape with plain colours, as CairoSVG would."""
        self.context.save()
        with suppress(PointError):
            TAGS[node.tag](self, node)
        opacity = float(node.get("opacity", 1))
        fill = node.get("fill", "black")
        if fill != "none":
            self._fill(node, fill, opacity)
        stroke = node.get("stroke", "none")
        if stroke != "none":
            self._stroke(node, stroke, opacity)
        self.context.new_path()
        self.context.restore()

    def _fill(self, node: Node, colour: str, opacity: float) -> None:
        opacity *= float(node.get("fill-opacity", 1))
        self.context.set_source_rgba(*color(colour, opacity))
        if node.get("fill-rule") == "evenodd":
            self.context.set_fill_rule(cairocffi.FILL_RULE_EVEN_ODD)
        self.context.fill_preserve()

    def _stroke(self, node: Node, colour: str, opacity: float) -> None:
        context = self.context
        opacity *= float(node.get("stroke-opacity", 1))
        context.set_source_rgba(*color(colour, opacity))
        width = size(self, node.get("stroke-width", "1"))
        context.set_line_width(width)
        cap = node.get("stroke-linecap")
        context.set_line_cap(CAPS.get(cap, cairocffi.LINE_CAP_BUTT))
        join = node.get("stroke-linejoin")
        context.set_line_join(JOINS.get(join, cairocffi.LINE_JOIN_MITER))
        limit = float(node.get("stroke-miterlimit", 4))
        context.set_miter_limit(limit)
        context.stroke_preserve()


def _is_plain_shape(node: Node) -> bool:
    """Whether an element is a shape that is only filled and stroked, with colours alone."""
    return (
        node.tag in SHAPES
        and SPECIAL.isdisjoint(node)
        and "url(" not in node.get("fill", "")
        and "url(" not in node.get("stroke", "")
    )


def _is_plain_root(node: Node) -> bool:
    is_root = node.tag == "svg" and node.parent is None
    return is_root and SPECIAL_IN_ROOT.isdisjoint(node)
