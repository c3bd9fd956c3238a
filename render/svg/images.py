"""Images in a document: those embedded in it are drawn; nothing else is ever opened.

resvg reads a local file that an `href` names, so no such reference may reach it.
"""

import base64
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from PIL import Image, UnidentifiedImageError
from PIL.WebPImagePlugin import WebPImageFile

from ingest.data_uri import DataUri
from render.svg.resolve.document import MARK
from render.svg.screen import HREFS, SVG, Undrawable

_IMAGES = frozenset((f"{{{SVG}}}image", f"{{{SVG}}}feImage"))


@dataclass(frozen=True)
class ImageLimits:
    """The embedded images that are drawn. Chosen by hand."""

    # A format that Pillow has not loaded makes it load all of them, in the confined process.
    formats: tuple[str, ...] = ("PNG", "JPEG", "GIF", WebPImageFile.format)
    # In one image. Decoded, it takes four bytes a pixel of the 256 MB that a drawing may take.
    pixels: int = 4_000_000


IMAGES = ImageLimits()


def confine(root: Element) -> None:
    """Remove references to what is not in the document, and mark the images that are not drawn.

    Raises Undrawable for an embedded image that is too large.
    """
    for element in root.iter():
        is_image = element.tag in _IMAGES
        for name in HREFS:
            value = element.get(name)
            if value is None or value.lstrip().startswith("#"):
                continue
            embedded = DataUri.read(value.encode()) if is_image else None
            address = _address(value, embedded) if embedded else None
            if address is None:
                del element.attrib[name]
                if is_image:
                    element.set(MARK, "embedded-image" if embedded else "missing-image")
            elif address != value:
                element.set(name, address)


def _address(value: str, embedded: DataUri) -> str | None:
    """The address of an image that can be drawn, with the kind that it has.

    Browsers look at the content instead of the kind. Raises Undrawable.
    """
    try:
        content = embedded.content()
        with Image.open(BytesIO(content), formats=IMAGES.formats) as image:
            width, height = image.size
            kind = f"image/{image.format or ''}".lower()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    except Image.DecompressionBombError as bomb:
        raise Undrawable(_too_large("more than 178 million")) from bomb
    if width * height > IMAGES.pixels:
        raise Undrawable(_too_large(f"{width} x {height}"))
    if embedded.media_type == kind:
        return value
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _too_large(pixels: str) -> str:
    most = IMAGES.pixels // 1_000_000
    return f"it embeds an image of {pixels} pixels: embed one of at most {most} million"
