"""How many pixels a picture may have."""

import io

import pytest
from PIL import Image

from api import picture
from api.decoding import sizes
from api.decoding.errors import TooManyPixels
from api.settings import Settings

FINE = {"progressive": True, "subsampling": 0}
OPAQUE = Image.linear_gradient("L").resize((40, 40)).convert("RGB")
CUT_OUT = Image.merge("RGBA", (*OPAQUE.split(), OPAQUE.getchannel(0)))


def encoded(image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def moving(image, file_format):
    return encoded(image, file_format, save_all=True, append_images=[image.rotate(90)])


@pytest.mark.parametrize(
    ("content", "step"),
    [
        (encoded(CUT_OUT, "PNG"), 1),
        (encoded(OPAQUE.quantize(4), "PNG", transparency=1), 1),
        (encoded(OPAQUE, "JPEG", **FINE), 1),
        (encoded(OPAQUE, "WEBP"), 2),
        (encoded(CUT_OUT, "WEBP"), 3),
        (moving(OPAQUE, "GIF"), 2),
        (moving(CUT_OUT, "PNG"), 3),
    ],
)
def test_kinds_that_take_more_memory_may_have_fewer_pixels(content, step, monkeypatch):
    steps = [1600] * step + [1599] * (3 - step)
    monkeypatch.setattr(sizes, "SIZES", sizes.SizeSettings(steps=tuple(steps)))
    assert picture.decode(content, 1600).image.size == (40, 40)

    steps[step - 1] = 1599
    monkeypatch.setattr(sizes, "SIZES", sizes.SizeSettings(steps=tuple(steps)))
    with pytest.raises(TooManyPixels, match="more than 1599 pixels, the most of this kind"):
        picture.decode(content, 1600)


@pytest.mark.parametrize(
    ("file_format", "most"),
    [("AVIF", 1600), ("HEIF", 1600), ("TIFF", 1600), ("ICO", 1600), ("JPEG2000", 1599)],
)
def test_formats_that_are_decoded_in_a_process_have_limits_of_their_own(
    file_format, most, monkeypatch
):
    monkeypatch.setattr(sizes, "SIZES", sizes.SizeSettings(steps=(1600, 1599, 1598)))
    image = Image.new("RGB", (40, 40))
    image.format = file_format
    if most == 1600:
        sizes.check(image, 2000)
        image = Image.new("RGB", (1, 1601))
        image.format = file_format
    with pytest.raises(TooManyPixels, match=f"more than {most} pixels, the most of this kind"):
        sizes.check(image, 2000)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF", "BMP"])
def test_others_have_the_limit_of_the_settings_alone(file_format, monkeypatch):
    monkeypatch.setattr(sizes, "SIZES", sizes.SizeSettings(steps=(1, 1, 1)))
    assert picture.decode(encoded(OPAQUE, file_format), 1600).image.size == (40, 40)


def test_the_limits_of_kinds_are_below_that_of_the_settings():
    limits = [Settings.max_pixels, *sizes.SIZES.steps]
    assert limits == sorted(limits, reverse=True)
