"""resvg draws a resolved document into memory. It reads no file but fonts, and those for text."""

from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import resvg_py
from PIL import Image

from render.svg.screen import SVG, Undrawable
from render.svg.viewport import Viewport

# What fontconfig answers on Debian for no family and for the generic ones.
_SANS_SERIF = "DejaVu Sans"
_SERIF = "DejaVu Serif"
_MONOSPACE = "DejaVu Sans Mono"
_GENERIC = ("serif", "sans-serif", "monospace", "cursive", "fantasy")
# Properties that resvg reads from `style` alone.
_OF_STYLE = ("mix-blend-mode", "isolation")
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def draw(root: Element, viewport: Viewport, features: frozenset[str]) -> Image.Image:
    """Draw a document: RGBA, not premultiplied, as large as the viewport.

    Raises Undrawable for whatever resvg cannot draw. It may also hang, or crash the process.
    """
    has_text = "text" in features
    if has_text:
        _add_generic_families(root)
    framed = Element(root.tag, root.attrib | viewport.attributes())
    framed.extend(root)
    text = ElementTree.tostring(framed, encoding="unicode")
    if any(name in text for name in _OF_STYLE):
        _write_styles(framed)
        text = ElementTree.tostring(framed, encoding="unicode")
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=text,
            skip_system_fonts=not has_text,
            font_family=_SANS_SERIF,
            sans_serif_family=_SANS_SERIF,
            serif_family=_SERIF,
            monospace_family=_MONOSPACE,
        )
    except ValueError as error:
        raise Undrawable(f"resvg cannot draw it ({error})") from error
    picture = Image.open(BytesIO(png), formats=("PNG",))
    picture.load()
    return picture if picture.mode == "RGBA" else picture.convert("RGBA")


def _add_generic_families(root: Element) -> None:
    """End lists of fonts with a generic family, or resvg takes any font where none is there."""
    for element in root.iter():
        families = element.get("font-family")
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
