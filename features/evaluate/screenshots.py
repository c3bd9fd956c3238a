"""Simulated screenshots: a drawing as a person would crop it out of a page.

For training, and for a library's own test before it is published. Sizes, margins, grounds and decorations cover what
browsers paint and people drag: themes, tints, gradients, low contrast, a button's border, a piece of a label, off-centre
crops, JPEG.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

WORDS = (
    "Open",
    "Invite people",
    "Rename",
    "Log out",
    "Filters",
    "Upload file",
    "Help",
    "Duplicate",
    "Owner",
    "Status",
    "12:30",
    "New",
)
SUPERSAMPLING = 4  # decorations are drawn this much larger, then reduced, as a browser antialiases
RATIOS = (1.0, 1.0, 1.25, 1.5, 2.0)  # device pixels a CSS pixel

Colour = NDArray[np.float32]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Kind:
    """How hard one kind of screenshot is: CSS size of the icon and crop margin as a share of it."""

    sizes: tuple[int, int]
    margins: tuple[float, float]
    jpeg: float  # share of pictures that are JPEG
    decorated: float  # share with a border or a label
    hostile_ground: float  # share on a gradient or with low contrast


KINDS = {
    "clean": Kind(
        sizes=(18, 64), margins=(0.03, 0.30), jpeg=0.2, decorated=0.0, hostile_ground=0.0
    ),
    "ui": Kind(sizes=(13, 34), margins=(0.01, 0.40), jpeg=0.2, decorated=0.8, hostile_ground=0.1),
    "hard": Kind(sizes=(11, 28), margins=(0.0, 0.55), jpeg=0.5, decorated=0.2, hostile_ground=0.8),
}


def simulate_screenshot(
    icon: NDArray[np.float32],
    multicolour: bool,
    random: np.random.Generator,
    name: str | None = None,
) -> Image.Image:
    """One RGB crop of `icon`, (s, s, 4) premultiplied RGBA in 0..1, of the kind of that name or of any.

    A one-colour icon is tinted at random.
    """
    kind = KINDS[name or str(random.choice(list(KINDS)))]
    ratio = float(random.choice(RATIOS))
    side = ratio * random.integers(kind.sizes[0], kind.sizes[1] + 1)
    left, top, right, bottom = random.uniform(*kind.margins, size=4) * side
    width, height = max(4, round(left + side + right)), max(4, round(top + side + bottom))
    ink, ground = _colours(kind, random)
    canvas = _ground(width, height, ground, kind, random)
    if random.random() < kind.decorated:
        cover = _decoration(width, height, (left, top, side), ratio, random)[..., None]
        canvas = canvas * (1 - cover) + ink * cover
    # A browser places an icon on whole device pixels, give or take: mostly on the grid, sometimes between.
    x, y = (round(edge) if random.random() < 0.6 else edge for edge in (left, top))
    return _picture(
        canvas, icon if multicolour else icon[..., 3:], (x, y, side), ink, kind.jpeg, random
    )


def simulate_button(
    icon: NDArray[np.float32], multicolour: bool, random: np.random.Generator
) -> Image.Image:
    """One RGB crop of a whole button that shows `icon`, as above: a ring or a filled shape, with a little of the page around it."""
    kind = KINDS["ui"]
    ratio = float(random.choice(RATIOS))
    side = ratio * random.integers(kind.sizes[0], kind.sizes[1] + 1)
    padding, around = side * random.uniform(0.25, 0.8), ratio * random.uniform(1, 9)
    outer = side + 2 * padding
    whole, filled = round(outer + 2 * around), random.random() < 0.5
    ink, ground = _colours(KINDS["clean"], random)
    mask = Image.new("L", (whole * SUPERSAMPLING, whole * SUPERSAMPLING))
    box = tuple(SUPERSAMPLING * edge for edge in (around, around, around + outer, around + outer))
    radius, line = (
        float(random.choice((0.0, 0.1, 0.2, 0.5, 0.5))),
        max(1, round(SUPERSAMPLING * ratio * random.choice((1, 1, 2)))),
    )
    ImageDraw.Draw(mask).rounded_rectangle(
        box, radius * SUPERSAMPLING * outer, 255 if filled else None, 255, line
    )
    cover = _coverage(mask)[..., None]
    at = round(around + padding)
    canvas = ground * (1 - cover) + ink * cover
    return _picture(
        canvas,
        icon if multicolour else icon[..., 3:],
        (at, at, side),
        ground if filled else ink,
        kind.jpeg,
        random,
    )


def _picture(
    canvas: Plane,
    icon: Plane,
    at: tuple[float, float, float],
    ink: Colour,
    jpeg: float,
    random: np.random.Generator,
) -> Image.Image:
    """A canvas (h, w, 3) in 0..1 with an icon at (left, top, side): with its own colours (s, s, 4), or of coverage (s, s, 1) in the ink.

    A share of the pictures is `jpeg`.
    """
    drawing = _place(icon, *at, width=canvas.shape[1], height=canvas.shape[0])
    alpha = drawing[..., -1:]
    painted = canvas * (1 - alpha) + (drawing[..., :3] if drawing.shape[-1] > 1 else ink * alpha)
    picture = Image.fromarray((255 * np.clip(painted, 0, 1) + 0.5).astype(np.uint8))
    return _compressed(picture, random) if random.random() < jpeg else picture


def _colours(kind: Kind, random: np.random.Generator) -> tuple[Colour, Colour]:
    """The icon's colour and the ground's, at least a readable distance apart."""
    while True:
        ground = random.choice(
            (random.uniform(0.9, 1.0, 3), random.uniform(0.0, 0.2, 3), random.uniform(0, 1, 3)),
            p=(0.5, 0.3, 0.2),
        )
        ink = random.uniform(0, 1, 3) if random.random() < 0.5 else np.full(3, random.random())
        if random.random() < kind.hostile_ground / 2:
            ink = ground + random.uniform(0.12, 0.35) * random.choice((-1, 1))
        distance = np.abs(np.clip(ink, 0, 1) - ground).max()
        if distance > (0.1 if kind.hostile_ground > 0.5 else 0.3):
            return np.clip(ink, 0, 1).astype(np.float32), ground.astype(np.float32)


def _ground(
    width: int, height: int, ground: Colour, kind: Kind, random: np.random.Generator
) -> Plane:
    """(height, width, 3): flat, or a linear gradient to another colour whose ends lie outside the crop."""
    flat = np.broadcast_to(ground, (height, width, 3)).astype(np.float32)
    if random.random() >= kind.hostile_ground / 2:
        return flat
    angle, reach = random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.5)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    share = np.clip(0.25 + reach * (np.cos(angle) * columns + np.sin(angle) * rows) / 2, 0, 1)[
        ..., None
    ]
    gradient: Plane = (flat * (1 - share) + random.uniform(0, 1, 3) * share).astype(np.float32)
    return gradient


def _decoration(
    width: int,
    height: int,
    icon: tuple[float, float, float],
    ratio: float,
    random: np.random.Generator,
) -> Plane:
    """(height, width) coverage of a button's border around the icon, or of a label beside or below it."""
    scale = SUPERSAMPLING
    mask = Image.new("L", (width * scale, height * scale))
    draw = ImageDraw.Draw(mask)
    left, top, side = (scale * value for value in icon)
    if random.random() < 0.4:
        padding, line = (
            scale * ratio * random.uniform(3, 11),
            max(1, round(scale * ratio * random.choice((1, 1, 2)))),
        )
        box = (
            left - padding - line,
            top - padding - line,
            left + side + padding + line,
            top + side + padding + line,
        )
        draw.rounded_rectangle(
            box,
            radius=random.choice((0.0, 0.1, 0.2, 0.5)) * (box[2] - box[0]),
            outline=255,
            width=line,
        )
    else:
        letters = ImageFont.load_default(
            size=max(9.0, float(scale * ratio * random.uniform(10, 18)))
        )
        word, gap = str(random.choice(WORDS)), scale * ratio * random.uniform(3, 11)
        at, anchor = _label_place(left, top, side, gap, random)
        draw.text(at, word, fill=255, font=letters, anchor=anchor)
    return _coverage(mask)


def _coverage(mask: Image.Image) -> Plane:
    """(h, w) in 0..1, of a mask that was drawn larger."""
    coverage: Plane = np.asarray(mask.reduce(SUPERSAMPLING), np.float32) / np.float32(255)
    return coverage


def _label_place(
    left: float, top: float, side: float, gap: float, random: np.random.Generator
) -> tuple[tuple[float, float], str]:
    """Where a label stands and which of its points stands there: to the right, to the left, below, above."""
    middle_x, middle_y = left + side / 2, top + side / 2
    places = (
        ((left + side + gap, middle_y), "lm"),
        ((left - gap, middle_y), "rm"),
        ((middle_x, top + side + gap), "ma"),
        ((middle_x, top - gap), "md"),
    )
    return places[random.choice(4, p=(0.5, 0.1, 0.3, 0.1))]


def _place(
    icon: NDArray[np.float32], left: float, top: float, side: float, width: int, height: int
) -> Plane:
    """(height, width, c): the icon's square (s, s, c) drawn `side` pixels large with its corner at (left, top), area-averaged."""
    unit = len(icon) / side  # icon pixels a canvas pixel
    pad = int(np.ceil(unit)) + 1
    padded = np.pad(icon, ((pad, pad), (pad, pad), (0, 0)))
    # Only the canvas pixels that the icon touches; the margins hold nothing of it.
    x, y, right, bottom = (
        int(left),
        int(top),
        min(width, int(np.ceil(left + side))),
        min(height, int(np.ceil(top + side))),
    )
    box = (
        (x - left) * unit + pad,
        (y - top) * unit + pad,
        (right - left) * unit + pad,
        (bottom - top) * unit + pad,
    )
    placed = np.zeros((height, width, icon.shape[2]), np.float32)
    for channel in range(icon.shape[2]):
        plane = Image.fromarray(padded[..., channel])
        placed[y:bottom, x:right, channel] = np.asarray(
            plane.resize((right - x, bottom - y), Image.Resampling.BOX, box=box)
        )
    return placed


def _compressed(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=int(random.integers(45, 92)))
    stream.seek(0)
    return Image.open(stream).convert("RGB")
