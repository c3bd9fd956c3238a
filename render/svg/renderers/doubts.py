"""Whether a browser shows something else: a drawing of what it may show, compared with ours.

Elements that only browsers draw, or draw otherwise, are marked where they are resolved.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np
from PIL import Image

from render.svg.agreement import CHANNELS, signed_values
from render.svg.renderers import filters, resvg, texts
from render.svg.resolve.css.lengths import number
from render.svg.resolve.document import DISPLACED, MARK, UNPAINTED, local, svg_name
from render.svg.viewport import Viewport


@dataclass(frozen=True)
class DoubtSettings:
    """When a picture differs from a browser's. The bars of the comparison with Chromium."""

    quarter: int = 64  # of 255: a pixel differs where one of its channels differs by more
    most: float = 0.02  # share of the pixels that may differ
    # Of the pixels that lines at texts may have: those of Chromium are up to three times as thick.
    # Chosen on 120 texts of five words in four sizes.
    lines: float = 0.006
    displaced: float = 0.25  # of a displacement's scale: half of the farthest; chosen by hand
    noise: float = 1.0  # pixels: how far off noise may be at the end; chosen by hand
    repeated: float = 1.1  # of that of repeated noise, which is another one; chosen by hand
    stand_in: str = "#ff00ff"  # the colour of what cannot be drawn; chosen by hand, rare in icons


DOUBTS = DoubtSettings()
# Features of documents in which elements may be marked.
_SUSPECT = frozenset(
    (
        "context-paint",
        "css",
        "displacement",
        "filter",
        "foreign-object",
        "css-gradient",
        "image",
        "offset-path",
        "pattern",
        "perspective",
        "plus-lighter",
        "text",
        "tile",
    )
)
_MISPLACED = ("offset-path", "perspective")


def flags(
    root: Element, features: frozenset[str], viewport: Viewport, picture: Image.Image
) -> tuple[str, ...]:
    """What a browser draws otherwise in a document, where that shows in its `picture` (RGBa).

    Raises Undrawable where resvg cannot draw it.
    """
    behind = root[:2]  # an image, and a colour behind it
    has_background = any(MARK in element.attrib for element in behind)
    if features.isdisjoint(_SUSPECT) and not has_background:
        return ()
    other = deepcopy(root)
    certain = set(_certain(root, features))
    if "filter" in features and filters.differs(root, viewport):
        certain.add("filter")
    found = set(_exchange(other, viewport))
    if found:
        browsers = resvg.draw(other, viewport, features)
        if _differing(picture, browsers) > DOUBTS.most:
            certain.update(found)
    if {"pattern", "text"} <= features and texts.have_broken_tiles(root, viewport):
        certain.add("pattern")
    if "text" in features and texts.remove_lines(other):
        without = resvg.draw(other, viewport, features)
        if _differing(picture, without) > DOUBTS.lines:
            certain.add("text")
    return tuple(sorted(certain))


def _certain(root: Element, features: frozenset[str]) -> Iterator[str]:
    """The flags of what no second drawing can show: it is drawn in another place, or somehow."""
    if "css" in features:
        yield "css"
    has_text = "text" in features
    for element in root.iter():
        flag = element.get(MARK)
        if flag in _MISPLACED or (flag == "context-paint" and UNPAINTED not in element.attrib):
            yield flag
        elif has_text and not texts.is_plain(element):
            yield "text"


def _exchange(root: Element, viewport: Viewport) -> Iterator[str]:
    """Exchange what is marked for what a browser may show; yields the flags."""
    for element in root.iter():
        flag = element.get(MARK)
        name = local(element)
        if name == "feTile":
            element.tag = svg_name("feOffset")  # it changes nothing
            yield "tile"
        elif name == "feTurbulence":
            _change_noise(element, viewport)
            yield "turbulence"
        elif flag == "displacement":
            moved = _displacement(element)
            element.attrib.update(dx=moved, dy=moved)
            yield flag
        elif flag == "context-paint":
            for name in element.get(UNPAINTED, "").split():
                element.set(name, "none")
            yield flag
        elif "plus-lighter" in element.get("style", ""):  # where resvg has drawn it already
            element.set("style", "mix-blend-mode: screen")  # the nearest that resvg knows
            yield "plus-lighter"
        elif "gradient(" in element.get("mask", ""):
            element.set("display", "none")
            yield "mask-image"
        elif name == "text" and texts.has_rare_letters(element):
            element[:] = ()
            element.text = None
            yield "text"
        elif flag is not None and flag not in _MISPLACED:
            element.tag = svg_name("rect")
            element.set("fill", DOUBTS.stand_in)
            yield flag


def _change_noise(turbulence: Element, viewport: Viewport) -> None:
    """Move noise as far as renderers place it unlike; one that they repeat is another."""
    is_repeated = turbulence.attrib.pop("stitchTiles", "") == "stitch"
    end = max(viewport.columns, viewport.rows)
    factor = DOUBTS.repeated if is_repeated else 1 + DOUBTS.noise / end
    written = turbulence.get("baseFrequency", "0").replace(",", " ")
    frequencies = [number(text) or 0.0 for text in written.split()]
    changed = [f"{factor * frequency:.9g}" for frequency in frequencies]
    turbulence.set("baseFrequency", " ".join(changed))


def _displacement(element: Element) -> str:
    """How far a filter moves pixels, in most of them."""
    written = element.get(DISPLACED, "0")
    scale = number(written) or 0.0
    moved = scale * DOUBTS.displaced
    return f"{moved:.9g}"


def _differing(ours: Image.Image, browsers: Image.Image) -> float:
    """The share of the pixels in which two premultiplied pictures differ on white."""
    difference = np.abs(_on_white(ours) - _on_white(browsers))  # rows, columns, 3
    worst = difference.max(axis=2)
    return float(np.mean(worst > DOUBTS.quarter))


def _on_white(picture: Image.Image) -> np.ndarray:
    """The colours of a picture on white: rows, columns, 3."""
    values = signed_values(picture)
    channels = values.reshape(picture.height, picture.width, CHANNELS)
    colours = channels[..., :3]
    transparency = 255 - channels[..., 3:]
    on_white: np.ndarray = colours + transparency
    return on_white
