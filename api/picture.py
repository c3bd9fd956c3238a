"""The bytes of a picture → the picture as a person sees it, within limits. No web in it."""

import io
import math
import struct
import time
import warnings
from typing import cast

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from api.http.problems import InvalidParameter, Problem, TooLarge, UnknownFormat, UnusablePicture
from render.ground import DARK, ENOUGH_CONTRAST, LIGHT, Palette

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MEDIA_TYPES = tuple(f"image/{name.lower()}" for name in FORMATS)
FLAT = 6  # of 255: a picture with less contrast shows nothing
MOST_SECONDS = (
    5  # of the processor's time to unpack a picture; the largest that are allowed take about one
)
SMALL = (
    65_536,
    262_144,
)  # bytes and pixels: pictures that are unpacked in milliseconds, as screenshots of icons are
PNG = b"\x89PNG\r\n\x1a\n", b"IHDR"  # how one begins, and after four bytes its header
PIECE = 4096  # bytes given to a decoder at a time: it can be stopped only in between

# What Pillow has to say about a broken EXIF is of no use to anyone, and Python keeps each different remark for ever.
warnings.filterwarnings("ignore", module=r"PIL\.")


class _Timed(io.BytesIO):
    """Bytes that can be read until their reader has used up its time: some pictures of a few megabytes take minutes to unpack."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._end = time.thread_time() + MOST_SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises UnusablePicture when the time is up."""
        if time.thread_time() > self._end:
            raise UnusablePicture(
                f"The picture takes more than {MOST_SECONDS} seconds to unpack: save it anew, as PNG, and send that."
            )
        return super().read(size)


def decode(content: bytes, max_pixels: int) -> Image.Image:
    """The picture in RGB: turned as its EXIF says, the first frame of an animation, transparency on a ground.

    The size is read from the header and checked before any pixel is decoded. Raises UnknownFormat, TooLarge,
    UnusablePicture.
    """
    try:
        image = Image.open(_Timed(content), formats=FORMATS)
        if image.width * image.height > max_pixels:
            raise Image.DecompressionBombError
        image.decodermaxblock = PIECE
        ImageOps.exif_transpose(image, in_place=True)
        picture = _opaque(image)
    except UnidentifiedImageError as error:
        raise UnknownFormat(
            "The file is none of PNG, JPEG, WebP, GIF and BMP: save or export it as one of these."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(
            f"The picture has more than {max_pixels} pixels: crop it around the icon."
        ) from error
    except Problem:
        raise
    except Exception as error:  # decoders meet broken files with whatever went wrong inside: struct.error, SyntaxError, …
        raise UnusablePicture(
            "The picture is broken or cut off: take it again, or save it anew and send that."
        ) from error
    _refuse_flat(picture)
    return picture


def small(content: bytes) -> bool:
    """Whether these are the bytes of a PNG that takes next to no time to unpack, whatever is in it."""
    if len(content) > SMALL[0] or content[:8] != PNG[0] or content[12:16] != PNG[1]:
        return False
    width, height = struct.unpack(">II", content[16:24].ljust(8, b"\xff"))
    return bool(width * height <= SMALL[1])


def crop(
    picture: Image.Image, region: tuple[float, float, float, float]
) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The part of a picture at x, y, width, height, to whole pixels and no further than its edges; and where that is.

    Raises InvalidParameter where it lies outside, UnusablePicture where nothing is to be seen in it.
    """
    x, y, width, height = region
    left, top = max(0, math.floor(x)), max(0, math.floor(y))
    right, bottom = (
        min(picture.width, math.ceil(x + width)),
        min(picture.height, math.ceil(y + height)),
    )
    if left >= right or top >= bottom:
        raise InvalidParameter(
            f"The crop lies outside of the picture, which has {picture.width} × {picture.height} pixels: move it."
        )
    part = picture.crop((left, top, right, bottom))
    _refuse_flat(part)
    return part, (left, top, right - left, bottom - top)


def _refuse_flat(picture: Image.Image) -> None:
    if _contrast(picture) < FLAT:
        raise UnusablePicture(
            "The picture shows one colour and nothing else: crop it around the icon, with a little of what is around it."
        )


def _opaque(image: Image.Image) -> Image.Image:
    """The picture in RGB, whatever its mode. Transparent: on a light ground, or on a dark one where it is drawn light."""
    if image.mode.startswith("I;16"):  # Pillow would cut off at 255 instead of scaling
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if not image.has_transparency_data:
        return _converted(image, "RGB")
    layered = _converted(image, "RGBA")
    palette = Palette(layered)
    if palette.empty:
        raise UnusablePicture("The picture is transparent all over: send one that shows the icon.")
    visible_on_light = palette.contrast_on(LIGHT) >= min(ENOUGH_CONTRAST, palette.contrast_on(DARK))
    ground = Image.new("RGB", layered.size, LIGHT if visible_on_light else DARK)
    ground.paste(layered, mask=layered)
    return ground


def _converted(image: Image.Image, mode: str) -> Image.Image:
    """The picture in a mode; large ones are not copied for nothing."""
    return image if image.mode == mode else image.convert(mode)


def _contrast(image: Image.Image) -> int:
    """The largest difference between two pixels of an RGB picture, in any of its channels."""
    extrema = cast(tuple[tuple[int, int], ...], image.getextrema())
    return max(brightest - darkest for darkest, brightest in extrema)
