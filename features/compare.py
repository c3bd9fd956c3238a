"""The finer comparison: each of the best icons, drawn on the query's own ground and aligned, pixel by pixel.

Vectors say which icons look like a query; of some that hardly differ (by a dot, by a tint) the right one is told by analysis
by synthesis. An icon of several colours must have its own colours on that ground; one of a single colour may have any, as
sites tint such icons. A crop tells where a drawing lies to about half a pixel, so each comparison is the best of small shifts
and scales.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from features.calibration import distance
from features.drawing import Drawing, lift
from features.glyph import MARGIN, Analysis, Box, extent
from features.index import Hit

SIDE = 32  # points of the grid, across, on which query and icon are compared
SHIFTS = (-0.5, 0.0, 0.5)  # pixels of the query, in both directions
SCALES = (0.95, 1.0, 1.05)
AROUND = 3  # pixels of the query around the drawing that a shifted grid may reach
COMPARED = 12  # hits at most; a search that is to be ranked must bring so many
FEWEST = 2  # how sure the first one is depends on how far behind the second is
NEAR = 0.15  # distance between vectors: a hit that much further off than the first is not compared
WEIGHT = 4.0  # of this comparison against that of the vectors
OWN_TINT = 0.2  # how much the colour counts of an icon that has one of its own

Plane = NDArray[np.float32]
FetchJpegs = Callable[[Sequence[str]], Mapping[str, Mapping[str, bytes]]]  # ids → the icons' JPEGs by ground


def rank(query: Analysis, hits: Sequence[Hit], jpegs: FetchJpegs, ahead: Mapping[str, float] | None = None) -> list[Hit]:
    """The hits of a search for what is drawn in a picture, the best first, once more by both comparisons; `jpegs` fetches icons' own.

    A score stays 1 where nothing differs; hits too far off to be compared keep their distance behind those that were. `ahead`
    says of icons how much nearer they are to be taken when those to compare are chosen, as they have the words asked for.
    """
    if not hits:
        return []
    apart = distance(np.array([hit.score for hit in hits]))
    taken = apart - np.array([(ahead or {}).get(hit.id, 0.0) for hit in hits])
    order = np.argsort(taken, kind="stable")
    hits, apart, taken = [hits[place] for place in order], apart[order], taken[order]
    count = min(COMPARED, max(FEWEST, int((taken <= taken[0] + NEAR).sum())), len(hits))
    pictures = jpegs([hit.id for hit in hits[:count]])
    found = likeness(query, [lift(pictures[hit.id]) for hit in hits[:count]])
    both = (apart[:count] + WEIGHT * distance(found)) / (1 + WEIGHT)
    behind = apart[count:] + max(0.0, float(both.max() - apart[:count].max()))
    apart = np.concatenate([both, behind])
    scores = np.clip(1 - apart**2 / 2, -1, 1)
    return [replace(hits[place], score=round(float(scores[place]), 6)) for place in np.argsort(apart, kind="stable")]


def likeness(query: Analysis, drawings: Sequence[Drawing]) -> NDArray[np.float64]:
    """(n,) in -1..1: how well each drawing explains what the query's picture shows, 1 where nothing is left to explain."""
    best = np.full(len(drawings), -1.0)
    flat = [number for number, drawing in enumerate(drawings) if drawing.colours is None]
    coloured = [number for number, drawing in enumerate(drawings) if drawing.colours is not None]
    for drawn, box in zip(query.drawings, query.boxes, strict=True):
        shown = query.change if drawn is query.drawings[0] else query.change * (drawn > 0)
        seen = _aligned(shown, box)
        side = max(box[2:])
        for numbers, compare in ((flat, _tinted), (coloured, _coloured)):
            if numbers:
                found = compare(seen, [drawings[number] for number in numbers], query.ground, side)
                best[numbers] = np.maximum(best[numbers], found)
    return best


def _tinted(seen: Plane, drawings: Sequence[Drawing], ground: Plane, side: float) -> NDArray[np.float64]:
    """(n,): the cosine of the query with each drawing in whatever colour fits best, its own colour counting a little."""
    shapes = np.stack([drawing.coverage for drawing in drawings])[:, None]
    covers = _on_grid(shapes, [extent(shape[0]) for shape in shapes], side).reshape(len(drawings), -1)
    along = (seen.reshape(-1, SIDE * SIDE) @ covers.T).reshape(*seen.shape[:2], -1)  # (v, 3, n)
    energy, cover = np.einsum("vcp,vcp->v", seen, seen)[:, None], (covers**2).sum(axis=1)
    freely = np.sqrt((along**2).sum(axis=1) / (energy * cover + 1e-9)).max(axis=0)
    ink = np.stack([drawing.ink - ground for drawing in drawings], axis=1)  # (3, n)
    own = (2 * (along * ink).sum(axis=1) / (energy + cover * (ink**2).sum(axis=0) + 1e-9)).max(axis=0)
    weights = np.array([OWN_TINT * drawing.tinted for drawing in drawings])
    mixed: NDArray[np.float64] = (1 - weights) * freely + weights * np.maximum(own, 0)
    return mixed


def _coloured(seen: Plane, drawings: Sequence[Drawing], ground: Plane, side: float) -> NDArray[np.float64]:
    """(n,): how near the query is to each drawing in its own colours on the ground; 1 is equal, 0 nothing in common."""
    changes = np.stack([drawing.on(ground) for drawing in drawings])
    strengths = np.abs(changes).max(axis=1)
    boxes = [extent(strength / max(float(strength.max()), 1e-6)) for strength in strengths]
    expected = _on_grid(changes, boxes, side).reshape(len(drawings), -1)
    seen = seen.reshape(len(seen), -1)
    energy = np.einsum("vp,vp->v", seen, seen)[:, None] + (expected**2).sum(axis=1)
    near: NDArray[np.float64] = (2 * seen @ expected.T / (energy + 1e-9)).max(axis=0)
    return near


def _aligned(shown: Plane, box: Box) -> Plane:
    """(3, h, w) → (v, 3, SIDE²): what the box holds on the grid, in every alignment."""
    left, top, width, height = box
    x, y = max(0, int(left) - AROUND), max(0, int(top) - AROUND)
    part = np.ascontiguousarray(shown[:, y : int(top + height) + AROUND + 1, x : int(left + width) + AROUND + 1])
    wholes: Plane = np.float32(max(width, height) / (1 - 2 * MARGIN)) * np.array(SCALES, np.float32)
    down = _samples(top + height / 2 - y, wholes, part.shape[1])[:, None]
    across = _samples(left + width / 2 - x, wholes, part.shape[2])[:, None]
    sampled: Plane = np.reshape(down @ part @ across.swapaxes(2, 3), (len(SCALES), 3, len(SHIFTS), SIDE, len(SHIFTS), SIDE))
    return sampled.transpose(0, 2, 4, 1, 3, 5).reshape(-1, 3, SIDE * SIDE)


def _samples(middle: float, wholes: Plane, length: int) -> Plane:
    """(n, shifts × SIDE, length): pixels along one axis → the points of n grids around `middle`, `wholes` (n,) large, for every shift.

    Linear between pixels, and the mean of what lies between two points where these are further apart than pixels.
    """
    steps = wholes / SIDE
    starts = np.float32(middle) - wholes[:, None] / 2 + np.array(SHIFTS, np.float32)
    points = (starts[:, :, None] + steps[:, None, None] * (np.arange(SIDE, dtype=np.float32) + 0.5)).reshape(len(wholes), -1, 1)
    wide = np.maximum(np.float32(1), steps)[:, None, None]
    shares: Plane = np.divide(np.clip((wide + 1) / 2 - np.abs(points - (np.arange(length, dtype=np.float32) + 0.5)), 0, 1), wide)
    return shares


def _on_grid(planes: Plane, boxes: Sequence[Box], side: float) -> Plane:
    """(n, c, s, s) → (n, c, SIDE, SIDE): what each box holds, as blurred as a screenshot whose drawing is `side` pixels large."""
    places = np.array(boxes)
    whole = places[:, 2:].max(axis=1) / (1 - 2 * MARGIN)
    pixel = np.maximum(1, np.maximum(whole / SIDE, places[:, 2:].max(axis=1) / side))[:, None, None]
    middles = places[:, :2] + places[:, 2:] / 2
    at = (middles - whole[:, None] / 2)[:, :, None] + whole[:, None, None] / SIDE * (np.arange(SIDE) + 0.5)  # (n, 2, SIDE)
    columns, rows = (_blur((at[:, axis, :, None] - np.arange(planes.shape[-1]) - 0.5) / pixel) / pixel for axis in (0, 1))
    sampled: Plane = rows.astype(np.float32)[:, None] @ planes @ columns.astype(np.float32).transpose(0, 2, 1)[:, None]
    return sampled


def _blur(offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quadratic B-spline: what a pixel's own area and the linear interpolation after it do together."""
    near, off = 0.75 - offset**2, 0.5 * np.maximum(0, 1.5 - np.abs(offset)) ** 2
    weights: NDArray[np.float64] = np.where(np.abs(offset) < 0.5, near, off)
    return weights
