"""CairoSVG's surface, with two things of its own.

Masks are applied as browsers do, by luminance and in the user space of the masked element; CairoSVG takes a mask's opacity for
its luminance and misplaces most. And plain shapes, which most icons consist of, take a short way with the same result.
"""

from contextlib import suppress

import cairocffi
from cairosvg.colors import color
from cairosvg.defs import parse_all_defs
from cairosvg.helpers import PointError, size, transform
from cairosvg.parser import Node
from cairosvg.path import path as path_with_markers
from cairosvg.surface import TAGS, PNGSurface, Surface
from cairosvg.url import parse_url
from PIL import Image

from render.svg.path import trace

TOLERANCE = 0.03  # pixels a curve may be off; cairo's own 0.1 shows in strokes of an icon's size
SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline"))
# Attributes that make CairoSVG's `draw` do more than fill and stroke; what has none of them is drawn quickly.
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
# A mask's region: what each side is where not given, and which side of the viewport a percentage is of.
_REGION = (("x", "-10%", "x"), ("y", "-10%", "y"), ("width", "120%", "x"), ("height", "120%", "y"))
LUMINANCE = (
    0.2125,
    0.7154,
    0.0721,
    0,
)  # of red, green, blue; https://www.w3.org/TR/css-masking-1/#MaskValues


def pixels(surface: cairocffi.ImageSurface, mode: str) -> Image.Image:
    """A copy of a surface's pixels as RGBA; `mode` is BGRa for colours divided by alpha, BGRA for colours as cairo keeps them."""
    extent = surface.get_width(), surface.get_height()
    return Image.frombuffer(
        "RGBA", extent, bytes(surface.get_data()), "raw", mode, surface.get_stride(), 1
    )


def path(surface: Surface, node: Node) -> None:
    """Add a path element's outline. CairoSVG's own function is left those with markers, whose angles it notes down."""
    if any(attribute in node for attribute in _MARKERS):
        path_with_markers(surface, node)
    else:
        surface.context.set_tolerance(TOLERANCE)
        trace(surface.context, node.get("d", ""))


TAGS["path"] = path  # CairoSVG's table of what draws which element
# No image is fetched, so none is drawn; and CairoSVG would ask the system whether what `xml:base` names is a file.
del TAGS["image"]


def _refers(node: Node) -> bool:
    """Whether it is painted with a gradient or pattern."""
    return "url(" in node.get("fill", "") or "url(" in node.get("stroke", "")


class Canvas(PNGSurface):  # type: ignore[misc]
    """Draws into memory. Only what CairoSVG calls is overridden."""

    context: cairocffi.Context

    def draw(self, node: Node) -> None:
        """Draw an element and its children: masked, or quickly where it asks for nothing special, or as CairoSVG does."""
        mask = self.masks.get(parse_url(node["mask"]).fragment) if "mask" in node else None
        if mask is not None:
            self._draw_masked(node, mask)
        elif (
            node.tag in SHAPES
            and self.stroke_and_fill
            and SPECIAL.isdisjoint(node)
            and not _refers(node)
        ):
            self._draw_shape(node)
        elif node.tag == "svg" and node.parent is None and SPECIAL_IN_ROOT.isdisjoint(node):
            parse_all_defs(self, node)
            for child in node.children:
                self.draw(child)
        else:
            super().draw(node)

    def _draw_shape(self, node: Node) -> None:
        """Fill and stroke one shape with plain colours: what CairoSVG does for it, without the thirty things it does not need."""
        context, opacity = self.context, float(node.get("opacity", 1))
        context.save()
        with suppress(PointError):
            TAGS[node.tag](self, node)
        fill = node.get("fill", "black")
        if fill != "none":
            context.set_source_rgba(*color(fill, opacity * float(node.get("fill-opacity", 1))))
            if node.get("fill-rule") == "evenodd":
                context.set_fill_rule(cairocffi.FILL_RULE_EVEN_ODD)
            context.fill_preserve()
        if node.get("stroke", "none") != "none":
            context.set_source_rgba(
                *color(node["stroke"], opacity * float(node.get("stroke-opacity", 1)))
            )
            context.set_line_width(size(self, node.get("stroke-width", "1")))
            context.set_line_cap(CAPS.get(node.get("stroke-linecap"), cairocffi.LINE_CAP_BUTT))
            context.set_line_join(JOINS.get(node.get("stroke-linejoin"), cairocffi.LINE_JOIN_MITER))
            context.set_miter_limit(float(node.get("stroke-miterlimit", 4)))
            context.stroke_preserve()
        context.new_path()
        context.restore()

    def _draw_masked(self, node: Node, mask: Node) -> None:
        reference = node.pop("mask")
        self.context.push_group()
        super().draw(node)
        drawing = self.context.pop_group()
        node["mask"] = reference
        stencil = self._stencil(mask, node)
        self.context.save()
        self.context.set_source(drawing)
        self.context.identity_matrix()
        self.context.mask_surface(stencil)
        self.context.restore()

    def _stencil(self, mask: Node, masked: Node) -> cairocffi.ImageSurface:
        """What of the canvas the mask lets through, as alpha."""
        surface = cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, self.width, self.height)
        outside = self.context
        self.context = cairocffi.Context(surface)
        self.context.set_matrix(outside.get_matrix())
        transform(self, masked.get("transform"), transform_origin=masked.get("transform-origin"))
        if mask.get("maskUnits") == "userSpaceOnUse":
            self.context.rectangle(
                *(size(self, mask.get(side, default), axis) for side, default, axis in _REGION)
            )
            self.context.clip()
        for child in mask.children:
            self.draw(child)
        self.context = outside
        if mask.get("mask-type") == "alpha":
            return surface
        alpha = pixels(surface, "BGRA").convert("RGB").convert("L", LUMINANCE)
        channel = Image.merge("RGBA", [alpha] * 4).tobytes()
        return cairocffi.ImageSurface.create_for_data(
            bytearray(channel), cairocffi.FORMAT_ARGB32, self.width, self.height
        )
