"""CairoSVG's surface, with two changes.

Masks are applied as browsers do, by luminance and in the user space of the masked element. CairoSVG
takes a mask's opacity for its luminance, and misplaces most masks. Plain shapes, which most icons
consist of, are drawn with the same result and without the checks that they do not need.
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

TOLERANCE = 0.03  # pixels a curve may be off; cairo's own 0.1 shows in an icon's strokes
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
# The sides of a mask's region: the default of each, and the axis that its percentage is of.
_REGION = (
    ("x", "-10%", "x"),
    ("y", "-10%", "y"),
    ("width", "120%", "x"),
    ("height", "120%", "y"),
)
# Of red, green and blue, and an offset: https://www.w3.org/TR/css-masking-1/#MaskValues
LUMINANCE = (0.2125, 0.7154, 0.0721, 0)


def pixels(surface: cairocffi.ImageSurface, mode: str) -> Image.Image:
    """A copy of a surface's pixels as RGBA.

    `mode` is BGRa for colours divided by alpha, BGRA for premultiplied colours, as cairo has them.
    """
    extent = surface.get_width(), surface.get_height()
    stride = surface.get_stride()  # bytes of a row
    content = bytes(surface.get_data())
    return Image.frombuffer("RGBA", extent, content, "raw", mode, stride, 1)


def path(surface: Surface, node: Node) -> None:
    """Add a path element's outline; CairoSVG's own function notes the angles that markers need."""
    if any(attribute in node for attribute in _MARKERS):
        path_with_markers(surface, node)
    else:
        surface.context.set_tolerance(TOLERANCE)
        trace(surface.context, node.get("d", ""))


TAGS["path"] = path  # CairoSVG's table of the functions that draw elements
# No image is fetched, so none is drawn. CairoSVG would also ask the system whether the value of
# `xml:base` names a file.
del TAGS["image"]


class Canvas(PNGSurface):  # type: ignore[misc]
    """Draws into memory. Only methods that CairoSVG calls are overridden."""

    context: cairocffi.Context

    def draw(self, node: Node) -> None:
        """Draw an element and its children: masked, the short way if plain, or as CairoSVG does."""
        mask = None
        if "mask" in node:
            reference = parse_url(node["mask"])
            mask = self.masks.get(reference.fragment)
        if mask is not None:
            self._draw_masked(node, mask)
        elif self.stroke_and_fill and _is_plain_shape(node):
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
        """A surface of the canvas's size whose alpha is the share that the mask lets through."""
        surface = cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, self.width, self.height)
        outside = self.context
        self.context = cairocffi.Context(surface)
        self.context.set_matrix(outside.get_matrix())
        origin = masked.get("transform-origin")
        transform(self, masked.get("transform"), transform_origin=origin)
        if mask.get("maskUnits") == "userSpaceOnUse":
            self._clip_to_region(mask)
        for child in mask.children:
            self.draw(child)
        self.context = outside
        if mask.get("mask-type") == "alpha":
            return surface
        return _luminance_as_alpha(surface)

    def _clip_to_region(self, mask: Node) -> None:
        region = []
        for side, default, axis in _REGION:
            length = mask.get(side, default)
            region.append(size(self, length, axis))
        self.context.rectangle(*region)
        self.context.clip()


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


def _luminance_as_alpha(surface: cairocffi.ImageSurface) -> cairocffi.ImageSurface:
    """A surface of the same size whose alpha, and every colour, is this one's luminance."""
    colours = pixels(surface, "BGRA").convert("RGB")
    luminance = colours.convert("L", LUMINANCE)
    content = Image.merge("RGBA", [luminance] * 4).tobytes()
    return cairocffi.ImageSurface.create_for_data(
        bytearray(content),
        cairocffi.FORMAT_ARGB32,
        surface.get_width(),
        surface.get_height(),
    )
