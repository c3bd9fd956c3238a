"""Texts that resvg draws unlike browsers, the fonts being the same."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg.resolve.css.lengths import number
from render.svg.resolve.document import local, svg_name
from render.svg.viewport import Viewport


@dataclass(frozen=True)
class TextSettings:
    """What counts as alike in texts."""

    pixel: float = 0.05  # of a pixel: what a tile may have more or less; chosen by hand


TEXTS = TextSettings()
_TEXTS = ("text", "textPath", "tspan")
# What browsers apply to parts of a text, and resvg to whole texts.
_OF_WHOLE_TEXTS = frozenset(
    ("clip-path", "filter", "mask", "opacity", "paint-order", "writing-mode")
)
_OF_TEXTS = frozenset(("path", "rotate"))  # of a text along a path
# Properties of texts, and the values with which resvg draws them as browsers do.
_PLAIN_TEXT = {
    "css-text-orientation": "mixed",
    "css-text-shadow": "none",
    "css-font-variant-caps": "normal",
    "css-unicode-bidi": "normal",
    "unicode-bidi": "normal",
    "font-variant": "normal",
}
_LINES = ("css-text-decoration-line", "text-decoration")
# Letters that few fonts have: each renderer takes another font for them, and makes it bold or not.
_RARE = re.compile(
    "[\u0f00-\u109f\u1100-\u13ff\u1700-\u1cff\u2e80-\ua6ff\ua800-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\U0001f000-\U000e0fff]"
)
_FORMS = frozenset(("font-style", "font-weight", "stroke", "writing-mode"))


def has_rare_letters(text: Element) -> bool:
    """Whether a text has rare letters that renderers draw unlike.

    They stand alike, but not beside others, which resvg takes from the same font then, nor bold,
    with an outline or below each other.
    """
    written = "".join(text.itertext())
    others = _RARE.sub("", written)
    if others == written:
        return False
    if others.strip():
        return True
    return any(not _FORMS.isdisjoint(part.attrib) for part in text.iter())


def is_plain(element: Element) -> bool:
    """Whether resvg draws a text, or one that inherits from an element, as browsers do.

    The fonts have to be the same.
    """
    name = local(element)
    if name == "textPath" and not _OF_TEXTS.isdisjoint(element.attrib):
        return False
    if name in ("textPath", "tspan") and not _OF_WHOLE_TEXTS.isdisjoint(element.attrib):
        return False
    for property_name, plain in _PLAIN_TEXT.items():
        value = element.get(property_name, plain)
        if value != plain:
            return False
    return True


def remove_lines(root: Element) -> bool:
    """Remove the lines at texts, which browsers draw thicker; returns whether there were any."""
    removed = [element.attrib.pop(name, "none") for element in root.iter() for name in _LINES]
    return any(value != "none" for value in removed)


def have_broken_tiles(root: Element, viewport: Viewport) -> bool:
    """Whether any text has a pattern whose tiles are no whole pixels: resvg draws them as such."""
    paints: set[str] = set()
    for text in root.iter():
        if local(text) in _TEXTS:
            paints.update(text.get(name, "") for name in ("fill", "stroke"))
    for pattern in root.iter(svg_name("pattern")):
        is_used = any(f"url(#{pattern.get('id')})" in paint for paint in paints)
        if is_used and not _is_whole(pattern, viewport.scale):
            return True
    return False


def _is_whole(pattern: Element, scale: float) -> bool:
    """Whether the sides of a pattern's tiles are whole pixels."""
    if pattern.get("patternUnits") != "userSpaceOnUse":
        return False
    for name in ("width", "height"):
        pixels = scale * (number(pattern.get(name, "0")) or 0.0)
        if abs(pixels - round(pixels)) > TEXTS.pixel:
            return False
    return True
