"""Every icon in a picture of a whole window.

An icon is drawn in a few strokes on a ground that is flat or nearly so. So: the pixels where neighbours differ clearly, which
are its contours whatever the theme, make components; those near one another are joined, a little further apart at each step;
whatever has the size and shape of an icon, and flat ground around it, may be one. Runs of letters are taken out before. What
it is, and whether it is an icon of the library at all, the encoder and the index say; of those that overlap the surest stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, sparse

from features.encoders.embedder import Embedder
from features.search.calibration import Calibration, Verdict
from features.search.index.index import NO_FILTERS, FetchCutouts, Hit, Searched
from features.search.reranking import evidence, find, remembered
from features.store.catalogue import Filters
from features.vision.glyph import Box, segment

# Of 255, in any channel: what two neighbouring pixels differ by where something is drawn, and where it goes on more faintly.
EDGE, FAINT = 20, 10
NOISY_EDGE, NOISY_FAINT = (
    36,
    26,
)  # the same in a picture that was compressed with losses, or holds photographs
NOISE = (4, 15)  # of 255: differences as such pictures have many
NOISY = 0.8  # of the differences as drawings have them, how many are of that kind in such a picture
REACHES = (
    1,
    2,
    4,
    7,
    11,
)  # pixels: at each step parts are joined that are up to twice as far apart
SMALLEST, LARGEST = 7, 160  # pixels of a candidate's longer side
THINNEST = 3  # pixels of its shorter side
SLIMMEST = 5.0  # the longer side by the shorter one
LETTERS = (4, 60)  # pixels: how high a letter or a word may be
LETTER_GAP = (
    0.25  # of a letter's height, and one pixel more: the most between two letters of a word
)
LETTER_HEIGHTS = 2.2  # the most by which one letter of a word is higher than the next
WORD = 2.0  # width by height: from here on a run of letters is text
WIDE_ICON = 3.2  # width by height: up to here it may be a wide icon all the same
REPEATED = 0.35  # of a drawing's own contrast: how much one repetition may differ from the next
AROUND = 3  # pixels of ground that a candidate is cropped with
RING = 2  # pixels outside of a candidate: where its ground is looked at
FLAT = 14  # of 255: how far the ground may be from its median
FLAT_SHARE = 0.6  # of the ring that is so
MOST = 1000  # candidates that are looked at, those nearest to square first
# Most candidates are no icons, and they are cropped more closely than by hand: other thresholds than a single search has.
SIMILAR = 0.7  # cosine of the best icon: below, a candidate is none of the library
FOUND_FROM, ABSENT_BELOW = 0.7, 0.5  # of the match
AS_SURE = 0.1  # of two that overlap, as far as this one match counts as no better than another
APART = 0.3  # of the smaller of two boxes: from here on they overlap

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.int64]  # (n, 4): left, top, right, bottom in pixels, the last two exclusive


@dataclass(frozen=True)
class Region:
    """A place in the picture that may show an icon: (x, y, width, height) of what is painted, in pixels, and the icons it
    looks like with the probability of each, the best first."""

    box: Box
    verdict: Verdict
    hits: list[Hit]
    matches: list[float]

    @property
    def sure(self) -> float:
        """How sure it is: nothing counts for a region that is absent."""
        return 0.0 if self.verdict == "absent" else self.matches[0]


def recognise(
    image: Image.Image,
    embedder: Embedder,
    index: Searched,
    cutouts: FetchCutouts,
    calibration: Calibration,
    limit: int,
    everything: bool = False,
    filters: Filters = NO_FILTERS,
) -> list[Region]:
    """The icons in a picture and what they are, in reading order; no two overlap. `limit` hits of each.

    With `everything` also the regions that are `absent`.
    """
    pixels = np.asarray(image.convert("RGB"))
    boxes = candidates(pixels)
    if not len(boxes):
        return []
    cropped = crops(pixels, boxes)
    vectors = embedder.embed(cropped)
    similar = index.nearest(vectors) >= SIMILAR
    regions = []
    for box, crop, vector, worth in zip(boxes, cropped, vectors, similar.tolist(), strict=True):
        if worth or everything:
            drawn, known = segment(crop), remembered(cutouts)
            hits = find(index, vector[None], drawn, limit, known, filters=filters)
            if not hits:  # the filters leave no icon
                continue
            matches = calibration.match(
                evidence(hits, drawn, float((box[2:] - box[:2]).max()), known)
            ).tolist()
            regions.append(_region(box, worth, hits[:limit], matches[:limit]))
    wanted = [region for region in regions if everything or region.verdict != "absent"]
    return in_reading_order(settle(wanted))


def candidates(pixels: Pixels) -> Boxes:
    """What may be an icon in a picture (h, w, 3); the boxes overlap where parts may or may not belong together."""
    edges, labels, count = _drawn(pixels)
    places = np.nonzero(edges)
    parts = _boxes(labels[places], places, count)
    text, doubtful = _text(parts, pixels)
    rest = ~text[labels[places] - 1]
    places = places[0][rest], places[1][rest]
    edges = np.zeros_like(edges)
    edges[places] = True
    found = [parts[~text], doubtful]
    for reach in REACHES:
        joined, count = ndimage.label(ndimage.maximum_filter(edges, 2 * reach + 1), np.ones((3, 3)))
        found.append(_boxes(joined[places], places, count))
    boxes = np.unique(np.concatenate(found), axis=0)
    boxes = boxes[_icon_like(boxes)]
    boxes = boxes[[_on_flat_ground(box, pixels) for box in boxes]]
    return boxes[np.argsort(_slimness(boxes), kind="stable")[:MOST]]


def crops(pixels: Pixels, boxes: Boxes) -> list[Image.Image]:
    """Each candidate with a little of its ground; what else is painted there, of a neighbour, is taken away."""
    height, width = pixels.shape[:2]
    cropped = []
    for left, top, right, bottom in boxes.tolist():
        x, y = max(0, left - AROUND), max(0, top - AROUND)
        part = pixels[y : min(height, bottom + AROUND), x : min(width, right + AROUND)].copy()
        ground = _middle(_ring(part))
        strange = np.abs(part.astype(np.int16) - ground).max(axis=2) > FLAT
        strange[top - y : bottom - y, left - x : right - x] = False
        part[strange] = ground
        cropped.append(Image.fromarray(part))
    return cropped


def settle(regions: Sequence[Region]) -> list[Region]:
    """Of regions that overlap those to keep: the surest; of some that are as sure the largest, as an icon may hold another.

    But where both are the same icon the smaller one is it, and the larger a frame too faint to count.
    """
    kept: list[Region] = []
    for region in sorted(regions, key=lambda region: region.box[2] * region.box[3]):
        others = [other for other in kept if _overlap(region.box, other.box) >= APART]
        best = max((other.sure for other in others), default=-1.0)
        same = any(
            other.hits[0].id == region.hits[0].id and other.sure >= best - AS_SURE
            for other in others
        )
        if not others or region.sure >= best + (AS_SURE if same else -AS_SURE):
            kept = [other for other in kept if other not in others] + [region]
    return kept


def in_reading_order(regions: Sequence[Region]) -> list[Region]:
    """Line by line: a region whose middle is above the bottom of a line's first one is on that line."""
    lines: list[list[Region]] = []
    for region in sorted(regions, key=lambda region: region.box[1] + region.box[3] / 2):
        _, y, _, height = region.box
        if lines and y + height / 2 < lines[-1][0].box[1] + lines[-1][0].box[3]:
            lines[-1].append(region)
        else:
            lines.append([region])
    return [region for line in lines for region in sorted(line, key=lambda region: region.box[0])]


def _region(box: Boxes, similar: bool, hits: list[Hit], matches: list[float]) -> Region:
    left, top, right, bottom = box.tolist()
    verdict: Verdict = "unsure"
    if not similar or matches[0] < ABSENT_BELOW:
        verdict = "absent"
    elif matches[0] >= FOUND_FROM:
        verdict = "found"
    return Region((left, top, right - left, bottom - top), verdict, hits, matches)


def _drawn(pixels: Pixels) -> tuple[NDArray[np.bool_], NDArray[np.int32], int]:
    """(h, w): the pixels on both sides of a clear difference and of with_faint_parts ones that go on from it (Canny's hysteresis), the
    component of each from 1 on, and how many there are."""
    strengths = np.zeros(pixels.shape[:2], np.uint8)
    down = _difference(pixels[1:], pixels[:-1])
    across = _difference(pixels[:, 1:], pixels[:, :-1])
    for part, difference in (
        (np.s_[1:], down),
        (np.s_[:-1], down),
        (np.s_[:, 1:], across),
        (np.s_[:, :-1], across),
    ):
        np.maximum(strengths[part], difference, out=strengths[part])
    counts = np.bincount(strengths.ravel(), minlength=256)
    noisy = counts[NOISE[0] : NOISE[1] + 1].sum() > NOISY * counts[NOISY_EDGE:].sum()
    edge, faint = (NOISY_EDGE, NOISY_FAINT) if noisy else (EDGE, FAINT)
    labels, count = ndimage.label(strengths > faint, np.ones((3, 3)))
    clear = np.zeros(count + 1, bool)
    clear[labels[strengths > edge]] = True
    numbers = np.cumsum(clear) * clear
    labels = numbers[labels]
    return labels > 0, labels, int(clear.sum())


def _difference(one: Pixels, other: Pixels) -> Pixels:
    """(h, w): the largest of the channels' differences."""
    difference = np.maximum(one, other) - np.minimum(one, other)
    largest: Pixels = np.maximum(
        np.maximum(difference[..., 0], difference[..., 1]), difference[..., 2]
    )
    return largest


def _boxes(labels: NDArray[np.int32], places: tuple[NDArray[np.intp], ...], count: int) -> Boxes:
    """(count, 4): boxes of the components 1 to count, given the label and the place of each pixel, those that have any.

    Without the pixel of ground on each side that is part of an edge.
    """
    rows, columns = places
    least = np.full((2, count + 1), np.iinfo(np.int64).max)
    most = np.full((2, count + 1), -1)
    for axis, along in enumerate((columns, rows)):
        np.minimum.at(least[axis], labels, along)
        np.maximum.at(most[axis], labels, along)
    return np.stack([least[0] + 1, least[1] + 1, most[0], most[1]], axis=1)[1:]


def _text(parts: Boxes, pixels: Pixels) -> tuple[NDArray[np.bool_], Boxes]:
    """Which components are letters or words: those that a run of neighbours on one line makes long.

    Also what of these may be icons after all.
    """
    heights = parts[:, 3] - parts[:, 1]
    letters = np.flatnonzero((heights >= LETTERS[0]) & (heights <= LETTERS[1]))
    letters = letters[np.argsort(parts[letters, 0], kind="stable")]
    runs = _runs(parts[letters])
    text = np.zeros(len(parts), bool)
    doubtful = []
    order = np.argsort(runs, kind="stable")
    starts = np.flatnonzero(np.diff(runs[order], prepend=-1))
    for run in np.split(letters[order], starts)[1:]:
        boxes = parts[run]
        line = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        width, height = line[2:] - line[:2]
        if width >= WORD * height and not _alike(boxes):
            text[run] = True
            doubtful += [line] if width <= WIDE_ICON * height else []
            doubtful += _ends(boxes) if len(boxes) > 1 else _repeated(line, pixels)
    return text, np.array(doubtful, np.int64).reshape(-1, 4)


def _alike(boxes: Boxes) -> bool:
    """Whether these are several boxes of one size and about square, such as the stars of a rating, but no letters."""
    sides = boxes[:, 2:] - boxes[:, :2]
    width, height = sides.max(axis=0)
    return bool(
        len(boxes) > 1
        and np.all(sides >= 0.85 * sides.max(axis=0))
        and 0.75 * height <= width <= 1.4 * height
    )


def _ends(boxes: Boxes) -> list[Boxes]:
    """The first and the last of some boxes on a line, where it is about square and not quite like the others: higher, further
    off, or the others are whole words."""
    sides = boxes[:, 2:] - boxes[:, :2]
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    words = np.median(sides[:, 0] / sides[:, 1]) >= 1.3
    ends = []
    for end, rest, gap in ((0, slice(1, None), gaps[0]), (-1, slice(None, -1), gaps[-1])):
        width, height = sides[end]
        higher = boxes[end, 1] < boxes[rest, 1].min() or boxes[end, 3] > boxes[rest, 3].max()
        if 0.6 * height <= width <= 1.9 * height and (
            higher or words or gap >= 1.5 * np.median(gaps)
        ):
            ends.append(boxes[end])
    return ends


def _repeated(box: Boxes, pixels: Pixels) -> list[Boxes]:
    """The boxes of a drawing that is repeated side by side so closely that it makes one component; none where there is no such."""
    left, top, right, bottom = box.tolist()
    columns = pixels[top:bottom, left:right].sum(axis=2, dtype=np.float64).T
    columns -= columns.mean()
    width, height = columns.shape
    pitches = np.arange(round(0.7 * height), min(2 * height, width // 2 + 2))
    # The mean square of what each pitch's copy differs by, all at once: by the autocorrelation (Wiener and Khinchin).
    spectrum = np.fft.rfft(columns, 2 * width, axis=0)
    alike = np.fft.irfft((spectrum * spectrum.conj()).real.sum(axis=1), 2 * width)[pitches]
    energy = np.cumsum((columns**2).sum(axis=1))
    differs = (energy[-1] - energy[pitches - 1] + energy[width - 1 - pitches] - 2 * alike) / (
        height * (width - pitches)
    )
    repeated = pitches[differs < REPEATED**2 * columns.var()]
    if not repeated.size:
        return []
    pitch = int(repeated[0])
    count = -(-width // pitch)
    side = width - (count - 1) * pitch
    return [
        np.array([left + number * pitch, top, left + number * pitch + side, bottom])
        for number in range(count)
    ]


def _runs(boxes: Boxes) -> NDArray[np.int32]:
    """(n,): which run each letter is of; the letters are given from left to right."""
    left, top, right, bottom = boxes.T
    tall = bottom - top
    begin = np.searchsorted(left, right - RING)
    counts = np.searchsorted(left, right + LETTER_GAP * tall + 1, side="right") - begin
    first = np.repeat(np.arange(len(boxes)), counts)
    second = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts - begin, counts)
    lower, higher = np.minimum(tall[first], tall[second]), np.maximum(tall[first], tall[second])
    beside = (
        np.minimum(bottom[first], bottom[second]) - np.maximum(top[first], top[second])
        >= 0.5 * lower
    )
    near = (
        beside
        & (higher <= LETTER_HEIGHTS * lower)
        & (left[second] - right[first] <= LETTER_GAP * lower + 1)
    )
    graph = sparse.coo_array((near[near], (first[near], second[near])), (len(boxes), len(boxes)))
    runs: NDArray[np.int32] = sparse.csgraph.connected_components(graph, directed=False)[1]
    return runs


def _slimness(boxes: Boxes) -> NDArray[np.float64]:
    sides = boxes[:, 2:] - boxes[:, :2]
    slimness: NDArray[np.float64] = sides.max(axis=1) / np.maximum(sides.min(axis=1), 1)
    return slimness


def _icon_like(boxes: Boxes) -> NDArray[np.bool_]:
    sides = boxes[:, 2:] - boxes[:, :2]
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    like: NDArray[np.bool_] = (
        (longer >= SMALLEST)
        & (longer <= LARGEST)
        & (shorter >= THINNEST)
        & (_slimness(boxes) <= SLIMMEST)
    )
    return like


def _on_flat_ground(box: Boxes, pixels: Pixels) -> bool:
    """Whether a box has one colour, or nearly so, around it."""
    left, top = np.maximum(0, box[:2] - RING)
    ring = _ring(pixels[top : box[3] + RING, left : box[2] + RING])
    return bool(np.mean(np.abs(ring - _middle(ring)).max(axis=1) <= FLAT) >= FLAT_SHARE)


def _ring(part: Pixels) -> NDArray[np.int16]:
    """(n, 3): the outermost pixels of a part of the picture."""
    return np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]]).astype(np.int16)


def _middle(ring: NDArray[np.int16]) -> NDArray[np.int16]:
    """(3,): the median of each channel."""
    middle: NDArray[np.int16] = np.partition(ring, len(ring) // 2, axis=0)[len(ring) // 2]
    return middle


def _overlap(one: Box, other: Box) -> float:
    """What share of the smaller of two boxes the other covers."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height) / min(one[2] * one[3], other[2] * other[3])
