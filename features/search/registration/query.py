"""The registration target: what the query shows in and around one bounding box."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.registration.colour_space import lightness_and_chroma
from features.search.registration.resampling import box_filter
from features.vision.geometry import Box
from features.vision.glyph import Segmentation

Array = NDArray[np.float64]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class TargetSettings:
    """How a target is cropped and sampled. The values were chosen by hand."""

    longest_side: int = 32  # pixels of the box's longer side; a larger box is averaged down
    margin: float = 0.06  # share of the box's longer side, included around the box
    least_margin: float = 1.5  # query pixels; the margin of a small box
    least_energy: float = 1e-9  # keeps divisions finite where the target is empty


SETTINGS = TargetSettings()


@dataclass(frozen=True)
class Target:
    """A crop of the query's difference from its background, to which cutouts are registered.

    "Query pixels" are pixels of the segmented picture. A target's pixel covers one or more of
    them.

    `planes`: (3, h, w), lightness and colour differences.
    `pixel_size`: width and height of a target's pixel, in query pixels.
    `box`: the bounding box, in query pixels from the corner of the crop.
    `offsets`: (2, m + 1), positions of the pixel edges relative to the centre of the box, in query
    pixels; first along x, then along y. m is the larger of h and w.
    `energy`: sum of squares of `planes`, above 0.
    """

    planes: Plane
    pixel_size: tuple[float, float]
    box: Box
    offsets: Plane
    energy: float

    @classmethod
    def of(cls, planes: Plane, pixel_size: tuple[float, float], box: Box) -> "Target":
        """The target with these planes, and what follows from them."""
        energy = float(np.vdot(planes, planes)) + SETTINGS.least_energy
        return cls(planes, pixel_size, box, _offsets(planes, pixel_size, box), energy)

    @property
    def values(self) -> Plane:
        """(3, p): the planes, with all p pixels in one dimension."""
        return self.planes.reshape(3, -1)

    @property
    def longer_side(self) -> float:
        """The longer side of the box, in pixels of the target."""
        across, down = self.pixel_size
        return max(self.box.width / across, self.box.height / down)

    def poses_on_box(self, centres: Array, sides: Array) -> Array:
        """(n, 3): the poses that lay a part of each cutout on the target's box.

        The part has its centre at `centres` (n, 2) and the longer side `sides` (n,), in pixels of
        the cutout.
        """
        scales = sides[:, None] / self.box.longer_side
        return np.concatenate([centres, scales], axis=1)


def targets(query: Segmentation) -> list[Target]:
    """The targets of a query, one for each of its bounding boxes."""
    difference = lightness_and_chroma(query.difference)
    if query.foreground is not query.contrast:
        difference *= query.foreground > 0
    return [_target(difference, Box(*box)) for box in query.boxes]


def _target(difference: Plane, box: Box) -> Target:
    """The target around a box of the query's difference (3, h, w)."""
    margin = max(SETTINGS.margin * box.longer_side, SETTINGS.least_margin)
    left = max(0, int(box.left - margin))
    top = max(0, int(box.top - margin))
    right = int(np.ceil(box.right + margin))
    bottom = int(np.ceil(box.bottom + margin))
    crop = difference[:, top:bottom, left:right]
    box_in_crop = box.moved(-left, -top)
    reduction = box.longer_side / SETTINGS.longest_side
    if reduction <= 1:
        return Target.of(np.ascontiguousarray(crop), (1, 1), box_in_crop)
    return _reduced(crop, reduction, box_in_crop)


def _reduced(crop: Plane, reduction: float, box: Box) -> Target:
    """The target with the crop (3, h, w) averaged to about 1 / `reduction` of its size."""
    _, rows, columns = crop.shape
    fewer_rows = max(1, round(rows / reduction))
    fewer_columns = max(1, round(columns / reduction))
    down = rows / fewer_rows
    across = columns / fewer_columns
    average_rows = _averages(rows, fewer_rows)
    average_columns = _averages(columns, fewer_columns)
    planes = np.matmul(average_rows @ crop, average_columns.T)
    return Target.of(planes, (across, down), box)


def _averages(length: int, fewer: int) -> Plane:
    """(fewer, length): the box filter from `length` pixels to a smaller number of them."""
    edges = length / fewer * np.arange(fewer + 1, dtype=np.float32)
    return box_filter(edges, length)


def _offsets(planes: Plane, pixel_size: tuple[float, float], box: Box) -> Plane:
    """(2, m + 1): positions of the pixel edges relative to the centre of the box."""
    centre_x = box.left + box.width / 2
    centre_y = box.top + box.height / 2
    centre = np.array([[centre_x], [centre_y]], np.float32)
    count = max(planes.shape[1:])
    edges = np.arange(count + 1, dtype=np.float32)
    positions = edges * np.array(pixel_size, np.float32)[:, None]
    offsets: Plane = positions - centre
    return offsets
