"""Hypotheses about regions of a picture: the detector's candidates, each cut out."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from features.search.hypotheses.settings import HYPOTHESES
from features.search.hypothesis import Hypothesis
from features.search.scoring import Scorer
from features.search.windows.candidates import CANDIDATES, crop_candidates, find_candidates
from features.vision.pixels import reduction


def region_hypotheses(
    image: Image.Image, scorer: Scorer, most: int | None = None
) -> Iterator[Hypothesis]:
    """A hypothesis for each candidate of a picture, those nearest to square first.

    At most `most` of them; all if None. Fewer where the time of the search is up.
    """
    times = reduction(image.size, HYPOTHESES.detected)
    reduced = image.reduce(times) if times > 1 else image
    pixels = np.asarray(reduced.convert("RGB"))  # (h, w, 3)
    with scorer.timed("detect"):
        boxes = find_candidates(pixels, scorer.timed.check)[:most]
        crops = crop_candidates(pixels, boxes)
    for number, crop in enumerate(crops):
        if number >= HYPOTHESES.in_any_case and scorer.is_late(HYPOTHESES.described_until):
            break
        left, top, _, _ = boxes[number].tolist()
        description = scorer.describe_plainly(crop)
        x = max(0, left - CANDIDATES.margin)
        y = max(0, top - CANDIDATES.margin)
        yield Hypothesis("one of several", description.in_whole(x, y, times))
