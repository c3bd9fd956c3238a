"""Decoding in a process that may be killed."""

import io
import struct
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from api import picture
from api.budget import Abandoned, Budget
from api.decoding import confined
from api.decoding.errors import TooManyPixels, UnusablePicture
from render.processes.confinement import WorkerLimits

HERE = Path(__file__).parent
MOST = 10_000


def encoded(image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def test_a_heic_is_read():
    """A black disc on white, 64 × 48 pixels, written by pillow-heif with quality 80."""
    image = picture.decode((HERE / "disc.heic").read_bytes(), MOST).image
    assert (image.mode, image.size) == ("RGB", (64, 48))
    assert max(image.getpixel((18, 20))) < 40 < 215 < min(image.getpixel((45, 40)))


@pytest.mark.parametrize("file_format", ["AVIF", "TIFF", "JPEG2000"])
def test_too_many_pixels_are_refused(file_format):
    content = encoded(Image.linear_gradient("L"), file_format)
    with pytest.raises(TooManyPixels, match="10000 pixels"):
        confined.read(content, MOST)


def test_an_ico_that_holds_more_pixels_than_its_header_says_is_refused():
    inside = encoded(Image.linear_gradient("L"), "PNG")
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inside), 22)
    content = struct.pack("<HHH", 0, 1, 1) + entry + inside
    with pytest.raises(TooManyPixels, match="10000 pixels"):
        confined.read(content, MOST)


def test_transparency_comes_back():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (5, 5, 20, 20))
    for file_format in ("TIFF", "ICO"):
        read = confined.read(encoded(image, file_format, sizes=[(40, 40)]), MOST)
        assert read.mode == "RGBA"
        assert read.getpixel((30, 30))[3] == 0 and read.getpixel((10, 10)) == (255, 0, 0, 255)


def test_pixels_come_back_in_strips():
    image = Image.effect_noise((1300, 1100), 99).convert("RGB")
    assert len(image.tobytes()) > confined.PIECE
    assert confined.read(encoded(image, "TIFF"), 2_000_000).tobytes() == image.tobytes()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (WorkerLimits(seconds=0.01), "more than 0.01 seconds to unpack"),
        (WorkerLimits(memory=1024 * 1024), "more than 1 MB|broken or cut off"),
    ],
)
def test_a_file_that_costs_too_much_ends_its_process_alone(limits, said, monkeypatch):
    content = encoded(Image.effect_noise((2000, 2000), 99), "JPEG2000")
    monkeypatch.setattr(confined, "LIMITS", limits)
    with pytest.raises(UnusablePicture, match=said):
        confined.read(content, 40_000_000)
    monkeypatch.undo()
    assert confined.read(encoded(Image.linear_gradient("L"), "TIFF"), 70_000).mode == "RGB"


def test_the_time_of_the_process_counts_for_the_search_and_a_client_that_is_gone_ends_it(
    monkeypatch,
):
    content = encoded(Image.effect_noise((1000, 1000), 90), "AVIF", speed=10)  # 50 ms
    most = 1_000_000
    search = Budget(60)
    search.begin()
    try:
        before = search.spent
        confined.read(content, most)
        assert search.spent - before > 0.01
        search.abandon()
        # An answer that is there at the first look needs no second: this one never comes.
        monkeypatch.setattr(Connection, "poll", lambda *_: False)
        with pytest.raises(Abandoned):
            confined.read(content, most)
    finally:
        search.end()
