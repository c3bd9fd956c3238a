"""A CairoSVG surface that applies masks as browsers do: by luminance, in the user space of the masked element.

CairoSVG itself takes a mask's opacity for its luminance and misplaces masks that are not in user space units.
"""

import cairocffi
from cairosvg.helpers import size, transform
from cairosvg.parser import Node
from cairosvg.path import path as path_with_markers
from cairosvg.surface import TAGS, PNGSurface, Surface
from cairosvg.url import parse_url
from PIL import Image

from render.path import trace

TOLERANCE = 0.03  # pixels a curve may be off; cairo's own 0.1 shows in strokes of an icon's size
# A mask's region: what each side is where not given, and which side of the viewport a percentage is of.
_REGION = (("x", "-10%", "x"), ("y", "-10%", "y"), ("width", "120%", "x"), ("height", "120%", "y"))
LUMINANCE = (0.2125, 0.7154, 0.0721, 0)  # of red, green, blue; https://www.w3.org/TR/css-masking-1/#MaskValues


def pixels(surface: cairocffi.ImageSurface, mode: str) -> Image.Image:
    """A copy of a surface's pixels as RGBA; `mode` is BGRa for colours divided by alpha, BGRA for colours as cairo keeps them."""
    extent = surface.get_width(), surface.get_height()
    return Image.frombuffer("RGBA", extent, bytes(surface.get_data()), "raw", mode, surface.get_stride(), 1)


def path(surface: Surface, node: Node) -> None:
    """Draw a path element. CairoSVG's own function is left those with markers, whose angles it notes down."""
    if any(attribute in node for attribute in ("marker", "marker-start", "marker-mid", "marker-end")):
        path_with_markers(surface, node)
    else:
        surface.context.set_tolerance(TOLERANCE)
        trace(surface.context, node.get("d", ""))


TAGS["path"] = path  # CairoSVG's table of what draws which element


class Canvas(PNGSurface):  # type: ignore[misc]
    """Draws into memory. Only what CairoSVG calls is overridden."""

    context: cairocffi.Context

    def draw(self, node: Node) -> None:
        """Draw an element and its children."""
        mask = self.masks.get(parse_url(node["mask"]).fragment) if "mask" in node else None
        if mask is None:
            super().draw(node)
            return
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
            self.context.rectangle(*(size(self, mask.get(side, default), axis) for side, default, axis in _REGION))
            self.context.clip()
        for child in mask.children:
            self.draw(child)
        self.context = outside
        if mask.get("mask-type") == "alpha":
            return surface
        alpha = pixels(surface, "BGRA").convert("RGB").convert("L", LUMINANCE)
        channel = Image.merge("RGBA", [alpha] * 4).tobytes()
        return cairocffi.ImageSurface.create_for_data(bytearray(channel), cairocffi.FORMAT_ARGB32, self.width, self.height)
