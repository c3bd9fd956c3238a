"""How many pixels a picture may have: fewer where its decoder holds them several times."""

from dataclasses import dataclass

from PIL import Image

from api.decoding.errors import TooManyPixels
from api.decoding.formats import PAGED


@dataclass(frozen=True)
class SizeSettings:
    """Limits that leave decoding 400 MB. All were chosen by hand.

    Bytes a pixel were measured with Pillow 13: tests/reliability/test_large_pictures.py.
    """

    # Pixels, for decoding that takes up to 14, 24 and 40 bytes a pixel. Phones take pictures of
    # 24.5 million, a 5K screen has 14.7 million and a 4K screen 8.3 million.
    steps: tuple[int, ...] = (25_000_000, 15_000_000, 9_000_000)
    # Pillow's names of formats of the first step, and of the second.
    copied: tuple[str, ...] = ("AVIF", "HEIF", "TIFF", "ICO")
    repeated: tuple[str, ...] = ("WEBP", "JPEG2000")


SIZES = SizeSettings()


def check(image: Image.Image, max_pixels: int) -> None:
    """Raises TooManyPixels for a picture, by its header, that has more than it may have."""
    pixels = image.width * image.height
    if pixels > max_pixels:
        raise too_many(max_pixels)
    most = _most_in_kind(image)
    if most is not None and pixels > most:
        raise TooManyPixels(
            f"The picture has more than {most} pixels, the most of this kind: "
            "crop it around the icon, or save it as a PNG without transparency."
        )


def too_many(most: int) -> TooManyPixels:
    """The error about a picture of more pixels than the service allows in any format."""
    return TooManyPixels(f"The picture has more than {most} pixels: crop it around the icon.")


def is_animated(image: Image.Image) -> bool:
    """Whether a picture has several frames or pages."""
    return getattr(image, "is_animated", False)


def _most_in_kind(image: Image.Image) -> int | None:
    """The limit of a picture's kind; None for kinds whose pixels are held once or twice."""
    step = 0
    has_frames = is_animated(image) and image.format not in PAGED
    # Of a progressive JPEG all coefficients are held, two bytes each.
    is_progressive = "progressive" in image.info
    if has_frames or image.format in SIZES.repeated:
        step = 2
    elif is_progressive or image.format in SIZES.copied:
        step = 1
    # What is transparent is put on a ground, with a border.
    step += image.has_transparency_data
    return SIZES.steps[step - 1] if step else None
