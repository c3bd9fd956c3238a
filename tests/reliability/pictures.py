"""Pictures as they come from cameras, converters and enemies.

Large ones are made when they are asked for.
"""

import base64
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

SIDE = 6300  # pixels; a little less than the settings allow in all
TRANSPARENT = 4990  # the same for what is transparent
WEBP = 3870
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()


def encoded(image, file_format="PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def turned(image, orientation: int) -> bytes:
    """As a camera held in one of eight ways would have it: upright only where EXIF is heeded."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    undone = {
        2: 0,
        3: 3,
        4: 1,
        5: 5,
        6: 2,
        7: 6,
        8: 4,
    }  # ImageOps.exif_transpose's methods the other way round
    return encoded(
        image.transpose(undone[orientation]) if orientation in undone else image,
        "JPEG",
        exif=exif,
        quality=95,
    )


def right(shot: Image.Image) -> dict[str, bytes]:
    """A screenshot in every form that shows the same picture."""
    grey, other = shot.convert("L"), ImageOps.invert(shot)
    cut_out = shot.convert("RGBA")
    cut_out.putalpha(grey)
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) << 8)
    moving = {"save_all": True, "append_images": [other] * 3, "duration": 50}
    return {
        "16-bit grey PNG": encoded(deep),
        "16-bit colour PNG": png(
            shot.width,
            shot.height,
            16,
            2,
            np.asarray(shot).repeat(2, axis=2).reshape(shot.height, -1),
        ),
        "1-bit PNG": encoded(shot.convert("1", dither=Image.Dither.NONE)),
        "palette": encoded(shot.quantize(16)),
        "palette with transparency": encoded(cut_out.quantize(32)),
        "transparent PNG": encoded(cut_out),
        "transparent WebP": encoded(cut_out, "WEBP", lossless=True),
        "grey with alpha": encoded(cut_out.convert("LA")),
        "CMYK JPEG": encoded(shot.convert("CMYK"), "JPEG", quality=95),
        "progressive JPEG": encoded(shot, "JPEG", progressive=True, quality=95),
        "JPEG with ICC profile": encoded(shot, "JPEG", icc_profile=PROFILE, quality=95),
        "PNG with ICC profile": encoded(shot, icc_profile=PROFILE),
        "ICC profile of noise": encoded(shot, icc_profile=np.random.default_rng(1).bytes(3000)),
        "animated GIF": encoded(shot, "GIF", **moving),
        "animated WebP": encoded(shot, "WEBP", **moving),
        "animated PNG": encoded(shot, **moving),
        "32-bit BMP": encoded(shot.convert("RGBA"), "BMP"),
        "8-bit BMP": encoded(grey, "BMP"),
        "BMP without file header": encoded(shot, "DIB"),
        "AVIF": encoded(shot, "AVIF"),
        "TIFF": encoded(shot, "TIFF"),
        "packed TIFF": encoded(shot, "TIFF", compression="tiff_lzw"),
        "ICO": encoded(shot.resize((64, 64)), "ICO", sizes=[(64, 64)]),
        "JPEG 2000": encoded(shot, "JPEG2000"),
        "base64": base64.b64encode(encoded(shot)),
        "data URI": b"data:image/png;base64," + base64.b64encode(encoded(shot)),
        "animated GIF that begins empty": encoded(
            Image.new("RGB", shot.size, "white"), "GIF", save_all=True, append_images=[shot]
        ),
        "PNG and a ZIP behind it": encoded(shot) + b"PK\x03\x04" + bytes(1000),
        **{
            f"EXIF orientation {orientation}": turned(shot, orientation)
            for orientation in range(1, 9)
        },
    }


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(width: int, height: int, depth: int, colour: int, rows, before: bytes = b"") -> bytes:
    """A PNG whose header says what it is told to; rows (h, bytes a row)."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" + bytes(row)) for row in rows) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )


def zeros() -> bytes:
    """500 MB in half a megabyte."""
    return zlib.compress(bytes(500_000_000))


def stripes(width: int, height: int, channels: int):
    """Rows, dark and bright in turn."""
    return (bytes([255 if row // 1000 % 2 else 32]) * (width * channels) for row in range(height))


def bmp(width: int, height: int, packed: bytes, bits: int = 8) -> bytes:
    """A BMP of runs."""
    palette = bytes(range(256)) * 4
    head = struct.pack(
        "<IiiHHIIiiII",
        40,
        width,
        height,
        1,
        bits,
        1 if bits == 8 else 2,
        len(packed),
        0,
        0,
        1 << bits,
        0,
    )
    start = 54 + (4 << bits)
    return (
        b"BM"
        + struct.pack("<IHHI", start + len(packed), 0, 0, start)
        + head
        + palette[: 4 << bits]
        + packed
    )


def again_and_again(times: int) -> bytes:
    """A JPEG whose last scan is repeated: the largest that is decoded."""
    picture = (
        Image.linear_gradient("L").resize((4900, 4900)).point(lambda value: 255 * (value > 99))
    )
    whole = encoded(picture, "JPEG", progressive=True, quality=5)
    last, end = whole.rfind(b"\xff\xda"), whole.rfind(b"\xff\xd9")
    return whole[:end] + whole[last:end] * times + whole[end:]


def wrong(shot: Image.Image) -> dict[str, tuple]:
    """What is no picture, shows nothing, lies or takes too long: bytes, or a function that makes
    them. And which answers are right.
    """
    plain, photo, still = encoded(shot), encoded(shot, "JPEG"), encoded(shot, "WEBP")
    exif = (
        b"II*\0"
        + struct.pack("<IH", 8, 5000)
        + b"".join(struct.pack("<HHII", tag, 1, 60_000, 0) for tag in range(5000))
        + bytes(4)
    )
    pieces = b"\xff\xe1\0\x09Exif\0\0x" * 800_000
    return {
        "nothing": (b"", {422}),
        "an SVG": (
            b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
            {200, 415},
        ),
        "a PDF": (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>", {415}),
        "a web page": (b"<!doctype html><script>alert(1)</script>", {415}),
        "nothing but percent signs": (b"data:image/png," + b"%" * 9_900_000, {415}),
        "JSON of three million lists": (lambda: b"[" + b"[]," * 3_000_000 + b"1]", {415}),
        "a ZIP": (b"PK\x05\x06" + bytes(18), {415}),
        "a TIFF, cut off": (encoded(shot, "TIFF")[:4000], {422}),
        "an AVIF, cut off": (encoded(shot, "AVIF")[:-40], {422}),
        "the head of a HEIC": (b"\0\0\0\x18ftypheic" + bytes(40), {415, 422}),
        "an ICO that says more than it has": (b"\0\0\1\0\xff\xff" + bytes(64), {415, 422}),
        "one pixel": (encoded(Image.new("RGB", (1, 1))), {422}),
        "1 × 10000": (
            lambda: encoded(Image.fromarray(np.arange(10_000, dtype=np.uint8)[None] // 9 * 9)),
            {200},
        ),
        "10000 × 1": (
            lambda: encoded(Image.fromarray(np.arange(10_000, dtype=np.uint8)[:, None] // 9 * 9)),
            {200},
        ),
        "more pixels than allowed": (png(100_000, 100_000, 8, 2, [b""]), {413}),
        "2³¹ pixels wide": (png(2**31 - 1, 1, 8, 0, [b""]), {413}),
        "no pixels": (png(0, 0, 8, 2, [b""]), {415, 422}),
        "fewer rows than said": (png(60, 60, 8, 0, stripes(60, 3, 1)), {200, 422}),
        "cut off PNG": (plain[: len(plain) // 2], {422}),
        "cut off JPEG": (photo[: -len(photo) // 4], {422}),
        "cut off WebP": (still[: len(still) // 2], {422}),
        "WebP that says 13000 × 13000": (
            b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0" + (b"\xc7\x32\0" * 2),
            {413, 415, 422},
        ),
        "BMP without pixels": (bmp(60, 60, b""), {422}),
        "solid 40 megapixels": (
            lambda: png(SIDE, SIDE, 8, 2, (bytes(SIDE * 3) for _ in range(SIDE))),
            {422},
        ),
        "40 megapixels with alpha": (lambda: png(SIDE, SIDE, 8, 6, stripes(SIDE, SIDE, 4)), {413}),
        "25 megapixels with alpha": (
            lambda: png(TRANSPARENT, TRANSPARENT, 8, 6, stripes(TRANSPARENT, TRANSPARENT, 4)),
            {200},
        ),
        "40 megapixels, 16 bits": (lambda: png(SIDE, SIDE, 16, 2, stripes(SIDE, SIDE, 6)), {200}),
        "15 megapixels, WebP": (
            lambda: encoded(Image.linear_gradient("L").resize((WEBP, WEBP)), "WEBP", quality=1),
            {200},
        ),
        "text that unpacks to 500 MB": (
            lambda: png(9, 9, 8, 0, stripes(9, 9, 1), chunk(b"zTXt", b"a\0\0" + zeros())),
            {422},
        ),
        "profile that unpacks to 500 MB": (
            lambda: png(9, 9, 8, 0, stripes(9, 9, 1), chunk(b"iCCP", b"a\0\0" + zeros())),
            {422},
        ),
        "EXIF that reads itself 5000 times": (
            encoded(shot, "JPEG", exif=b"Exif\0\0" + exif),
            {200},
        ),
        "EXIF in 800,000 pieces": (lambda: photo[:2] + pieces + photo[2:], {422}),
        "500,000 texts": (
            lambda: (
                plain[:33]
                + b"".join(chunk(b"tEXt", b"%d\0x" % number) for number in range(500_000))
                + plain[33:]
            ),
            {422},
        ),
        "JPEG of 4000 scans": (lambda: again_and_again(4000), {422}),
        "BMP of single pixels": (lambda: bmp(SIDE, SIDE, b"\x01\x07" * 4_900_000), {422}),
        "BMP unpacked in Python": (
            lambda: bmp(SIDE, SIDE, (b"\xff\x12" * 24 + b"\xb4\x21\0\0") * SIDE, 4),
            {422},
        ),
        "GIF of remarks": (
            lambda: (
                b"GIF89a\x09\0\x09\0\x80\0\0\0\0\0\xff\xff\xff"
                + b"\x21\xfe\x01a\0" * 1_900_000
                + b";"
            ),
            {415, 422},
        ),
    }
