"""The registration target: what the query shows in and around one bounding box."""

from collections.abc import Sequence
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
    known: float = 0.5  # share of a target's pixel that must be known, to be compared
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
    `visible`: (h, w), 1 where something is known of the drawing and 0 where not; None if all is.
    `energy`: sum of squares of `planes`, above 0.
    """

    planes: Plane
    pixel_size: tuple[float, float]
    box: Box
    offsets: Plane
    energy: float
    visible: Plane | None = None

    @classmethod
    def of(
        cls,
        planes: Plane,
        pixel_size: tuple[float, float],
        box: Box,
        visible: Plane | None = None,
    ) -> Self:
        """The target with these planes, and what follows from them."""
        if visible is not None:
            planes = planes * visible
        squares = float(np.vdot(planes, planes))
        return cls(
            planes=planes,
            pixel_size=pixel_size,
            box=box,
            offsets=_offsets(planes, pixel_size, box),
            energy=squares + TARGET.least_energy,
            visible=visible,
        )

    def shown(self, images: Plane) -> Plane:
        """The part of resampled cutouts (…, p) that is visible on the target."""
        return images if self.visible is None else images * self.visible.ravel()

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


def targets(query: Segmentation, boxes: Sequence[Box]) -> list[Target]:
    """The targets of a query, one for each of some of its bounding boxes."""
    difference = lightness_and_chroma(query.difference)

    if query.foreground is not query.contrast:
        # This reading leaves parts of the picture out: they are background here.
        difference *= query.foreground > 0

    if query.hidden is not None:
        visible = (~query.hidden).astype(np.float32)
        difference = np.concatenate([difference, visible[None]])
    return [_target(difference, box) for box in boxes]


def _target(planes: Plane, box: Box) -> Target:
    """The target around a box of the query's difference (3, h, w).

    A fourth plane, if any, is 1 where the difference is known.
    """
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
    crop = planes[:, rows, columns]
    box_in_crop = box.moved(-left, -top)

    reduction = box.longer_side / TARGET.longest_side
    if reduction > 1:
        return _reduced(crop, reduction, box_in_crop)
    return _of_planes(np.ascontiguousarray(crop), (1, 1), box_in_crop)


def _reduced(crop: Plane, reduction: float, box: Box) -> Target:
    """The target with the crop (3 or 4, h, w) averaged to about 1 / `reduction` of its size."""
    _, height, width = crop.shape
    rows = max(1, round(height / reduction))
    columns = max(1, round(width / reduction))

    average_rows = _averages(height, rows)
    average_columns = _averages(width, columns)
    fewer_rows = average_rows @ crop  # (c, rows, w)
    planes = np.matmul(fewer_rows, average_columns.T)

    pixel_size = (width / columns, height / rows)
    return _of_planes(planes, pixel_size, box)


def _of_planes(planes: Plane, pixel_size: tuple[float, float], box: Box) -> Target:
    """The target with these planes; a fourth one says what share of each pixel is known."""
    if len(planes) == 3:
        return Target.of(planes, pixel_size, box)
    visible = planes[3] > TARGET.known
    return Target.of(planes[:3], pixel_size, box, visible.astype(np.float32))


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
