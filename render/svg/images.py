"""Images in a document: those embedded in it are drawn; nothing else is ever opened.

resvg reads a local file that an `href` names, so no such reference may reach it.
"""

from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from PIL import Image, UnidentifiedImageError

from ingest.data_uri import DataUri
from render.svg.screen import HREFS, SVG, Undrawable

_IMAGES = frozenset((f"{{{SVG}}}image", f"{{{SVG}}}feImage"))


@dataclass(frozen=True)
class ImageLimits:
    """The embedded images that are drawn. Chosen by hand."""

    formats: tuple[str, ...] = ("PNG", "JPEG", "GIF", "WEBP")
    # In one image. Decoded, it takes four bytes a pixel of the 256 MB that a drawing may take.
    pixels: int = 4_000_000


IMAGES = ImageLimits()


def confine(root: Element) -> bool:
    """Remove references to what is not in the document; whether an image is left without any.

    Raises Undrawable for an embedded image that is too large.
    """
    is_missing = False
    for element in root.iter():
        is_image = element.tag in _IMAGES
        has_image = False
        for name in HREFS:
            value = element.get(name)
            if value is None:
                continue
            is_drawn = value.lstrip().startswith("#") or (is_image and _is_embedded(value))
            has_image = has_image or is_drawn
            if not is_drawn:
                del element.attrib[name]
        is_missing = is_missing or (is_image and not has_image)
    return is_missing


def _is_embedded(value: str) -> bool:
    """Whether a reference holds an image that can be drawn. Raises Undrawable."""
    uri = DataUri.read(value.encode())
    if uri is None or not uri.media_type.startswith("image/"):
        return False
    try:
        with Image.open(BytesIO(uri.content()), formats=IMAGES.formats) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    if width * height > IMAGES.pixels:
        most = IMAGES.pixels // 1_000_000
        raise Undrawable(
            f"it embeds an image of {width} x {height} pixels: embed one of at most {most} million"
        )
    return True
