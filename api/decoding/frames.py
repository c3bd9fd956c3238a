"""From an upload's bytes to one frame: upright, in RGB or RGBA, within limits of size and time."""

import io
import warnings
from dataclasses import dataclass
from typing import cast

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from api import budget
from api.budget import Abandoned, OverBudget
from api.decoding import formats, sizes
from api.decoding.animation import seek_fullest
from api.decoding.errors import PictureError, UnknownFormat, UnusablePicture

# Pillow's warnings about broken EXIF help nobody, and Python keeps each different one for ever.
warnings.filterwarnings("ignore", module=r"PIL\.")

# Writers of these formats mostly leave a fourth channel empty that is no transparency.
EMPTY_ALPHA = ("BMP", "DIB", "ICO")

PACKED = (b"zTXt", b"iTXt", b"iCCP")  # the chunks of a PNG that may hold packed texts


@dataclass(frozen=True)
class DecodingSettings:
    """Limits of decoding."""

    # Of 255. A picture with less contrast shows nothing. Chosen by hand.
    min_contrast: int = 6
    # Processor time of a process that decodes one picture. Chosen by hand.
    max_seconds: float = 1.5
    # Bytes given to a decoder at a time: it can be stopped only in between. Chosen by hand.
    read_size: int = 4096
    # Packed texts and profiles of a PNG. Screenshots have one or two. Chosen by hand.
    most_texts: int = 100


LIMITS = DecodingSettings()


class CheckedBytes(io.BytesIO):
    """Bytes that can be read while the budget of the search lasts.

    Large pictures take about a second to unpack; some of a few megabytes would take minutes.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises OverBudget, Abandoned."""
        budget.check()
        return super().read(size)


def too_slow(seconds: float) -> UnusablePicture:
    """The error about a picture that takes too long."""
    return UnusablePicture(
        f"The picture takes more than {seconds:g} seconds to unpack: "
        "save it anew, as PNG, and send that."
    )


def too_much_memory(size: int) -> UnusablePicture:
    """The error about a picture that takes more than `size` bytes."""
    return UnusablePicture(
        f"The picture takes more than {size // 1_000_000} MB to unpack: "
        "save it anew, as PNG, and send that."
    )


def broken() -> UnusablePicture:
    """The error about a damaged picture."""
    return UnusablePicture(
        "The picture is broken or cut off: take it again, or save it anew and send that."
    )


def read(content: bytes, max_pixels: int, names: tuple[str, ...]) -> Image.Image:
    """Return the frame that shows most, in RGB or RGBA, turned as its EXIF says.

    `names` are Pillow's names of the formats that are tried. The size is read from the header and
    checked before any pixel is decoded. Raises UnknownFormat, TooManyPixels, UnusablePicture,
    and OverBudget or Abandoned within a search.
    """
    try:
        return _read(content, max_pixels, names)
    except UnidentifiedImageError as error:
        if formats.is_confined(content):  # it begins like a picture
            raise broken() from error
        raise UnknownFormat(formats.refusal(content)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise sizes.too_many(max_pixels) from error
    except (PictureError, OverBudget, Abandoned, MemoryError):
        raise
    # Decoders raise anything on broken files: struct.error, SyntaxError and others.
    except Exception as error:
        raise broken() from error


def contrast(picture: Image.Image) -> int:
    """The widest range, 0..255, of any of the picture's bands."""
    # ((least, greatest), …) of each band
    extrema = cast(tuple[tuple[int, int], ...], picture.getextrema())
    return max(greatest - least for least, greatest in extrema)


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


def _read(content: bytes, max_pixels: int, names: tuple[str, ...]) -> Image.Image:
    _refuse_many_texts(content)
    image = Image.open(CheckedBytes(content), formats=names)
    sizes.check(image, max_pixels)
    image.decodermaxblock = LIMITS.read_size
    if sizes.is_animated(image):
        seek_fullest(image, max_pixels)
    image.load()
    sizes.check(image, max_pixels)  # an ICO's header may give another size than its picture has
    ImageOps.exif_transpose(image, in_place=True)
    return _plain(image)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in RGB, or in RGBA where it has transparency."""
    has_alpha = image.has_transparency_data
    if has_alpha and image.format in EMPTY_ALPHA:
        has_alpha = image.convert("RGBA").getchannel("A").getextrema() != (0, 0)
    plain = image
    if image.mode.startswith("I;16"):  # Pillow would cut off at 255 instead of scaling
        plain = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        has_alpha = False
    mode = "RGBA" if has_alpha else "RGB"
    return plain if plain.mode == mode else plain.convert(mode)
