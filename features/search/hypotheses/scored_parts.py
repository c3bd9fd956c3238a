"""Hypotheses about parts of a picture: what a frame holds, and the icon beside a word."""

from dataclasses import replace

import numpy as np
from PIL import Image

from features.encoders.embedder import Description, Readings
from features.search.hypotheses.parts import part_boxes
from features.search.hypotheses.settings import HYPOTHESES
from features.search.hypotheses.whole import likelier
from features.search.hypothesis import Hypothesis, Kind, with_share
from features.search.scoring import Scored, Scorer
from features.vision.foreground import FOREGROUND
from features.vision.geometry import Box


def score_parts(image: Image.Image, whole: Scored, scorer: Scorer) -> list[Scored]:
    """The picture's parts that hold a drawing in their middle, with what each is like."""
    segmentation = whole.hypothesis.description.segmentation
    assert segmentation is not None, "else the whole is settled"
    times = max(1, max(image.size) // HYPOTHESES.large)
    reduced = image.reduce(times) if times > 1 else image
    with_group = whole.ranking.score < HYPOTHESES.likely

    side = whole.hypothesis.description.side
    scored = []
    for kind, box in part_boxes(segmentation, reduced.size, with_group):
        part = reduced.crop(_whole_edges(box))
        best = _scored_part(kind, scorer.describe(part), box, times, scorer)
        best = replace(best, hypothesis=with_share(best.hypothesis, side))
        found = best.hypothesis.description.boxes[0]
        if best.hits and is_central(found, box.scaled(times, times)):
            scored.append(best)
    return scored


def _scored_part(kind: Kind, readings: Readings, box: Box, times: int, scorer: Scorer) -> Scored:
    """The likelier reading of a part that was cut out at `box` of the picture reduced `times`.

    Something of a frame is mostly left at the part's edges, so it is left out first.
    """
    whole = Hypothesis(kind, readings.whole.in_whole(box.left, box.top, times))
    inner = readings.without_edge_parts
    if inner is None or not _is_shallow(inner):
        return likelier(whole, None, scorer)
    without_edges = Hypothesis(kind, inner.in_whole(box.left, box.top, times))
    return likelier(without_edges, whole, scorer)


def _is_shallow(inner: Description) -> bool:
    """Whether the components that a reading leaves out stay near the picture's edge."""
    segmentation = inner.segmentation
    assert segmentation is not None, "a reading without edge parts comes from a segmentation"
    drawn = segmentation.contrast > FOREGROUND.threshold  # (h, w)
    foreground = segmentation.mask
    left_out = drawn & ~foreground

    shorter_side = min(left_out.shape)
    depth = int(np.ceil(HYPOTHESES.edge_depth * shorter_side))
    inside = left_out[depth:-depth, depth:-depth]
    return not inside.any()


def is_central(found: Box, outer: Box) -> bool:
    """Whether a box is in the middle of another, as an icon is in its button."""
    x, y = found.middle
    middle_x, middle_y = outer.middle
    if abs(x - middle_x) > HYPOTHESES.off_centre * outer.width:
        return False
    return abs(y - middle_y) <= HYPOTHESES.off_centre * outer.height


def _whole_edges(box: Box) -> tuple[int, int, int, int]:
    """The edges of a box in whole pixels, as Pillow takes them."""
    left, top, right, bottom = box.edges
    return int(left), int(top), int(right), int(bottom)
