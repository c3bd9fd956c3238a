"""Decoding: the bytes of an upload become an upright RGB picture, within limits."""

import io
import math
import warnings
from dataclasses import dataclass
from typing import cast

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from api import budget
from api.budget import Abandoned, OverBudget
from render.ground import DARK, ENOUGH_CONTRAST, LIGHT, Palette

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MEDIA_TYPES = tuple(f"image/{name.lower()}" for name in FORMATS)

PACKED = (b"zTXt", b"iTXt", b"iCCP")  # the chunks of a PNG that may hold packed texts

Box = tuple[int, int, int, int]  # x, y, width, height in pixels

# Pillow's warnings about broken EXIF help nobody, and Python keeps each different one for ever.
warnings.filterwarnings("ignore", module=r"PIL\.")


@dataclass(frozen=True)
class DecodingSettings:
    """Limits of decoding."""

    # Of 255. A picture with less contrast shows nothing. Chosen by hand.
    min_contrast: int = 6
    # Bytes given to a decoder at a time: it can be stopped only in between. Chosen by hand.
    read_size: int = 4096
    # Packed texts and profiles of a PNG. Screenshots have one or two. Chosen by hand.
    most_texts: int = 100


LIMITS = DecodingSettings()


class PictureError(Exception):
    """A picture that cannot be searched. The message is a sentence with what to do next."""


class UnknownFormat(PictureError):
    """The bytes are in none of the formats."""


class TooManyPixels(PictureError):
    """The picture is larger than allowed."""


class UnusablePicture(PictureError):
    """The picture is broken, or shows nothing."""


class CropOutside(PictureError):
    """The crop does not overlap the picture."""


class _CheckedBytes(io.BytesIO):
    """Bytes that can be read while the budget of the search lasts.

    Large pictures take about a second to unpack; some of a few megabytes would take minutes.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises OverBudget, Abandoned."""
        budget.check()
        return super().read(size)


def decode(content: bytes, max_pixels: int) -> Image.Image:
    """Return the picture in RGB: upright, the first frame, transparency on a background.

    The size is read from the header and checked before any pixel is decoded. Raises UnknownFormat,
    TooManyPixels, UnusablePicture, and OverBudget or Abandoned within a search.
    """
    try:
        picture = _decode(content, max_pixels)
    except UnidentifiedImageError as error:
        raise UnknownFormat(
            "The file is none of PNG, JPEG, WebP, GIF and BMP: save or export it as one of these."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(
            f"The picture has more than {max_pixels} pixels: crop it around the icon."
        ) from error
    except (PictureError, OverBudget, Abandoned, MemoryError):
        raise
    # Decoders raise anything on broken files: struct.error, SyntaxError and others.
    except Exception as error:
        raise UnusablePicture(
            "The picture is broken or cut off: take it again, or save it anew and send that."
        ) from error
    _refuse_uniform(picture)
    return picture


def _refuse_many_texts(content: bytes) -> None:
    """Raises UnusablePicture for a PNG with many packed texts, which Pillow unpacks one by one.

    It counts the bytes of those that are whole alone: 9 MB of broken ones take 15 seconds.
    """
    texts = sum(content.count(name) for name in PACKED)
    if texts > LIMITS.most_texts:
        raise UnusablePicture(
            f"The picture has more than {LIMITS.most_texts} texts packed into it: "
            "save it anew, and send that."
        )


def _decode(content: bytes, max_pixels: int) -> Image.Image:
    _refuse_many_texts(content)
    image = Image.open(_CheckedBytes(content), formats=FORMATS)
    if image.width * image.height > max_pixels:
        raise Image.DecompressionBombError
    image.decodermaxblock = LIMITS.read_size
    ImageOps.exif_transpose(image, in_place=True)
    return _opaque(image)


def crop(
    picture: Image.Image, region: tuple[float, float, float, float]
) -> tuple[Image.Image, Box]:
    """Return the part of a picture at x, y, width, height, and its box.

    The box is extended to whole pixels and clipped at the picture's edges. Raises CropOutside,
    and UnusablePicture for a part of one colour.
    """
    x, y, width, height = region
    left = max(0, math.floor(x))
    top = max(0, math.floor(y))
    right = min(picture.width, math.ceil(x + width))
    bottom = min(picture.height, math.ceil(y + height))
    if left >= right or top >= bottom:
        raise CropOutside(
            "The crop lies outside of the picture, "
            f"which has {picture.width} × {picture.height} pixels: move it."
        )
    part = picture.crop((left, top, right, bottom))
    _refuse_uniform(part)
    return part, (left, top, right - left, bottom - top)


def _refuse_uniform(picture: Image.Image) -> None:
    """Raises UnusablePicture where all channels are nearly constant."""
    # ((least, greatest), …) of each channel
    extrema = cast(tuple[tuple[int, int], ...], picture.getextrema())
    contrast = max(greatest - least for least, greatest in extrema)
    if contrast < LIMITS.min_contrast:
        raise UnusablePicture(
            "The picture shows one colour and nothing else: "
            "crop it around the icon, with a little of what is around it."
        )


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture in RGB.

    A transparent picture gets a light background, or a dark one where its drawing is light.
    """
    if image.mode.startswith("I;16"):  # Pillow would cut off at 255 instead of scaling
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if not image.has_transparency_data:
        return _converted(image, "RGB")
    layered = _converted(image, "RGBA")
    palette = Palette(layered)
    if palette.empty:
        raise UnusablePicture("The picture is transparent all over: send one that shows the icon.")
    enough = min(ENOUGH_CONTRAST, palette.contrast_on(DARK))
    background = LIGHT if palette.contrast_on(LIGHT) >= enough else DARK
    opaque = Image.new("RGB", layered.size, background)
    opaque.paste(layered, mask=layered)
    return opaque


def _converted(image: Image.Image, mode: str) -> Image.Image:
    """The picture in a mode; a picture that has it is not copied."""
    return image if image.mode == mode else image.convert(mode)
