"""resvg draws a resolved document into memory. It reads no file but fonts, and those for text."""

import re
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import resvg_py
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from render.svg.renderers import filters
from render.svg.screen import SVG, Undrawable
from render.svg.viewport import Viewport

try:
    import svg2png_py

    _NO_FONTS = svg2png_py.FontDatabase()
    HAS_RAW_PIXELS = True
except ImportError:  # it has wheels for few machines
    HAS_RAW_PIXELS = False

# What fontconfig answers on Debian for no family and for the generic ones.
_SANS_SERIF = "DejaVu Sans"
_SERIF = "DejaVu Serif"
_MONOSPACE = "DejaVu Sans Mono"
_GENERIC = ("serif", "sans-serif", "monospace")
# Generic families for which Chromium takes others.
_OTHER_FAMILY = re.compile(
    r"\bui-(serif|sans-serif|monospace)\b|\b(?:cursive|fantasy|system-ui|ui-rounded)\b"
)
# Without Arial, Chromium takes none of the other generic families where this one is the last.
_MONOSPACE_AT_LAST = re.compile(r".*serif\s*,.*\bmonospace", re.DOTALL)
# Properties that resvg reads from `style` alone.
_OF_STYLE = ("mix-blend-mode", "isolation")
# The module of the exception of a panic, which cannot be imported. Its base is BaseException.
_PANICS = "pyo3_runtime"
# resvg rounds a filter's region twice, and stops where a whole number becomes two different ones.
_WIDER = 1.0001
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


class _StoppedError(Undrawable):
    """resvg stopped with an error of its own."""


def draw(root: Element, viewport: Viewport, features: frozenset[str]) -> Image.Image:
    """Draw a document: RGBa, premultiplied, as large as the viewport.

    Raises Undrawable for whatever resvg cannot draw. It may also hang, or crash the process.
    """
    has_text = "text" in features
    if has_text:
        _add_generic_families(root)
    if "filter" in features:
        filters.adapt(root, viewport)
    try:
        return _drawn(root, viewport, has_text)
    except _StoppedError:
        return _drawn(root, viewport.widened(_WIDER), has_text)


def _drawn(root: Element, viewport: Viewport, has_text: bool) -> Image.Image:
    framed = Element(root.tag, root.attrib | viewport.attributes())
    framed.extend(root)
    text = ElementTree.tostring(framed, encoding="unicode")
    if any(name in text for name in _OF_STYLE):
        _write_styles(framed)
        text = ElementTree.tostring(framed, encoding="unicode")
    try:
        if HAS_RAW_PIXELS and not has_text:
            return _raw_pixels(text)
        return _png(text, has_text)
    except (ValueError, RuntimeError) as error:
        raise Undrawable(f"resvg cannot draw it ({error})") from error
    except BaseException as error:
        if type(error).__module__ != _PANICS:
            raise
        raise _StoppedError("resvg cannot draw it (it stopped with an error of its own)") from error


def _raw_pixels(text: str) -> Image.Image:
    """The picture of a document without text, through the binding that has no PNG in between.

    A PNG of 56 pixels takes resvg_py ten times as long as the drawing.
    """
    pixels, width, height = svg2png_py.svg_to_rgba(text, _NO_FONTS)
    return Image.frombuffer("RGBa", (width, height), pixels, "raw", "RGBa", 0, 1)


def _png(text: str, has_text: bool) -> Image.Image:
    """The picture of any document, through the binding in which generic families can be named."""
    png = resvg_py.svg_to_bytes(
        svg_string=text,
        skip_system_fonts=not has_text,
        font_family=_SANS_SERIF,
        sans_serif_family=_SANS_SERIF,
        serif_family=_SERIF,
        monospace_family=_MONOSPACE,
    )
    return PngImageFile(BytesIO(png)).convert("RGBA").convert("RGBa")


def _add_generic_families(root: Element) -> None:
    """End lists of fonts with a generic family, or resvg takes any font where none is there."""
    for element in root.iter():
        families = element.get("font-family")
        if families is not None:
            families = _OTHER_FAMILY.sub(lambda found: found[1] or "sans-serif", families)
            if _MONOSPACE_AT_LAST.fullmatch(families):
                families = "monospace"
            element.set("font-family", families)
        if families is not None and not families.endswith(_GENERIC):
            element.set("font-family", f"{families}, sans-serif")


def _write_styles(root: Element) -> None:
    for element in root.iter():
        declarations = []
        for name in _OF_STYLE:
            value = element.attrib.pop(name, None)
            if value is not None:
                declarations.append(f"{name}: {value}")
        if declarations:
            element.set("style", "; ".join(declarations))
