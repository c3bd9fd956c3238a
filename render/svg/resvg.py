"""resvg draws a resolved document into memory. It reads no file but fonts, for text alone."""

from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import resvg_py
from PIL import Image

from render.svg.screen import Undrawable
from render.svg.viewport import Viewport

SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def draw(root: Element, viewport: Viewport, has_text: bool) -> Image.Image:
    """Draw a document: RGBA, not premultiplied, as large as the viewport.

    Raises Undrawable for whatever resvg cannot draw. It may also hang, or crash the process.
    """
    stated = {name: root.get(name) for name in viewport.attributes()}
    root.attrib.update(viewport.attributes())
    text = ElementTree.tostring(root, encoding="unicode")
    for name, value in stated.items():
        if value is None:
            del root.attrib[name]
        else:
            root.set(name, value)
    try:
        png = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=not has_text)
    except ValueError as error:
        raise Undrawable(f"resvg cannot draw it ({error})") from error
    return Image.open(BytesIO(png)).convert("RGBA")
