"""How an icon's drawing lies on what a query shows, how well it explains it there, and what it does not explain.

Segmentation by synthesis: what a browser paints is, of each pixel, the share that the drawing covers; so is an icon's own picture averaged
over the query's pixels. Where these lie on it, to a fraction of one, and how large they are there is found by least squares (Gauss and
Newton's method, for pictures Lucas and Kanade 1981). An icon of several colours must have its own colours on the query's ground; one of
a single colour may have any, as sites tint such icons.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.vision.colour import COLOUR, LUMA
from features.vision.cutout import CUTOUT, Cutout, difference_on
from features.vision.foreground import extent
from features.vision.geometry import Box
from features.vision.pixels import ranked
from features.vision.segmentation import Segmentation

SEEN = 32  # pixels of the longer side of a query's drawing, at most: a larger one is averaged
AROUND = (
    0.06,
    1.5,
)  # how far around the drawing's box the query is compared: a share of that side, but so many pixels at least
STEPS = 2  # of the search for the place and size of a drawing: more change nothing
SOUGHT, PROMISING = (
    8,
    0.1,
)  # drawings that are sought further after a step, at most, and how much more of the query they may leave missing
ABOUT = np.array(
    [0.35, 0.35, 0.05]
)  # how far off they may be at first: pixels across and down, and the share of the size
OWN_TINT = 0.2  # how much the colour counts of an icon that has one of its own
NEUTRAL_TINT = (
    0.01  # of a black or white one beside others: enough to tell it from the same in grey
)
CHROMA = (
    0.4  # what counts of colour differences beside lightness: compression keeps them half as sharp
)
SPLIT = np.stack(
    [np.sqrt(3) * LUMA, CHROMA * ([1, 0, 0] - LUMA), CHROMA * ([0, 0, 1] - LUMA)]
).astype(np.float32)  # of red, green, blue
SPOT = 2  # pixels of either side of the spots that a drawing may leave unexplained
COARSE = 0.05  # of a drawing's longer side: the standard deviation with which finer things are averaged away

Array = NDArray[np.float64]
Plane = NDArray[np.float32]


class Place(NamedTuple):
    """Where a drawing lies: by the query's box of that number; where the middle of this lies on the drawing; and how long a pixel of the
    picture, as it was analysed, is there."""

    box: int
    x: float
    y: float
    step: float


class _Part(NamedTuple):
    """What a query shows in a box and a little around it, `planes` (3, h, w) in lightness and colour differences; how many pixels of the
    picture, as it was analysed, each of theirs is wide and high; and the box, in those pixels, from where this part begins."""

    planes: Plane
    pixels: tuple[float, float]
    box: Box

    @property
    def side(self) -> float:
        """The longer side of the box, in the pixels that these planes have."""
        return max(
            length / pixels for length, pixels in zip(self.box[2:], self.pixels, strict=True)
        )

    @property
    def edges(self) -> Plane:
        """(2, m + 1): the edges of these pixels from the middle of the box, across and down."""
        left, top, width, height = self.box
        count = np.arange(max(self.planes.shape[1:]) + 1, dtype=np.float32)
        edges: Plane = count * np.array(self.pixels, np.float32)[:, None] - np.array(
            [[left + width / 2], [top + height / 2]], np.float32
        )
        return edges


class Fits(NamedTuple):
    """How well each drawing explains what the query's picture shows where it does so best: `likeness` (n,) in -1..1, 1 where nothing is
    left to explain; and where that is: `box` (n,), and `lies` (n, 3) by that."""

    likeness: Array
    box: NDArray[np.int64]
    lies: Array

    @property
    def places(self) -> list[Place]:
        """Of each drawing."""
        return [
            Place(box, *lies)
            for box, lies in zip(self.box.tolist(), self.lies.tolist(), strict=True)
        ]


def fit(query: Segmentation, drawings: Sequence[Cutout], aligned: bool = True) -> Fits:
    """Lay drawings on a query. Each is aligned to it first, or much faster taken to lie in its box."""
    fits = Fits(
        np.full(len(drawings), -1.0),
        np.zeros(len(drawings), np.int64),
        np.zeros((len(drawings), 3)),
    )
    flat = [number for number, drawing in enumerate(drawings) if not drawing.coloured]
    coloured = [number for number, drawing in enumerate(drawings) if drawing.coloured]
    for place, part in enumerate(_shown(query)):
        for numbers, candidates in ((flat, _Tinted), (coloured, _Coloured)):
            if numbers:
                found, lies = candidates(
                    part, [drawings[number] for number in numbers], query
                ).sought(STEPS if aligned else 0)
                better = found > fits.likeness[numbers]
                chosen = np.array(numbers)[better]
                fits.likeness[chosen], fits.box[chosen], fits.lies[chosen] = (
                    found[better],
                    place,
                    lies[better],
                )
    return fits


def own_squares(
    query: Segmentation, drawings: Sequence[Cutout], places: Sequence[Place]
) -> tuple[Array, Array, Array]:
    """(n,) each: how long a side of each icon's own square would be in the picture where its drawing lies so, and where it would begin from
    the left and from the top, in the picture's pixels."""
    middles = np.array(
        [(left + width / 2, top + height / 2) for left, top, width, height in query.boxes]
    )
    of_query, lies = (
        middles[[place.box for place in places]],
        np.array([place[1:] for place in places]),
    )
    own = np.array([drawing.square for drawing in drawings])
    corners = of_query + (own[:, :2] - own[:, 2:] / 2 - lies[:, :2]) / lies[:, 2:]
    across, down = query.scale
    return (
        own[:, 2] / lies[:, 2] * (across + down) / 2,
        corners[:, 0] * across,
        corners[:, 1] * down,
    )


def unexplained(query: Segmentation, drawing: Cutout, place: Place) -> tuple[float, float]:
    """What the query's picture has beside a drawing that lies there, or lacks: where that is strongest, of the picture's strongest
    contrast; and all of it without what is fine, of the energy of the picture.

    What scaling, antialiasing and compression change of the right icon is scattered; what another one has lies together.
    """
    part = list(_shown(query))[place.box]
    candidate = (_Coloured if drawing.coloured else _Tinted)(part, [drawing], query)
    missing = candidate.missing(np.array([place[1:]]))
    spots = ndimage.uniform_filter(missing, (0, SPOT, SPOT), mode="constant")
    coarse = ndimage.gaussian_filter(missing, (0, *2 * [COARSE * part.side]), mode="constant")
    contrast = float(ranked(_strength(part.planes).ravel(), 0.995))
    return float(_strength(spots).max()) / max(contrast, COLOUR.least_visible), float(
        np.vdot(coarse, coarse)
    ) / candidate.energy


def _shown(query: Segmentation) -> Iterator[_Part]:
    """What a query shows around each of its boxes."""
    change = (SPLIT @ query.difference.reshape(3, -1)).reshape(query.difference.shape)
    if query.foreground is not query.contrast:
        change *= query.foreground > 0
    for box in query.boxes:
        yield _around(change, box)


def _strength(planes: Plane) -> Plane:
    """(3, h, w) → (h, w)."""
    strength: Plane = np.sqrt(np.einsum("cij,cij->ij", planes, planes))
    return strength


def _around(shown: Plane, box: Box) -> _Part:
    """The part of a picture, (3, h, w), that is in a box and a little around it, averaged where the box is larger than SEEN."""
    left, top, width, height = box
    around = max(AROUND[0] * max(width, height), AROUND[1])
    x, y = max(0, int(left - around)), max(0, int(top - around))
    part = shown[
        :, y : int(np.ceil(top + height + around)), x : int(np.ceil(left + width + around))
    ]
    box, times = Box(left - x, top - y, width, height), max(width, height) / SEEN
    if times <= 1:
        return _Part(np.ascontiguousarray(part), (1, 1), box)
    (rows, columns), counts = (
        part.shape[1:],
        [max(1, round(length / times)) for length in part.shape[1:]],
    )
    down, across = rows / counts[0], columns / counts[1]
    fewer_rows = _shares(down * np.arange(counts[0] + 1, dtype=np.float32), rows)
    fewer_columns = _shares(across * np.arange(counts[1] + 1, dtype=np.float32), columns)
    return _Part(np.matmul(fewer_rows @ part, fewer_columns.T), (across, down), box)


class _Candidates(ABC):
    """Drawings, cut out: `planes` (n, c, SIDE, SIDE), c of them the planes of each; and what the query shows in one part, `seen` (3, p)."""

    def __init__(self, planes: Plane, part: _Part) -> None:
        self.planes = planes
        self.seen = part.planes.reshape(3, -1)
        self.energy = float(np.vdot(self.seen, self.seen)) + 1e-9
        self._part = part
        self._size = part.planes.shape[1:]

    def sought(self, steps: int) -> tuple[Array, Array]:
        """How well each drawing explains the query where it does so best, (n,), so many steps from where its box is the query's; and where
        that is, (n, 3): where the middle of the box lies on the drawing, and how long a pixel of the picture, as it was analysed, is
        there.

        To be asked once: drawings that fall behind are let go.
        """
        edges, about = self._part.edges, ABOUT * [*self._part.pixels, 1]
        middles, sides = self.boxes()
        lies = np.concatenate(
            [middles, sides[:, None] / max(self._part.box[2:])], axis=1
        )  # (1, 3) where that is the same for all
        sought = np.arange(len(self.planes))
        best, best_lies = (
            np.full(len(sought), -1.0),
            np.repeat(lies, len(sought) // len(lies), axis=0),
        )
        for step in range(steps + 1):
            last = step == steps
            found, slopes, matching, missing = self.fit(
                self._drawn(lies, edges) if last else self._drawn_with_slopes(lies, edges)
            )
            better = found > best[sought]
            best[sought[better]] = found[better]
            if step:  # before, each lies as it was noted already
                best_lies[sought[better]] = lies[better]
            if last:
                break
            moves = _least_squares(
                slopes, matching, missing / self.seen.shape[1], about * lies[:, 2:]
            )
            lies = lies + moves
            # What will be missing there, if its slopes are what they are here.
            missing = missing + np.vecdot(moves, np.matvec(slopes, moves) - 2 * matching)
            near = np.flatnonzero(missing <= missing.min() + PROMISING * self.energy)
            near = near[np.argsort(missing[near], kind="stable")[:SOUGHT]]
            self.keep(near)
            lies, sought = lies[near], sought[near]
        return best, best_lies

    def missing(self, lies: Array) -> Plane:
        """(3, h, w): what the only drawing does not explain of the query where it lies so."""
        return (self.seen - self.painted(self._drawn(lies, self._part.edges)[0, 0])).reshape(
            3, *self._size
        )

    @abstractmethod
    def boxes(self) -> tuple[Array, Array]:
        """Where each drawing is: its middle (n, 2) and its longer side (n,); or, for all together, (1, 2) and (1,)."""

    def keep(self, places: NDArray[np.int64]) -> None:
        """Go on with those drawings alone."""
        self.planes = self.planes[places]

    @abstractmethod
    def painted(self, drawn: Plane) -> Plane:
        """(3, p): what the query would show of one that is drawn so, (c, p)."""

    @abstractmethod
    def fit(self, drawn: Plane) -> tuple[Array, Array, Array, Array]:
        """Of what is drawn, and s slopes of it behind, (n, 1 + s, c, p): how well it explains the query, (n,); products of its slopes with
        each other, (n, s, s), and with what is missing, (n, s); and what is missing, squared, (n,)."""

    def _drawn(self, lies: Array, edges: Plane) -> Plane:
        """(n, 1, c, p): the drawings as the query would show them where they lie so."""
        across, down = self._by_axis(_shares(_on_drawings(lies, edges), CUTOUT.side))
        drawn: Plane = np.matmul(down @ self.planes, across)
        return drawn.reshape(len(self.planes), 1, self.planes.shape[1], -1)

    def _drawn_with_slopes(self, lies: Array, edges: Plane) -> Plane:
        """(n, 4, c, p): the same, and how it changes with where it lies across and down, and with the length of a pixel."""
        shares = _shares_with_slopes(
            _on_drawings(lies, edges), edges, lies[:, 2].astype(np.float32), self._part.pixels
        )
        across, down = self._by_axis(shares)
        rows = down @ self.planes
        drawn = np.empty((len(self.planes), 4, self.planes.shape[1], *self._size), np.float32)
        np.matmul(rows[0], across[0], out=drawn[:, 0])
        np.matmul(rows[0], across[1], out=drawn[:, 1])
        np.matmul(rows[1], across[0], out=drawn[:, 2])
        np.matmul(rows[0], across[2], out=drawn[:, 3])
        drawn[:, 3] += rows[2] @ across[0]
        return drawn.reshape(*drawn.shape[:3], -1)

    def _by_axis(self, shares: Plane) -> tuple[Plane, Plane]:
        """(…, 2, pixels, SIDE) → those across, (…, 1, SIDE, w), and those down, (…, 1, h, SIDE)."""
        return shares[..., :1, : self._size[1], :].swapaxes(-1, -2), shares[
            ..., 1:, : self._size[0], :
        ]


class _Tinted(_Candidates):
    """Drawings of one colour: the query may show them in any, but of those with a tint of their own that counts too."""

    def __init__(self, part: _Part, drawings: Sequence[Cutout], query: Segmentation) -> None:
        super().__init__(
            np.stack([drawing.pixels for drawing in drawings]) * np.float32(1 / 255), part
        )
        self._inks = (
            np.array([tuple(drawing.ink) for drawing in drawings]) / 255 - query.ground
        ) @ SPLIT.T
        neutral = (
            0.0 if all(drawing.same_ink(drawings[0]) for drawing in drawings) else NEUTRAL_TINT
        )
        self._own = np.array([OWN_TINT if drawing.tinted else neutral for drawing in drawings])
        self._shown = (self.seen @ self.seen.T).astype(float)

    def boxes(self) -> tuple[Array, Array]:
        """As they were cut out."""
        return np.full((1, 2), CUTOUT.side / 2), np.full(1, CUTOUT.side * (1 - 2 * CUTOUT.margin))

    def keep(self, places: NDArray[np.int64]) -> None:
        """As of any."""
        super().keep(places)
        self._inks, self._own = self._inks[places], self._own[places]

    def painted(self, drawn: Plane) -> Plane:
        """In the colour that fits best."""
        return self.seen @ drawn.T @ drawn / (np.vdot(drawn, drawn) + np.float32(1e-9))

    def fit(self, drawn: Plane) -> tuple[Array, Array, Array, Array]:
        """Cosine of the query and the drawing in the colour that fits best; its own colour counts by how near to that it is.

        Slopes are those in that colour, without what a with_faint_parts or stronger drawing would make up (variable projection).
        """
        drawn = drawn[:, :, 0]
        squares, shared = _double(drawn @ drawn.swapaxes(1, 2)), _double(drawn @ self.seen.T)
        cover = squares[:, 0, 0] + 1e-9
        tint = shared[:, 0] / cover[:, None]
        strength = np.sqrt(np.vecdot(tint, tint))
        found = strength * np.sqrt(cover / self.energy)
        if self._own.any():
            own = (
                2
                * np.vecdot(tint, self._inks)
                * cover
                / (self.energy + cover * np.vecdot(self._inks, self._inks))
            )
            found = (1 - self._own) * found + self._own * np.maximum(own, 0)
        along = squares[:, 1:, 0]
        slopes = squares[:, 1:, 1:] - along[:, :, None] * (along / cover[:, None])[:, None]
        matching = np.matvec(shared[:, 1:], tint) - (strength**2)[:, None] * along
        missing = (
            np.vecdot(np.matvec(self._shown, tint), tint) / (strength**2 + 1e-9)
            - strength**2 * cover
        )
        return found, (strength**2)[:, None, None] * slopes, matching, missing


class _Coloured(_Candidates):
    """Drawings of several colours, which they have on the query's ground."""

    def __init__(self, part: _Part, drawings: Sequence[Cutout], query: Segmentation) -> None:
        ground = query.ground
        changes = difference_on(ground, drawings)
        self._strengths = (
            np.stack([drawing.coverage for drawing in drawings])
            if query.faint
            else np.abs(changes).max(axis=1)
        )
        super().__init__(
            np.matmul(SPLIT, changes.reshape(len(changes), 3, -1)).reshape(changes.shape), part
        )

    def boxes(self) -> tuple[Array, Array]:
        """Where each can be seen on this ground; all of it where even what is faint counts as drawn."""
        boxes = np.array(
            [extent(strength / max(float(strength.max()), 1e-6)) for strength in self._strengths]
        )
        return boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:].max(axis=1)

    def painted(self, drawn: Plane) -> Plane:
        """In its own colours."""
        return drawn

    def fit(self, drawn: Plane) -> tuple[Array, Array, Array, Array]:
        """Twice what both have in common by what either has; 1 is equal."""
        drawn = drawn.reshape(*drawn.shape[:2], -1)
        squares, common = (
            _double(drawn @ drawn.swapaxes(1, 2)),
            _double(drawn @ self.seen.reshape(-1)),
        )
        found = 2 * common[:, 0] / (squares[:, 0, 0] + self.energy)
        missing = self.energy - 2 * common[:, 0] + squares[:, 0, 0]
        return found, squares[:, 1:, 1:], common[:, 1:] - squares[:, 1:, 0], missing


def _least_squares(slopes: Array, matching: Array, noise: Array, about: Array) -> Array:
    """(n, 3): how far to go along each of the slopes to make up for what is missing, a pixel's share of which is `noise`, where so far is
    likely."""
    curved = slopes + np.eye(3) * (np.maximum(noise, 1e-6)[:, None] / about**2)[:, None]
    moved: Array = np.maximum(
        np.minimum(np.linalg.solve(curved, matching[:, :, None])[..., 0], 2 * about), -2 * about
    )
    return moved


def _double(products: Plane) -> Array:
    return products.astype(np.float64)


def _on_drawings(lies: Array, edges: Plane) -> Plane:
    """(n, 2, m + 1): where the edges of the query's pixels lie on each drawing, across and down."""
    on_drawings: Plane = (lies[:, :2, None] + lies[:, 2:, None] * edges).astype(np.float32)
    return on_drawings


def _shares(edges: Plane, length: int) -> Plane:
    """(…, m + 1) → (…, m, length): of what lies between one edge and the next, the share that each pixel of a drawing has."""
    covered = np.minimum(np.maximum(edges[..., None] - np.arange(length, dtype=np.float32), 0), 1)
    shares: Plane = (covered[..., 1:, :] - covered[..., :-1, :]) / (
        edges[..., 1:2, None] - edges[..., :1, None]
    )
    return shares


def _shares_with_slopes(
    edges: Plane, offsets: Plane, step: Plane, pixels: tuple[float, float]
) -> Plane:
    """(3, n, 2, m, SIDE): the same for edges (n, 2, m + 1) so many steps (n,) from a middle as `offsets` (2, m + 1) says, `pixels` of them
    apart across and down; how it changes with where the middle is; and with the step."""
    beyond = edges[..., None] - np.arange(CUTOUT.side, dtype=np.float32)
    covered = np.empty((3, *beyond.shape), np.float32)
    np.minimum(np.maximum(beyond, 0), 1, out=covered[0])
    np.equal(covered[0], beyond, out=covered[1])
    np.multiply(covered[1], offsets[..., None], out=covered[2])
    step = step[:, None, None, None]
    shares: Plane = covered[..., 1:, :] - covered[..., :-1, :]
    shares /= step * np.array(pixels, np.float32)[:, None, None]
    shares[2] -= shares[0] / step
    return shares
