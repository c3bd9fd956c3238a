"""Hypotheses about turned icons: mirrored, or rotated by quarter turns."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from features.encoders.embedder import Description
from features.search.hypothesis import Hypothesis, Turn
from features.search.scoring import Scorer
from features.vision.geometry import Box
from features.vision.pixels import Plane
from features.vision.segmentation import Segmentation

TURNS = (
    Turn(mirrored=True),
    Turn(mirrored=True, rotated=180),
    Turn(rotated=90),
    Turn(rotated=180),
    Turn(rotated=270),
)


def turned_hypotheses(whole: Description, scorer: Scorer) -> Iterator[Hypothesis]:
    """A hypothesis for each way in which the icon of a picture may be turned.

    None where the foreground fills the picture, as a photograph does.
    """
    segmentation = whole.segmentation
    assert segmentation is not None, "else no hypotheses are made"
    if segmentation.fills_picture:
        return
    for turn in TURNS:
        upright = turned_back(segmentation, turn)
        described = scorer.describe_segmented(upright)
        # The boxes are where the icon is in the picture as it is.
        yield Hypothesis("turned", replace(described, boxes=whole.boxes), turn)


def turned_back(segmentation: Segmentation, turn: Turn) -> Segmentation:
    """The segmentation in which the icon is upright."""
    _, height, width = segmentation.channels.shape
    across, down = segmentation.scale
    swapped = turn.rotated in (90, 270)
    background = segmentation.background
    if background.shape[1:] != (1, 1):
        background = _turned_back(background, turn)
    foreground = _turned_back(segmentation.foreground, turn)
    contrast = segmentation.contrast
    # A reading of everything has the same array twice.
    everything = segmentation.foreground is contrast
    return replace(
        segmentation,
        channels=_turned_back(segmentation.channels, turn),
        background=background,
        difference=_turned_back(segmentation.difference, turn),
        contrast=foreground if everything else _turned_back(contrast, turn),
        foreground=foreground,
        boxes=[_box_turned_back(box, turn, width, height) for box in segmentation.boxes],
        scale=(down, across) if swapped else (across, down),
        without_edge_parts=None,
        with_faint_parts=None,
    )


def _turned_back(planes: Plane, turn: Turn) -> Plane:
    """(…, h, w): planes rotated anticlockwise, then mirrored."""
    rotated = np.rot90(planes, turn.rotated // 90, axes=(-2, -1))
    upright = rotated[..., ::-1] if turn.mirrored else rotated
    return np.ascontiguousarray(upright)


def _box_turned_back(box: Box, turn: Turn, width: int, height: int) -> Box:
    """The box of the upright icon, from that in the picture of that width and height."""
    if turn.rotated == 90:
        box = Box(box.top, width - box.right, box.height, box.width)
    elif turn.rotated == 180:
        box = Box(width - box.right, height - box.bottom, box.width, box.height)
    elif turn.rotated == 270:
        box = Box(height - box.bottom, box.left, box.height, box.width)
    if turn.mirrored:
        turned_width = height if turn.rotated in (90, 270) else width
        box = box._replace(left=turned_width - box.right)
    return box
