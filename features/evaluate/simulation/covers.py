"""Pictures in which the icon is covered, turned, cut off or shown in other colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageOps

Random = np.random.Generator
Point = tuple[float, float]

TURNS = (
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
)
# A mouse pointer of height 1, its tip at the origin.
POINTER: Sequence[Point] = (
    (0, 0),
    (0, 0.8),
    (0.18, 0.63),
    (0.32, 0.98),
    (0.46, 0.92),
    (0.32, 0.58),
    (0.58, 0.58),
)

INKS = ("#e02020", "#000000", "#ffffff")  # of slashes


@dataclass(frozen=True)
class CoverSettings:
    """All values were chosen by hand.

    `pointer`: height of a mouse pointer, as a share of the picture's shorter side. `tip`: where its
    tip is, as shares of width and height.
    `slash`: width of a slash, as a share of the shorter side. `end`: of the picture's size, from an
    edge to the slash's end.
    `cut`: share of the picture's width or height that is cut off.
    `faded`: strength of a faded picture, of its own.
    `finer`: how much finer covers are drawn, to be reduced then.
    """

    pointer: tuple[float, float] = (0.35, 0.6)
    tip: tuple[float, float] = (0.45, 0.8)
    slash: tuple[float, float] = (0.05, 0.1)
    end: float = 0.12
    cut: tuple[float, float] = (0.15, 0.4)
    faded: tuple[float, float] = (0.3, 0.6)
    finer: int = 4


COVERS = CoverSettings()


def turned(picture: Image.Image, random: Random) -> Image.Image:
    """The picture mirrored, or rotated by quarter turns."""
    number = random.integers(len(TURNS))
    return picture.transpose(TURNS[number])


def cut_off(picture: Image.Image, random: Random) -> Image.Image:
    """The picture without a part of it at one side."""
    lost = random.uniform(*COVERS.cut)
    width, height = picture.size
    across = round(lost * width)
    down = round(lost * height)
    boxes = (
        (across, 0, width, height),
        (0, 0, width - across, height),
        (0, down, width, height),
        (0, 0, width, height - down),
    )
    number = random.integers(len(boxes))
    return picture.crop(boxes[number])


def recoloured(picture: Image.Image, random: Random) -> Image.Image:
    """The picture inverted, without colour, or faded."""
    choice = random.integers(3)
    if choice == 0:
        return ImageOps.invert(picture)
    if choice == 1:
        grey = ImageOps.grayscale(picture)
        return grey.convert("RGB")

    corner = picture.getpixel((0, 0))
    ground = Image.new("RGB", picture.size, corner)
    strength = random.uniform(*COVERS.faded)
    return Image.blend(ground, picture, strength)


def pointed_at(picture: Image.Image, random: Random) -> Image.Image:
    """The picture with a mouse pointer over it."""
    height = random.uniform(*COVERS.pointer)
    side = height * min(picture.size)
    left = random.uniform(*COVERS.tip) * picture.width
    top = random.uniform(*COVERS.tip) * picture.height
    is_black = random.random() < 0.5

    outline = []
    for x, y in POINTER:
        point = (left + side * x, top + side * y)
        outline.append(point)
    if is_black:
        return _painted(picture, outline, "#000000", "#ffffff")
    return _painted(picture, outline, "#ffffff", "#000000")


def struck_out(picture: Image.Image, random: Random) -> Image.Image:
    """The picture with a slash across it, in red, black or white."""
    width, height = picture.size
    thickness = random.uniform(*COVERS.slash)
    half = thickness * min(picture.size) / 2
    left = COVERS.end * width
    top = COVERS.end * height
    right = (1 - COVERS.end) * width
    bottom = (1 - COVERS.end) * height

    rises = random.random() < 0.5
    begin = (left, top)
    end = (right, bottom)
    if rises:
        begin = (left, bottom)
        end = (right, top)

    number = random.integers(len(INKS))
    outline = _thick_line(begin, end, half)
    return _painted(picture, outline, INKS[number], None)


def _thick_line(begin: Point, end: Point, half: float) -> list[Point]:
    """The corners of a line that is `half` wide on either side."""
    across = end[0] - begin[0]
    down = end[1] - begin[1]
    length = float(np.hypot(across, down))
    # From the middle line to one side; the other side lies opposite.
    x = half * -down / length
    y = half * across / length

    begin_x, begin_y = begin
    end_x, end_y = end
    return [
        (begin_x + x, begin_y + y),
        (end_x + x, end_y + y),
        (end_x - x, end_y - y),
        (begin_x - x, begin_y - y),
    ]


def _painted(
    picture: Image.Image, outline: Sequence[Point], fill: str, edge: str | None
) -> Image.Image:
    """The picture with a polygon over it, antialiased."""
    times = COVERS.finer
    size = (times * picture.width, times * picture.height)
    large = picture.resize(size, Image.Resampling.NEAREST)

    points = []
    for x, y in outline:
        point = (times * x, times * y)
        points.append(point)
    pen = ImageDraw.Draw(large)
    pen.polygon(points, fill)
    if edge is not None:
        closed = [*points, points[0]]
        pen.line(closed, edge, times)
    return large.reduce(times)
