"""Register icons' cutouts to a query: placement and likeness of each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.search.registration import solver
from features.search.registration.coloured import ColouredModel
from features.search.registration.colourless import ColourlessModel
from features.search.registration.photometric_model import PhotometricModel
from features.search.registration.query import Target, targets
from features.search.registration.tinted import TintedModel
from features.search.registration.two_tone import TwoToneModel, has_several_tints
from features.vision.cutout import Cutout
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation
from features.vision.tones import have_two_tones

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Placement(NamedTuple):
    """Where a cutout is on a query.

    `box`: number of the query's bounding box it was registered to.
    `x`, `y`: the point of the cutout at the centre of that box, in pixels of the cutout.
    `scale`: length of a pixel of the segmented query, in pixels of the cutout.
    """

    box: int
    x: float
    y: float
    scale: float

    @property
    def pose(self) -> tuple[float, float, float]:
        """x, y and scale."""
        return self.x, self.y, self.scale


class Registrations(NamedTuple):
    """The best registration of each of n cutouts.

    `likeness`: (n,) in -1..1; 1 where cutout and query are identical.
    `boxes`: (n,), number of the query's bounding box that gave it.
    `poses`: (n, 3), x, y and scale of the placement.
    """

    likeness: Array
    boxes: Numbers
    poses: Array

    @property
    def placements(self) -> list[Placement]:
        """The placement of each cutout."""
        boxes = self.boxes.tolist()
        poses = self.poses.tolist()
        pairs = zip(boxes, poses, strict=True)
        return [Placement(box, *pose) for box, pose in pairs]

    def improve(self, numbers: Numbers, box: int, likeness: Array, poses: Array) -> None:
        """Adopt the registrations of the cutouts `numbers` to a box, where they are better."""
        better = likeness > self.likeness[numbers]
        improved = numbers[better]
        self.likeness[improved] = likeness[better]
        self.boxes[improved] = box
        self.poses[improved] = poses[better]


class Squares(NamedTuple):
    """Icons' own squares, in pixels of the picture: side, left and top, (n,) each."""

    side: Array
    left: Array
    top: Array


def register(query: Segmentation, cutouts: Sequence[Cutout]) -> Registrations:
    """Register each cutout to each of the query's boxes, and return the best of each."""
    return _best(query, query.boxes, cutouts, solver.SOLVER.steps)


def compare(query: Segmentation, cutouts: Sequence[Cutout]) -> Registrations:
    """Compare each cutout where its box is on the query's first, in one colour if it has two tones.

    Much faster than to register.
    """
    return _best(query, query.boxes[:1], cutouts, steps=0)


def _best(
    query: Segmentation, boxes: Sequence[Box], cutouts: Sequence[Cutout], steps: int
) -> Registrations:
    """The best registration of each cutout to any of the boxes, after that number of steps."""
    best = _no_registrations(len(cutouts))
    for box, target in enumerate(targets(query, boxes)):
        for numbers, model in photometric_models(cutouts, query, target, tones=steps > 0):
            likeness, poses = solver.optimise(model, steps)
            best.improve(np.array(numbers), box, likeness, poses)

    return best


def own_squares(
    query: Segmentation, cutouts: Sequence[Cutout], placements: Sequence[Placement]
) -> Squares:
    """Where each icon's own square would be in the picture, given its placement."""
    squares = np.array([cutout.square for cutout in cutouts])
    centres = squares[:, :2]
    sides = squares[:, 2:]

    poses = np.array([placement.pose for placement in placements])
    points = poses[:, :2]
    scales = poses[:, 2:]

    # From the centre of the box to the square's corner, on the cutout and then in the picture.
    on_cutouts = centres - sides / 2 - points
    in_query = on_cutouts / scales
    boxes = [query.boxes[placement.box] for placement in placements]
    corners = in_query + [box.middle for box in boxes]

    across, down = query.scale
    lengths = sides / scales
    return Squares(
        side=lengths[:, 0] * (across + down) / 2,
        left=corners[:, 0] * across,
        top=corners[:, 1] * down,
    )


def _no_registrations(count: int) -> Registrations:
    """The registrations before the first comparison, with the lowest likeness."""
    return Registrations(
        likeness=np.full(count, -1.0),
        boxes=np.zeros(count, np.int64),
        poses=np.zeros((count, 3)),
    )


def photometric_models(
    cutouts: Sequence[Cutout], query: Segmentation, target: Target, tones: bool
) -> list[tuple[list[int], PhotometricModel]]:
    """The photometric models that cutouts need, each with the numbers of its cutouts.

    With `tones`, each tone of a drawing may have a colour of its own.
    """
    coloured = [number for number, cutout in enumerate(cutouts) if cutout.coloured]
    tinted = [number for number, cutout in enumerate(cutouts) if not cutout.coloured]
    two_tone = []
    if tones and tinted and has_several_tints(target):
        two_tone = with_two_tones(cutouts, tinted)
        tinted = [number for number in tinted if number not in two_tone]

    models: list[tuple[list[int], PhotometricModel]] = []
    if tinted:
        group = [cutouts[number] for number in tinted]
        models.append((tinted, TintedModel.of(group, query, target)))
    if two_tone:
        group = [cutouts[number] for number in two_tone]
        models.append((two_tone, TwoToneModel.of(group, target)))
    if coloured:
        group = [cutouts[number] for number in coloured]
        of_colours = ColourlessModel if query.colourless else ColouredModel
        models.append((coloured, of_colours.of(group, query, target)))
    return models


def with_two_tones(cutouts: Sequence[Cutout], numbers: Sequence[int]) -> list[int]:
    """Those of the numbers of cutouts of one colour whose drawings have two tones."""
    pixels = np.concatenate([cutouts[number].pixels for number in numbers])
    found = have_two_tones(pixels)
    return [number for number, has in zip(numbers, found.tolist(), strict=True) if has]
