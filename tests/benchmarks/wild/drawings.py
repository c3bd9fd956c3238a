"""Icons' drawings altered as SVG, and compared as the ruler draws them."""

import re
from functools import cache
from io import BytesIO

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

SIDE = 48  # pixels, as the ruler's
ALIKE = 0.9  # least share of common ink of drawings that count as the same. Chosen by hand.
GREY = 0.06  # most mean difference of greys, in 0..1, of those that differ in colour. By hand.
# Whether mirrored left to right, and degrees that it is then rotated clockwise.
Turn = tuple[bool, int]
TURNS: tuple[Turn, ...] = tuple(
    (mirrored, rotated) for mirrored in (False, True) for rotated in (0, 90, 180, 270)
)
_OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_VIEW_BOX = re.compile(r'viewBox="([^"]+)"')
STROKE_WIDTH = re.compile(r'stroke-width="([\d.]+)"')
Plane = NDArray[np.float32]


def restroked(svg: str, factor: float) -> str:
    """The drawing with strokes that many times as wide."""
    return STROKE_WIDTH.sub(
        lambda found: f'stroke-width="{float(found[1]) * factor:.3f}"',
        svg,
    )


def transformed(svg: str, transform: str) -> str:
    """The drawing, transformed around the middle of its box."""
    numbers = _VIEW_BOX.search(svg)[1].split()
    left, top, width, height = map(float, numbers)
    x = left + width / 2
    y = top + height / 2
    around = f"translate({x} {y}) {transform} translate({-x} {-y})"
    opening = _OPENING.search(svg)[0]
    body = svg[len(opening) : svg.rindex("</svg>")]
    return f'{opening}<g transform="{around}">{body}</g></svg>'


def turns(svg: str, drawn: str) -> list[Turn]:
    """Each turn that makes an icon look as it is drawn: several where it is symmetric."""
    ink, _ = raster(drawn)
    found = []
    for mirrored, rotated in TURNS:
        scale = "scale(-1 1)" if mirrored else ""
        turned = transformed(svg, f"rotate({rotated}) {scale}")
        own, _ = raster(turned)
        if alike(own, ink):
            found.append((mirrored, rotated))
    return found


def alike(inks: Plane, ink: Plane) -> NDArray[np.bool_]:
    """Whether a drawing, or each of several, (…, SIDE, SIDE), has about the ink of another."""
    common = np.minimum(inks, ink)
    either = np.maximum(inks, ink)
    return common.sum(axis=(-2, -1)) >= ALIKE * either.sum(axis=(-2, -1))


def as_grey(greys: Plane, inks: Plane, grey: Plane, ink: Plane) -> NDArray[np.bool_]:
    """(n,): whether drawings, (n, SIDE, SIDE), have about the greys of another."""
    difference = np.abs(greys - grey).sum(axis=(1, 2))
    either = np.maximum(inks, ink).sum(axis=(1, 2))
    return difference <= GREY * either


@cache
def raster(svg: str) -> tuple[Plane, Plane]:
    """(SIDE, SIDE) each, in 0..1: how much of each pixel is painted, and how dark it is."""
    black = svg.replace("currentColor", "#000")
    png = resvg_py.svg_to_bytes(svg_string=black, width=SIDE, height=SIDE)
    drawn = Image.open(BytesIO(bytes(png))).convert("RGBA")
    square = drawn.crop((0, 0, SIDE, SIDE))
    alpha = np.asarray(square.getchannel("A"), np.float32)
    level = np.asarray(square.convert("L"), np.float32)
    ink = alpha / 255
    darkness = 1 - level / 255
    return ink, ink * darkness
