"""Pictures of attacks: each is made of seven whole numbers, of which the first is its side."""

import io
import random
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from tests.reliability.pictures import chunk, turned


def encoded(pixels: np.ndarray) -> bytes:
    """A PNG of (h, w) or (h, w, 3)."""
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _sides(side: int, shape: int) -> tuple[int, int]:
    """Height and width of `side`² pixels, from tall to wide."""
    factor = 2.0 ** (shape % 7 - 3)
    return max(4, int(side * factor)), max(4, int(side / factor))


def tiling(side: int, shape: int, across: int, down: int, wide: int, high: int, hollow: int):
    """Marks on a grid, full or hollow."""
    height, width = _sides(side, shape)
    across, down = 1 + across % 40, 1 + down % 90
    tile = np.full((down, across), 255)
    wide, high = 1 + wide % across, 1 + high % down
    tile[:high, :wide] = 20
    if hollow % 2:
        tile[1 : high - 1, 1 : wide - 1] = 255
    return encoded(np.tile(tile, (-(-height // down), -(-width // across)))[:height, :width])


def noise(side: int, shape: int, low: int, high: int, cell: int, share: int, seed: int):
    """Grey noise, in cells, on a share of the picture."""
    height, width = _sides(side, shape)
    rng, cell = np.random.default_rng(seed), 1 + cell % 12
    size = (-(-height // cell), -(-width // cell))
    low, high = sorted((low % 256, high % 256))
    grey = rng.integers(low, high + 1, size)
    grey[rng.random(size) > (share % 100 + 1) / 100] = 255
    return encoded(grey.repeat(cell, 0).repeat(cell, 1)[:height, :width])


def nested(side: int, shape: int, across: int, down: int, pitch: int, open_end: int, seed: int):
    """Frames in frames, or brackets in brackets, side by side."""
    height, width = _sides(side, shape)
    across, down, pitch = 8 + across % max(9, width), 8 + down % 90, 2 + pitch % 8
    tile = Image.new("L", (across + 3, down + 3), 255)
    pen = ImageDraw.Draw(tile)
    for inset in range(0, min(across, down) // 2, pitch):
        right = across + 9 if open_end % 2 else across - inset
        pen.rectangle((inset, inset, max(inset, right), max(inset, down - inset)), outline=0)
    pixels = np.asarray(tile)
    times = (-(-height // pixels.shape[0]), -(-width // pixels.shape[1]))
    return encoded(np.tile(pixels, times)[:height, :width])


def spiral(side: int, shape: int, turns: int, thick: int, gap: int, drawn: int, seed: int):
    """Spirals side by side."""
    height, width = _sides(side, shape)
    drawn, thick, gap = 12 + drawn % 200, 1 + thick % 4, 2 + gap % 9
    tile = Image.new("L", (drawn, drawn), 255)
    pen, inset = ImageDraw.Draw(tile), 1
    for _ in range(1 + turns % 40):
        if 2 * inset >= drawn - 2:
            break
        far = drawn - inset
        corners = [(inset, inset), (far, inset), (far, far), (inset, far), (inset, inset + gap)]
        pen.line([*corners, (inset + gap, inset + gap)], 0, thick)
        inset += gap
    times = (-(-height // drawn), -(-width // drawn))
    return encoded(np.tile(np.asarray(tile), times)[:height, :width])


def writing(side: int, shape: int, size: int, leading: int, characters: int, ink: int, seed: int):
    """Lines of text."""
    height, width = _sides(side, shape)
    rng = random.Random(seed)
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    letters = "il.:1|-_=#@%MW0aeo "[: 2 + characters % 18]
    line = "".join(rng.choice(letters) for _ in range(width // 3))
    for top in range(0, height, max(4, 5 + leading % 30)):
        pen.text((top % 5, top), line[top % 11 :], ink % 128, font_size=5 + size % 40)
    return encoded(np.asarray(image))


def gradient(side: int, shape: int, red: int, green: int, blue: int, period: int, seed: int):
    """Waves of colour, with a few dots."""
    height, width = _sides(side, shape)
    rows, columns = np.mgrid[:height, :width]
    waves = np.sin(columns / (1 + period % 60)) + np.cos(rows / (1 + seed % 60))
    colour = np.array([red % 128, green % 128, blue % 128])
    return encoded(128 + waves[..., None] * colour / 2)


def texts(side: int, shape: int, count: int, length: int, kind: int, broken: int, seed: int):
    """A picture with many packed texts in it, whole or broken."""
    plain = tiling(min(side, 64), shape, 5, 5, 2, 2, 0)
    name = (b"zTXt", b"iTXt", b"iCCP", b"tEXt")[kind % 4]
    packed = zlib.compress(bytes(1 + length * 97 % 1_000_000))
    if broken % 2:
        packed = packed[:-4] + b"\0\0\0\0"
    head = {b"zTXt": b"a\0\0", b"iTXt": b"a\0\1\0\0\0", b"iCCP": b"a\0\0", b"tEXt": b"a\0"}[name]
    content = (head + packed) if name != b"tEXt" else head + b"x" * (length % 3000)
    more = chunk(name, content) * (1 + count % 3000)
    return plain[:33] + more[:9_000_000] + plain[33:]


def frames(side: int, shape: int, count: int, colours: int, delay: int, disposal: int, seed: int):
    """An animation."""
    height, width = _sides(min(side, 400), shape)
    rng = np.random.default_rng(seed)
    pictures = [
        Image.fromarray(rng.integers(0, 2 + colours % 254, (height, width)).astype(np.uint8))
        for _ in range(1 + count % 60)
    ]
    file_format = ("GIF", "PNG", "WEBP")[delay % 3]
    options = {"disposal": disposal % 3} if file_format == "GIF" else {}
    buffer = io.BytesIO()
    pictures[0].save(buffer, file_format, save_all=True, append_images=pictures[1:], **options)
    return buffer.getvalue()


def remarks(side: int, shape: int, count: int, length: int, kind: int, broken: int, seed: int):
    """A GIF or a JPEG of many remarks."""
    count = 1 + count * 37 % 15_000
    if kind % 2:
        plain = io.BytesIO()
        Image.new("L", (9, 9), 40).save(plain, "JPEG")
        marker = b"\xff\xe1" + struct.pack(">H", 9) + b"Exif\0\0x"
        return plain.getvalue()[:2] + marker * count + plain.getvalue()[2:]
    head = b"GIF89a\x09\0\x09\0\x80\0\0\0\0\0\xff\xff\xff"
    return head + b"\x21\xfe\x01a\0" * count + b";"


FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF", "TIFF", "JPEG2000", "ICO")
MODES = ("RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16")
OPTIONS = {
    "PNG": {"compress_level": 1},
    "WEBP": {"method": 0, "quality": 20},
    "AVIF": {"speed": 10},
    "JPEG2000": {"quality_layers": [20]},
}


def saved(side: int, shape: int, format_: int, mode: int, options: int, turn: int, seed: int):
    """A picture in any format and mode, turned or not."""
    drawn = Image.open(io.BytesIO(nested(side, shape, seed, seed, 3, seed, 0))).convert("RGB")
    file_format = FORMATS[format_ % len(FORMATS)]
    if file_format == "JPEG" and turn % 3 == 0:
        return turned(drawn, 1 + options % 8)
    wanted = MODES[mode % len(MODES)]
    if wanted == "I;16":
        image = Image.fromarray(np.asarray(drawn.convert("L")).astype(np.uint16) << 8)
    else:
        image = drawn.convert(wanted)
    more = dict(OPTIONS.get(file_format, {}))
    if file_format == "JPEG" and options % 2:
        more = {"progressive": True, "subsampling": 0}
    if file_format == "TIFF":
        more = {"compression": ("tiff_lzw", "tiff_deflate", "packbits", None)[options % 4]}
    buffer = io.BytesIO()
    try:
        image.save(buffer, file_format, **more)
    except (OSError, ValueError, KeyError):  # the format has no such mode
        buffer = io.BytesIO()
        drawn.save(buffer, "PNG")
    return buffer.getvalue()


PICTURES: dict[str, Callable[..., bytes]] = {
    made.__name__: made
    for made in (tiling, noise, nested, spiral, writing, gradient, texts, frames, remarks, saved)
}
