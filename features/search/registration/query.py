"""The registration target: what the query shows in and around one bounding box."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from features.search.registration.colour_space import lightness_and_chroma
from features.search.registration.resampling import box_filter
from features.vision.geometry import Box
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TargetSettings:
    """How a target is cropped and sampled. The values were chosen by hand."""

    longest_side: int = 32  # pixels of the box's longer side; a larger box is averaged down
    margin: float = 0.06  # share of the box's longer side, included around the box
    least_margin: float = 1.5  # query pixels; the margin of a small box
    least_energy: float = 1e-9  # keeps divisions finite where the target is empty


TARGET = TargetSettings()


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
    def of(cls, planes: Plane, pixel_size: tuple[float, float], box: Box) -> Self:
        """The target with these planes, and what follows from them."""
        squares = float(np.vdot(planes, planes))
        return cls(
            planes=planes,
            pixel_size=pixel_size,
            box=box,
            offsets=_offsets(planes, pixel_size, box),
            energy=squares + TARGET.least_energy,
        )

    @property
    def size(self) -> tuple[int, int]:
        """(h, w) of the planes."""
        _, height, width = self.planes.shape
        return height, width

    @property
    def values(self) -> Plane:
        """(3, p): the planes, with all p pixels in one dimension."""
        return self.planes.reshape(3, -1)

    @property
    def longer_side(self) -> float:
        """The longer side of the box, in pixels of the target."""
        across, down = self.pixel_size
        width = self.box.width / across
        height = self.box.height / down
        return max(width, height)

    def poses_on_box(self, centres: Array, sides: Array) -> Array:
        """(n, 3): the poses that lay a part of each cutout on the target's box.

        The part has its centre at `centres` (n, 2) and the longer side `sides` (n,), in pixels of
        the cutout.
        """
        scales = sides / self.box.longer_side
        columns = [centres, scales[:, None]]
        return np.concatenate(columns, axis=1)


def targets(query: Segmentation) -> list[Target]:
    """The targets of a query, one for each of its bounding boxes."""
    difference = lightness_and_chroma(query.difference)

    if query.foreground is not query.contrast:
        # This reading leaves parts of the picture out: they are background here.
        difference *= query.foreground > 0

    return [_target(difference, box) for box in query.boxes]


def _target(difference: Plane, box: Box) -> Target:
    """The target around a box of the query's difference (3, h, w)."""
    share = TARGET.margin * box.longer_side
    margin = max(share, TARGET.least_margin)

    # Whole pixels, and none outside of the picture.
    left = int(box.left - margin)
    top = int(box.top - margin)
    left = max(0, left)
    top = max(0, top)
    right = int(np.ceil(box.right + margin))
    bottom = int(np.ceil(box.bottom + margin))

    columns = slice(left, right)
    rows = slice(top, bottom)
    crop = difference[:, rows, columns]
    box_in_crop = box.moved(-left, -top)

    reduction = box.longer_side / TARGET.longest_side
    if reduction > 1:
        return _reduced(crop, reduction, box_in_crop)
    planes = np.ascontiguousarray(crop)
    return Target.of(planes, (1, 1), box_in_crop)


def _reduced(crop: Plane, reduction: float, box: Box) -> Target:
    """The target with the crop (3, h, w) averaged to about 1 / `reduction` of its size."""
    _, height, width = crop.shape
    rows = max(1, round(height / reduction))
    columns = max(1, round(width / reduction))

    average_rows = _averages(height, rows)
    average_columns = _averages(width, columns)
    fewer_rows = average_rows @ crop  # (3, rows, w)
    planes = np.matmul(fewer_rows, average_columns.T)

    pixel_size = (width / columns, height / rows)
    return Target.of(planes, pixel_size, box)


def _averages(length: int, fewer: int) -> Plane:
    """(fewer, length): the box filter from `length` pixels to a smaller number of them."""
    pixel = length / fewer
    numbers = np.arange(fewer + 1, dtype=np.float32)
    edges = pixel * numbers
    return box_filter(edges, length)


def _offsets(planes: Plane, pixel_size: tuple[float, float], box: Box) -> Plane:
    """(2, m + 1): positions of the pixel edges relative to the centre of the box."""
    _, height, width = planes.shape
    longer = max(height, width)
    edges = np.arange(longer + 1, dtype=np.float32)

    # In columns, as x and y are rows of the result.
    pixel = np.array([pixel_size], np.float32)
    centre = np.array([box.middle], np.float32)
    positions = edges * pixel.T
    offsets: Plane = positions - centre.T
    return offsets
