import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from api import picture
from api.budget import Budget, OverBudget
from api.decoding import animation
from api.decoding.formats import DIRECT
from api.picture import TooManyPixels, UnknownFormat, UnusablePicture

MOST = 10_000


def encoded(image, file_format, **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def drawing(mode="RGB", ink="black", ground="white", size=(40, 30)):
    """A disc in the left half."""
    image = Image.new(mode, size, ground)
    ImageDraw.Draw(image).ellipse((4, 5, 18, 19), fill=ink)
    return image


def colour_at(content, place):
    return picture.decode(content, MOST).image.getpixel(place)


@pytest.mark.parametrize("file_format", [*DIRECT, "AVIF", "TIFF", "ICO", "JPEG2000"])
def test_each_format_is_read_by_content(file_format):
    options = {"sizes": [(40, 30)]} if file_format == "ICO" else {}
    image = picture.decode(encoded(drawing(), file_format, **options), MOST).image
    assert (image.mode, image.size) == ("RGB", (40, 30))
    assert max(image.getpixel((11, 12))) < 40 < 215 < min(image.getpixel((35, 25)))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA"])
def test_every_mode_shows_the_same_picture(mode):
    file_format = "JPEG" if mode == "CMYK" else "PNG"
    content = encoded(drawing().convert(mode), file_format)
    assert max(colour_at(content, (11, 12))) < 40
    assert min(colour_at(content, (35, 25))) > 215


def test_sixteen_bits_are_scaled_not_cut_off():
    grey = np.full((30, 40), 0x8000, np.uint16)
    grey[5:15, 5:15] = 0x2000
    content = encoded(Image.fromarray(grey), "PNG")
    assert Image.open(io.BytesIO(content)).mode.startswith("I;16")
    assert colour_at(content, (10, 10)) == (0x20,) * 3
    assert colour_at(content, (35, 25)) == (0x80,) * 3


@pytest.mark.parametrize(
    ("ink", "ground"),
    [("white", (30, 30, 30)), ("black", (255, 255, 255)), ("#1677ff", (255, 255, 255))],
)
def test_an_icon_on_nothing_gets_a_ground_it_shows_on(ink, ground):
    for content in (
        encoded(drawing("RGBA", ink, (0, 0, 0, 0)), "PNG"),
        encoded(drawing("RGBA", ink, (0, 0, 0, 0)), "WEBP", lossless=True),
        encoded(drawing("RGBA", ink, (0, 0, 0, 0)).quantize(), "PNG"),
    ):
        assert colour_at(content, (35, 25)) == ground
        assert colour_at(content, (11, 12)) == Image.new("RGB", (1, 1), ink).getpixel((0, 0))


def test_a_transparent_key_colour_counts_as_transparency():
    image = drawing("L", ink=255, ground=7)
    assert colour_at(encoded(image, "PNG", transparency=7), (35, 25)) == (30, 30, 30)


def test_of_frames_that_show_as_much_the_first_is_taken():
    frames = [drawing(ink="red"), drawing(ink="blue")]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = colour_at(content, (11, 12))
    assert red > 200 > blue


def test_an_animation_that_begins_empty_is_searched_by_its_first_frame_with_a_drawing():
    empty = Image.new("RGB", (40, 30), "white")
    for file_format in ("GIF", "WEBP", "PNG", "AVIF"):
        content = encoded(empty, file_format, save_all=True, append_images=[empty, drawing()])
        assert max(colour_at(content, (11, 12))) < 40, file_format


def test_an_icon_that_is_drawn_on_is_searched_by_the_frame_that_shows_most():
    whole = drawing()
    part = whole.copy()
    part.paste("white", (0, 0, 20, 30))
    faded = Image.blend(Image.new("RGB", whole.size, "white"), whole, 0.05)
    for file_format in ("GIF", "WEBP", "PNG", "AVIF"):
        content = encoded(part, file_format, save_all=True, append_images=[whole, faded])
        assert max(colour_at(content, (11, 12))) < 40, file_format


def test_large_frames_are_compared_by_some_of_their_pixels(monkeypatch):
    settings = animation.AnimationSettings(compared=300)
    monkeypatch.setattr(animation, "ANIMATION", settings)
    whole = drawing()
    part = whole.copy()
    part.paste("white", (0, 0, 20, 30))
    for file_format in ("GIF", "WEBP", "PNG"):
        content = encoded(part, file_format, save_all=True, append_images=[whole])
        assert max(colour_at(content, (11, 12))) < 40, file_format


def test_a_page_that_is_larger_than_the_first_is_not_decoded():
    empty = Image.new("RGB", (40, 30), "white")
    pages = [drawing().resize((400, 300))]
    content = encoded(empty, "TIFF", save_all=True, append_images=pages)
    with pytest.raises(UnusablePicture, match="one colour"):
        picture.decode(content, 100_000)
    assert picture.decode(content, 130_000).image.size == (400, 300)


def test_of_the_pages_of_a_tiff_the_first_with_a_drawing_is_taken():
    empty = Image.new("RGB", (40, 30), "white")
    full = Image.new("RGB", (40, 30), "blue")
    full.paste("white", (0, 0, 40, 1))
    pages = [drawing(ink="red"), full]
    content = encoded(empty, "TIFF", save_all=True, append_images=pages)
    red, _, blue = colour_at(content, (11, 12))
    assert red > 200 > blue


@pytest.mark.parametrize("header", [b"BM", b""])
def test_the_empty_fourth_channel_of_a_bitmap_is_no_transparency(header):
    """Windows' clipboard has 32 bits a pixel, with a mask for alpha, and leaves them 0."""
    colours = drawing().transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    layered = Image.merge("RGBA", [*colours.split(), Image.new("L", colours.size)])
    pixels = layered.tobytes("raw", "BGRA")
    info = struct.pack("<IiiHHIIiiII", 124, 40, 30, 1, 32, 3, len(pixels), 0, 0, 0, 0)
    info += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + bytes(124 - 56)
    head = struct.pack("<IHHI", 14 + len(info) + len(pixels), 0, 0, 14 + len(info))
    content = header + (head if header else b"") + info + pixels
    assert colour_at(content, (11, 12)) == (0, 0, 0)
    assert colour_at(content, (35, 25)) == (255, 255, 255)


def cut_out(ink, size=(20, 20)):
    """A ring that reaches the edge, on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), outline=ink, width=3)
    return image


@pytest.mark.parametrize(("ink", "ground"), [("white", (30, 30, 30)), ("black", (255, 255, 255))])
def test_a_cut_out_without_padding_gets_some_of_its_ground(ink, ground):
    decoded = picture.decode(encoded(cut_out(ink), "PNG"), MOST)
    image, border = decoded.padded()
    assert decoded.ground == ground
    assert border == 3 and image.size == (26, 26)
    assert {image.getpixel((place, 0)) for place in range(26)} == {ground}
    assert image.crop((3, 3, 23, 23)).tobytes() == decoded.image.tobytes()


def test_what_has_padding_or_is_no_cut_out_gets_no_border():
    padded = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    padded.paste(cut_out("black"), (5, 5))
    window = Image.new("RGBA", (60, 60), "navy")
    window.paste("white", (20, 20, 30, 30))
    window.putpixel((0, 0), (0, 0, 0, 0))
    for image in (padded, window, window.convert("RGB")):
        decoded = picture.decode(encoded(image, "PNG"), MOST)
        assert decoded.padded() == (decoded.image, 0)


def test_a_photo_is_turned_as_its_exif_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to show it upright
    image = picture.decode(encoded(drawing(), "JPEG", exif=exif, quality=95), MOST).image
    assert image.size == (30, 40)
    assert max(image.getpixel((29 - 12, 11))) < 40


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_too_many_pixels_are_refused_from_the_header_alone():
    # A header that says 100,000 × 100,000, and no pixels: decoding would fail as a broken picture.
    for side in (101, 10_000, 100_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        with pytest.raises(TooManyPixels, match="10000 pixels"):
            picture.decode(
                b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b""), MOST
            )


def test_the_limit_itself_is_allowed():
    assert picture.decode(encoded(drawing(size=(100, 100)), "PNG"), MOST).image.size == (100, 100)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF", b"hello" * 100],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnknownFormat, match="PNG, JPEG"):
        picture.decode(content, MOST)


def test_formats_that_pillow_could_read_but_we_do_not_are_refused():
    for file_format in ("PPM", "EPS", "TGA", "SGI"):
        with pytest.raises(UnknownFormat):
            picture.decode(encoded(drawing(), file_format), MOST)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "BMP", "AVIF", "TIFF", "JPEG2000"])
def test_a_picture_cut_in_the_middle_is_refused(file_format):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 3), np.uint8))
    content = encoded(noise, file_format)
    with pytest.raises(UnusablePicture, match="broken or cut off"):
        picture.decode(content[: len(content) // 2], MOST)


@pytest.mark.parametrize(
    "image", [Image.new("RGB", (9, 9), "navy"), Image.new("RGB", (1, 1)), Image.new("RGBA", (9, 9))]
)
def test_a_picture_of_nothing_is_refused(image):
    with pytest.raises(UnusablePicture, match=r"one colour|transparent all over"):
        picture.decode(encoded(image, "PNG"), MOST)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")
def test_no_damage_ends_in_anything_but_a_problem():
    chance = np.random.default_rng(7)
    for file_format in ("PNG", "JPEG", "WEBP", "GIF", "BMP"):
        whole = encoded(drawing(), file_format)
        for _ in range(200):
            damaged = bytearray(whole)
            for place in chance.integers(0, len(whole), 8):
                damaged[place] = chance.integers(256)
            try:
                assert picture.decode(bytes(damaged), MOST).image.mode == "RGB"
            except (UnknownFormat, TooManyPixels, UnusablePicture):
                continue


def scans(times):
    """A JPEG of many scans.

    Each has 44 bytes, and takes a thousandth of a second for each million pixels.
    """
    whole = encoded(drawing("L", ink=0, ground=255, size=(2000, 2000)), "JPEG", progressive=True)
    last, end = whole.rfind(b"\xff\xda"), whole.rfind(b"\xff\xd9")
    return whole[:end] + whole[last:end] * times + whole[end:]


def runs(times):
    """A BMP of runs of one pixel, which Pillow unpacks in Python."""
    palette, packed = bytes(4 * 256), b"\x01\x07" * times
    head = struct.pack("<IiiHHIIiiII", 40, 2000, 2000, 1, 8, 1, len(packed), 0, 0, 256, 0)
    return (
        b"BM"
        + struct.pack("<IHHI", 54 + len(palette) + len(packed), 0, 0, 54 + len(palette))
        + head
        + palette
        + packed
    )


def segments(times):
    """A JPEG with its EXIF in pieces of one byte; Pillow joins each to all before it."""
    whole, piece = encoded(drawing(), "JPEG"), b"Exif\0\0x"
    return whole[:2] + (b"\xff\xe1" + struct.pack(">H", len(piece) + 2) + piece) * times + whole[2:]


def notes(times):
    """A PNG with many texts."""
    whole = encoded(drawing(), "PNG")
    return (
        whole[:33]
        + b"".join(chunk(b"tEXt", b"%d\0x" % number) for number in range(times))
        + whole[33:]
    )


@pytest.mark.parametrize(
    ("packed", "times"), [(scans, 20_000), (runs, 3_000_000), (segments, 200_000), (notes, 300_000)]
)
def test_what_takes_too_long_to_unpack_is_refused(packed, times):
    content = packed(times)
    budget = Budget(0.2)
    budget.begin()
    with pytest.raises(OverBudget, match="seconds of processor time: crop the picture"):
        picture.decode(content, 40_000_000)
    budget.end()
    assert budget.spent < 1


def test_what_pillow_remarks_on_broken_exif_is_not_kept_for_ever():
    exifs = [
        b"Exif\0\0II*\0" + struct.pack("<IHHHIII", 8, 1, 0x010E, 2, 77_000 + number, 5000, 0)
        for number in range(3)
    ]
    remarkable = "\n".join(encoded(drawing(), "JPEG", exif=exif).hex() for exif in exifs)
    look = (
        "import sys; from api.picture import decode; "
        "[decode(bytes.fromhex(line), 10_000) for line in sys.stdin]"
    )
    said = subprocess.run(
        [sys.executable, "-c", look], input=remarkable, capture_output=True, text=True, check=True
    )
    assert said.stderr == ""


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_picture_with_many_packed_texts_is_refused_before_any_is_unpacked(monkeypatch, name):
    plain = encoded(drawing(), "PNG")
    broken = b"a\0\0" + zlib.compress(bytes(100_000))[:-4] + bytes(4)
    text = struct.pack(">I", len(broken)) + name + broken + bytes(4)
    monkeypatch.setattr("PIL.Image.open", None)
    with pytest.raises(UnusablePicture, match="more than 100 texts"):
        picture.decode(plain[:33] + 101 * text + plain[33:], MOST)
