"""Hypotheses about regions of a picture: the detector's candidates, each cut out."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from features.search.hypothesis import Hypothesis
from features.search.scoring import Scorer
from features.search.windows.candidates import CANDIDATES, crop_candidates, find_candidates


def region_hypotheses(
    image: Image.Image, scorer: Scorer, most: int | None = None
) -> Iterator[Hypothesis]:
    """A hypothesis for each candidate of a picture, those nearest to square first.

    At most `most` of them; all if None.
    """
    pixels = np.asarray(image.convert("RGB"))  # (h, w, 3)
    with scorer.timed("detect"):
        boxes = find_candidates(pixels)[:most]
        crops = crop_candidates(pixels, boxes)
    for (left, top, _, _), crop in zip(boxes.tolist(), crops, strict=True):
        description = scorer.describe_plainly(crop)
        x = max(0, left - CANDIDATES.margin)
        y = max(0, top - CANDIDATES.margin)
        yield Hypothesis("one of several", description.in_whole(x, y, 1))
