"""An adversary: requests within the limits, changed again and again towards what costs most.

An attack is a kind and a few whole numbers. Whoever measures what it costs keeps the costliest of
each kind, and changes those (an evolutionary search, (mu + 1) by kind).
"""

import base64
import io
import json
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image, ImageDraw

from tests.reliability.pictures import chunk

KEPT = 4  # of each kind: the costliest
NEW = 0.2  # share of the attacks that are made up anew
WINDOW, SEARCH, LIST = "/search/screenshot", "/search", "/icons"


@dataclass(frozen=True)
class Attack:
    """A request: `numbers` are what its kind's `KINDS` makes of them."""

    kind: str
    path: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Sent:
    """What goes over the wire."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    media_type: str = "image/png"

    @property
    def size(self) -> int:
        """Bytes, but for the head's fixed part."""
        return len(self.content) + sum(map(len, self.query.values())) + 1


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
    count = 1 + count * 37 % 300_000
    if kind % 2:
        plain = io.BytesIO()
        Image.new("L", (9, 9), 40).save(plain, "JPEG")
        marker = b"\xff\xe1" + struct.pack(">H", 9) + b"Exif\0\0x"
        return plain.getvalue()[:2] + marker * count + plain.getvalue()[2:]
    head = b"GIF89a\x09\0\x09\0\x80\0\0\0\0\0\xff\xff\xff"
    return head + b"\x21\xfe\x01a\0" * count + b";"


PICTURES: dict[str, Callable[..., bytes]] = {
    made.__name__: made
    for made in (tiling, noise, nested, spiral, writing, gradient, texts, frames, remarks)
}
ALPHABETS = ("a", "%", "图", "ﷺ", "a ", "ab ", "abc ", "arrow ", "é", "ß", "ﬃ", "あ", "🙂", "İ")


def words(first: int, second: int, length: int, mixed: int, *_: int) -> str:
    """A text to search for, of at most 200 characters."""
    one, other = ALPHABETS[first % len(ALPHABETS)], ALPHABETS[second % len(ALPHABETS)]
    repeated = (one * (1 + mixed % 7) + other) * 200
    return repeated[: 1 + length % 200]


def in_json(first: int, count: int, length: int, kind: int, *_: int) -> bytes:
    """An object with a picture and much else."""
    picture = base64.b64encode(tiling(40, 3, 9, 9, 5, 5, 0)).decode()
    spaced = " ".join(picture) if kind % 3 == 1 else picture
    values = [[], {}, "a", 1.5, [[]], "é" * 9, None][first % 7]
    many: object = [values] * (1 + count * 31 % 9000)
    fields = {"image": spaced + " " * (length * 1009 % 3_000_000), "library": many}
    if kind % 3 == 2:
        fields = {f"{place}": values for place in range(count % 3000)} | {"image": picture}
    return json.dumps(fields).encode()


def in_form(first: int, count: int, length: int, kind: int, *_: int) -> bytes:
    """A form with boundaries that are nearly there, or with many parts, or with long heads."""
    filling = (b"\r\n--x", b"\r", b"-", b"\r\n--b", b"\n\r")[first % 5]
    part = b'--bound\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n'
    if kind % 3 == 1:
        part += b"A: b\r\n" * (count % 3000)
    if kind % 3 == 2:
        part += b"A: " + b"b" * (length * 1009 % 2_000_000) + b"\r\n"
    return part + b"\r\n" + filling * (1 + length * 499 % 1_500_000) + b"\r\n--bound--\r\n"


OTHERS = {"words": LIST, "words with a picture": SEARCH, "JSON": SEARCH, "form": SEARCH}
NUMBERS = 7
LARGEST_NUMBER = 3000


def sent(attack: Attack) -> Sent:
    """The request of an attack."""
    numbers = attack.numbers
    if attack.kind in PICTURES:
        query = {"all": "true", "limit": "10"} if attack.path == WINDOW else {"limit": "100"}
        return Sent("POST", attack.path, query, PICTURES[attack.kind](*numbers))
    if attack.kind == "JSON":
        return Sent("POST", SEARCH, {}, in_json(*numbers), "application/json")
    if attack.kind == "form":
        return Sent("POST", SEARCH, {}, in_form(*numbers), "multipart/form-data; boundary=bound")
    query = {"q": words(*numbers)}
    if attack.kind == "words":
        return Sent("GET", LIST, query | {"facets": "true", "svg": "true", "limit": "200"})
    return Sent("POST", SEARCH, query | {"svg": "true"}, tiling(40, 3, 20, 20, 9, 9, 0))


class Adversary:
    """Makes attacks of at most `side`² pixels, and learns from what they cost."""

    def __init__(self, seed: int, side: int) -> None:
        self._rng = random.Random(seed)
        self._side = side
        self.worst: dict[str, list[tuple[float, Attack]]] = {}  # by kind, the costliest first

    def next(self) -> Attack:
        """An attack that is new, or a costly one changed."""
        known = [attack for best in self.worst.values() for _, attack in best]
        if not known or self._rng.random() < NEW:
            return self._new()
        return self._changed(self._rng.choice(known))

    def learn(self, attack: Attack, cost: float) -> None:
        """Keep the attack if it is one of the costliest of its kind."""
        best = self.worst.setdefault(f"{attack.kind} {attack.path}", [])
        best.append((cost, attack))
        best.sort(key=lambda entry: -entry[0])
        del best[KEPT:]

    def _new(self) -> Attack:
        kinds = [*PICTURES, *OTHERS]
        kind = self._rng.choice(kinds)
        path = OTHERS.get(kind) or self._rng.choice((WINDOW, WINDOW, SEARCH))
        numbers = [self._rng.randrange(LARGEST_NUMBER) for _ in range(NUMBERS)]
        return self._limited(Attack(kind, path, tuple(numbers)))

    def _changed(self, attack: Attack) -> Attack:
        numbers = list(attack.numbers)
        place = self._rng.randrange(NUMBERS)
        number = numbers[place]
        numbers[place] = self._rng.choice(
            (number + 1, max(0, number - 1), 2 * number, number // 2, self._rng.randrange(99))
        )
        return self._limited(replace(attack, numbers=tuple(numbers)))

    def _limited(self, attack: Attack) -> Attack:
        if attack.kind not in PICTURES:
            return attack
        side, *rest = attack.numbers
        return replace(attack, numbers=(8 + side % self._side, *rest))


def enlarged(attack: Attack, side: int) -> Attack:
    """The attack with a picture of `side`² pixels."""
    return replace(attack, numbers=(side, *attack.numbers[1:]))
