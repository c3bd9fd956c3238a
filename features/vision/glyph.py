"""The canonical glyph: what every encoder sees, of a library's JPEG and of a screenshot alike.

A screenshot differs from the library's drawing by theme, tint, scale, place in the crop and by what else the crop
caught: a button's border, a piece of a label. The canonical glyph takes all of that away: the distance of each pixel
from the background, cropped to the drawing, on a square of fixed size. Dark on light and light on dark become the
same picture.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.vision.geometry import Box

GLYPH_VERSION = "1"

SEGMENTED_SIDE = 192  # pixels: a larger crop is reduced to this before it is looked at; the box is given in the crop's own pixels
RING = 0.06  # of the shorter side: the frame of the crop from which the background is read
MARGIN = 0.06  # of the glyph's side, left free around the drawing
THRESHOLD = 0.22  # of the strongest contrast: what counts as drawn
CLEARLY = 0.4  # of the strongest contrast: what compression leaves around a faint drawing seldom comes near that
FRINGE = 0.04  # of the longer side: where the clearly drawn ends by more than this further in, that is a reading of its own
NOISE_FLOOR = 0.05  # of the strongest contrast: what counts as background
FLAT = 6 / 255  # of full scale: contrast under which a picture shows nothing
KNOWN = 0.6  # of the frame's pixels, those nearest to the others: what is surely background whatever its colour
NEAR = 0.04  # of full scale: what is surely background on the frame
LUMA = np.array(
    [0.299, 0.587, 0.114], np.float32
)  # of red, green and blue (ITU-R BT.601, as in JPEG)
CHROMA = 0.6  # what counts of a colour beside its lightness: compression keeps it half as sharp, and thin coloured lines would look thick
VISIBLE = 0.25  # of the strongest contrast: from here on a colour counts in full
ONE_COLOUR, MANY_COLOURS = (
    0.05,
    0.16,
)  # see `_colourfulness`: below the first, colours are left out; above the second, they count in full
FAINT, ABOVE_NOISE = (
    8 / 255,
    3.0,
)  # of full scale, and times what the frame differs from its background: what can still be seen
FURTHER = (
    0.15,
    3.0,
)  # a share of the drawing's width or height, and pixels: how much further faint parts must reach
SPECK, FEW = (
    3,
    8,
)  # pixels: smaller faint parts are noise, and so few of them altogether are no part of an icon
FILTER_REACH = 2  # pixels of the coarser of two grids, on either side: bicubic
EIGHT = np.ones((3, 3))  # neighbours of a pixel
COLOUR_NOISE = 4 / 255  # of full scale: what compression adds to each channel

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Glyphs:
    """The canonical glyphs of one picture: the plain crop first, then other readings of it, the one with faint parts last.

    `pixels` is (k, size, size, 1) float32 in 0..1, 0 the background; with colour (k, size, size, 4), the drawing's red, green
    and blue from -1 to 1 behind it, all 0 where the drawing has one colour only. `boxes` are (x, y, width, height) of each
    candidate's drawing in the pixels of the picture. `background` is its colour; `inverted` says that the drawing is
    lighter than the background. `segmentation` is what they were made from.
    """

    pixels: NDArray[np.float32]
    boxes: list[Box]
    background: tuple[int, int, int]
    inverted: bool
    segmentation: "Segmentation"


def canonical_glyphs(
    image: Image.Image, size: int, readings: bool = True, colour: bool = False
) -> Glyphs:
    """Find the drawing in a picture and bring it to `size` × `size`.

    The picture is read as RGB: compose transparency on a ground first. A picture that shows nothing gives one empty
    glyph whose box is the whole picture. Without `readings` only the plain crop is made, as for a library's own JPEG,
    of which nothing runs out. Sites tint icons of one colour as they like, so only a drawing of several has its colours told.
    """
    seen = segment(image, readings)
    planes = [
        (_planes(one) if colour else one.foreground[None], box)
        for one in seen.readings
        for box in one.boxes
    ]
    lighter = seen.difference.sum(axis=0)[seen.foreground > THRESHOLD].sum() > 0
    red, green, blue = (round(255 * float(channel)) for channel in np.clip(seen.ground, 0, 1))
    return Glyphs(
        pixels=np.stack([_crop(some, box, size, 4 if colour else 1) for some, box in planes]),
        boxes=[_in_pixels(box, seen.scale) for _, box in planes],
        background=(red, green, blue),
        inverted=bool(lighter),
        segmentation=seen,
    )


@dataclass(frozen=True)
class Segmentation:
    """What is drawn in a picture, as large as it is looked at: `channels` (3, h, w) in 0..1, the `background` (3, h, w) or
    (3, 1, 1), the `change` (3, h, w) of it and the `contrast` (h, w) to it, and of what of this is taken for the `drawing` the box, and
    besides that of what is clearly drawn where this ends further in. `scale` is the width and height of its pixels in those of the picture.

    `inner` is the same without the parts that run out of the crop, `with_faint_parts` the same with parts that do not count as drawn beside the
    rest, as they are `faint`: a black word beside a bright sign on a dark ground. None where there are none.
    """

    channels: Plane
    background: Plane
    difference: Plane
    contrast: Plane
    foreground: Plane
    boxes: list[Box]
    scale: tuple[float, float] = (1.0, 1.0)
    faint: bool = False
    without_edge_parts: "Segmentation | None" = None
    with_faint_parts: "Segmentation | None" = None

    @property
    def readings(self) -> "list[Segmentation]":
        """All of them, that of the whole picture first."""
        return [
            one for one in (self, self.without_edge_parts, self.with_faint_parts) if one is not None
        ]

    @property
    def strength(self) -> float:
        """How much the drawing changes of the background where it changes most, 0..1."""
        return float(ranked(strongest(np.abs(self.difference)).ravel(), 0.995))

    @property
    def noise(self) -> float:
        """The standard deviation of what is not drawn from the background, 0..1; 0 where everything is drawn."""
        ground = np.flatnonzero(self.contrast < NOISE_FLOOR)
        return (
            float(np.take(self.difference.reshape(3, -1), ground, axis=1).std())
            if ground.size
            else 0.0
        )

    @property
    def ground(self) -> Plane:
        """(3,): the background's colour, where it changes the one in the middle."""
        return ranked(self.background.reshape(3, -1), 0.5)


def segment(image: Image.Image, readings: bool = True) -> Segmentation:
    """Find the drawing in a picture."""
    channels = _reduced(image)
    background = _background(channels)
    change = channels - background
    distance = _distance(change)
    contrast = _contrast(distance)
    kept = _without_edge_parts(contrast) if readings else None
    boxes = _boxes(contrast) if readings and kept is None else [extent(contrast)]
    scale = image.width / channels.shape[2], image.height / channels.shape[1]
    whole = Segmentation(channels, background, change, contrast, contrast, boxes, scale)
    if not readings:
        return whole
    inner = None if kept is None else replace(whole, foreground=kept, boxes=_boxes(kept))
    with_faint = _with_faint_parts(distance, whole if inner is None else inner)
    with_faint_parts = (
        None
        if with_faint is None
        else replace(whole, foreground=with_faint, boxes=[extent(with_faint)], faint=True)
    )
    return replace(whole, without_edge_parts=inner, with_faint_parts=with_faint_parts)


def _boxes(drawing: Plane) -> list[Box]:
    """Where a drawing is; and where it is clearly drawn, if that ends further in, as it does of what compression left a fringe around."""
    box = left, top, width, height = extent(drawing)
    x, y, across, down = extent(drawing, CLEARLY)
    inside = max(x - left, y - top, left + width - x - across, top + height - y - down)
    return [box, Box(x, y, across, down)] if inside > FRINGE * max(width, height) else [box]


def _in_pixels(box: Box, scale: tuple[float, float]) -> Box:
    """A box found in the analysed picture, in the pixels of the picture as given."""
    across, down = scale
    x, y, width, height = box
    return Box(
        round(x * across, 1),
        round(y * down, 1),
        round(width * across, 1),
        round(height * down, 1),
    )


def _reduced(image: Image.Image) -> Plane:
    """(3, h, w) in 0..1, neither side longer than what is looked at."""
    rgb = image.convert("RGB")
    scale = max(rgb.size) / SEGMENTED_SIDE
    if scale > 1:
        rgb = rgb.resize(
            (max(1, round(rgb.width / scale)), max(1, round(rgb.height / scale))),
            Image.Resampling.BOX,
        )
    pixels = np.asarray(rgb, np.float32) / np.float32(255)
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _background(channels: Plane) -> Plane:
    """(3, h, w) or, where the ground is flat, (3, 1, 1): a colour that may change linearly across the crop.

    Least squares on the crop's frame, three times, each time without the frame's pixels that the last found far off
    (a label's letters, a button's border).
    """
    _, height, width = channels.shape
    frame = _frame(height, width)
    colours = channels[:, frame]
    middle = ranked(colours, 0.5)[:, None]
    off = strongest(np.abs(colours - middle))
    if (
        ranked(off, KNOWN) <= FLAT / 2
    ):  # what is further off is no ground: a label's letters, a button's border
        return middle[..., None]
    rows, columns = (
        np.linspace(-1, 1, height, dtype=np.float32),
        np.linspace(-1, 1, width, dtype=np.float32),
    )
    terms = np.stack(
        [np.ones((height, width), np.float32), *np.meshgrid(rows, columns, indexing="ij")]
    )
    places = terms[:, frame]
    for _ in range(3):
        near = off <= max(NEAR, float(ranked(off, KNOWN)))
        known = places[:, near]
        # The tiny ridge keeps a frame one pixel wide or high solvable.
        plane = np.linalg.solve(
            known @ known.T + 1e-3 * np.eye(3, dtype=np.float32), known @ colours[:, near].T
        )
        off = strongest(np.abs(colours - plane.T @ places))
    ground: Plane = np.tensordot(plane.T, terms, axes=1)
    return ground


def _frame(height: int, width: int) -> Mask:
    """(h, w): the outermost pixels."""
    ring = max(1, round(RING * min(height, width)))
    frame = np.ones((height, width), bool)
    frame[ring:-ring, ring:-ring] = False
    return frame


def ranked(values: Plane, share: float) -> Plane:
    """Along the last axis, the value that this share of the others does not exceed. np.quantile costs several times more."""
    rank = int(share * (values.shape[-1] - 1))
    ranked: Plane = np.partition(values, rank, axis=-1)[..., rank]
    return ranked


def strongest(channels: Plane) -> Plane:
    """The largest of the three channels, (3, …) → (…)."""
    strongest: Plane = np.maximum(np.maximum(channels[0], channels[1]), channels[2])
    return strongest


def _distance(change: Plane) -> Plane:
    """(h, w) in 0..1: how far each pixel is from the background."""
    lightness = (LUMA @ change.reshape(3, -1)).reshape(change.shape[1:])
    return strongest(np.abs(CHROMA * change + (1 - CHROMA) * lightness))


def _contrast(distance: Plane) -> Plane:
    """The same, the strongest being 1, without noise."""
    most = max(float(ranked(distance.ravel(), 0.995)), 0.8 * float(distance.max()))
    if most < FLAT:
        return np.zeros_like(distance)
    contrast: Plane = np.clip((distance / most - NOISE_FLOOR) / (1 - NOISE_FLOOR), 0, 1)
    return contrast


def _without_edge_parts(contrast: Plane) -> Plane | None:
    """The drawing without the parts that run out of the crop, where there are any and something substantial is left."""
    drawn = contrast > THRESHOLD
    if not (drawn[0].any() or drawn[-1].any() or drawn[:, 0].any() or drawn[:, -1].any()):
        return None
    parts, count = ndimage.label(drawn, EIGHT)
    if count < 2:
        return None
    touching = drawn & _running_out(parts, count)[parts]
    kept = drawn & ~touching
    if not touching.any() or kept.sum() < 0.15 * drawn.sum():
        return None
    around = ndimage.binary_dilation(kept, EIGHT)
    # In its box what is too faint to count as drawn is its own, such as the second tone of an icon.
    box = ndimage.find_objects(kept.astype(np.uint8))[0]
    around[box] |= ~ndimage.binary_dilation(touching, EIGHT)[box]
    kept_alone: Plane = np.where(around, contrast, 0).astype(np.float32)
    return kept_alone


def _with_faint_parts(distance: Plane, seen: Segmentation) -> Plane | None:
    """A drawing, if it has several colours, with the parts that do not count as drawn beside the rest, as strong as that; None where they
    do not make it larger."""
    visible, box = distance > FAINT, seen.boxes[0]
    if not _beyond(visible, box):  # of most pictures this is all that is asked
        return None
    drawn = seen.foreground > THRESHOLD
    visible &= distance > ABOVE_NOISE * ranked(distance[_frame(*distance.shape)], KNOWN)
    if not drawn.any() or not _colourfulness(seen.difference[:, visible]):
        return None
    parts, count = ndimage.label(visible, EIGHT)
    other = _running_out(parts, count)
    other[parts[seen.contrast > THRESHOLD]] = True
    faint = (~other & (np.bincount(parts.ravel()) >= SPECK))[parts]
    if faint.sum() < FEW or not _beyond(drawn | faint, box):
        return None
    around = ndimage.binary_dilation(faint, EIGHT) & ~drawn
    as_strong = np.minimum(distance / ranked(distance[faint], 0.9), 1)
    return np.where(around, np.maximum(seen.foreground, as_strong), seen.foreground)


def _beyond(seen: Mask, box: Box) -> bool:
    """Whether what is seen is wider or higher than a box by so much that it is no antialiased edge."""
    for axis, length in enumerate(box[2:]):
        places = np.flatnonzero(seen.any(axis=axis))
        if places.size and places[-1] + 1 - places[0] - length >= max(
            FURTHER[0] * length, FURTHER[1]
        ):
            return True
    return False


def _running_out(parts: NDArray[np.int32], count: int) -> Mask:
    """(count + 1,): which labelled parts of a picture run out of it; so does what is no part, 0."""
    out = np.zeros(count + 1, bool)
    out[0] = True
    for edge in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
        out[edge] = True
    return out


def _planes(seen: Segmentation) -> Plane:
    """(1, h, w): the contrast; (4, h, w): with the drawing's own colours, where it has several and as far as it has."""
    share = _colourfulness(seen.difference[:, seen.foreground > THRESHOLD])
    if share == 0:
        return seen.foreground[None]
    visible = share * np.clip(seen.foreground / VISIBLE, 0, 1)
    return np.concatenate([seen.foreground[None], visible * (2 * seen.channels - 1)])


def _colourfulness(distances: Plane) -> float:
    """0 for a drawing of one colour, 1 for one of several, from its pixels' distances to the background (3, n).

    However a browser blends one colour with the background, the distances lie on one line through the origin: what
    counts is how far they spread across their main direction.
    """
    if not distances.size:
        return 0.0
    *across, along = np.linalg.eigvalsh(distances @ distances.T / distances.shape[1])
    spread = np.sqrt(max(0.0, sum(across) - 2 * COLOUR_NOISE**2) / max(along, FLAT**2))
    return float(np.clip((spread - ONE_COLOUR) / (MANY_COLOURS - ONE_COLOUR), 0, 1))


def extent(contrast: Plane, threshold: float = THRESHOLD) -> Box:
    """Where the drawing is, in fractions of a pixel; `contrast` (h, w) is 1 where it is strongest, and drawn above the threshold."""
    left, right = _extent(contrast.max(axis=0), threshold)
    top, bottom = _extent(contrast.max(axis=1), threshold)
    return Box.between(left, top, right, bottom)


def _crop(planes: Plane, box: Box, size: int, channels: int) -> Plane:
    """(c, h, w) → (size, size, channels): what the box holds, aspect kept, centred; planes that there are not are 0."""
    left, top, width, height = box
    side = max(width, height) / (1 - 2 * MARGIN)
    # Room for what the square has beyond the crop, and for the filter to reach.
    beyond = max(0.0, side - width, side - height) / 2 + FILTER_REACH * max(1.0, side / size)
    pad = int(np.ceil(beyond)) + 1
    x, y = left + (width - side) / 2 + pad, top + (height - side) / 2 + pad
    square = (x, y, x + side, y + side)
    cropped = np.zeros((size, size, channels), np.float32)
    padded = np.zeros((planes.shape[1] + 2 * pad, planes.shape[2] + 2 * pad), np.float32)
    for channel, plane in enumerate(planes):
        padded[pad:-pad, pad:-pad] = plane
        resized = Image.fromarray(padded).resize((size, size), Image.Resampling.BICUBIC, box=square)
        cropped[..., channel] = np.asarray(resized)
    np.maximum(cropped[..., :1], 0, out=cropped[..., :1])
    return np.clip(cropped, -1, 1, out=cropped)


def _extent(profile: Plane, threshold: float) -> tuple[float, float]:
    """Where the drawing begins and ends along one axis, in fractions of a pixel.

    An edge pixel that is half as strong as the one inside it is half covered, so the edge runs through its middle: at
    14 px a whole pixel would be a scale error of 7 %.
    """
    drawn = np.flatnonzero(profile > threshold)
    if drawn.size == 0:
        return 0.0, float(profile.size)
    first, last = int(drawn[0]), int(drawn[-1])

    def covered(edge: int, inside: int) -> float:
        return float(min(1.0, profile[edge] / max(profile[inside], profile[edge])))

    begin = first + 1 - covered(first, min(first + 1, last))
    end = last + covered(last, max(last - 1, first))
    return begin, max(end, begin + 1)
