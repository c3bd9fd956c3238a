"""Which hypothesis about a picture is chosen, and which other icons the picture shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from features.encoders.embedder import Description, Readings
from features.search.hypotheses.changed import changed_hypotheses
from features.search.hypotheses.changes.tilts import tilted_hypotheses
from features.search.hypotheses.changes.turns import turned_hypotheses
from features.search.hypotheses.focus import Focus, focus
from features.search.hypotheses.regions import region_hypotheses
from features.search.hypotheses.scored_parts import is_central, score_parts
from features.search.hypotheses.settings import HYPOTHESES
from features.search.hypotheses.whole import is_row, is_row_of_icons, score_whole
from features.search.hypothesis import Hypothesis, with_share
from features.search.scoring import Scored, Scorer
from features.search.windows.regions import without_overlaps
from features.vision.geometry import Box


@dataclass(frozen=True)
class Choice:
    """What was chosen of all the hypotheses that were scored.

    `best`: what the person most likely meant. `others`: other icons of the picture, none of which
    overlaps another or the best by much. `ended_early`: time was up before all were made.
    """

    best: Scored
    others: list[Scored]
    scored: list[Scored]
    ended_early: bool


def choose(image: Image.Image, readings: Readings, scorer: Scorer) -> Choice:
    """The surest hypothesis about a picture, by the rules of `HYPOTHESES`.

    `readings` are the scorer's descriptions of `image`. Hypotheses are made in turn until one is
    sure.
    """
    part = focus(image, readings, scorer)
    scored = _all_scored(part, scorer)
    with_hits = [hypothesis for hypothesis in scored if hypothesis.hits]
    shown = without_overlaps(with_hits, HYPOTHESES.equally_sure)
    best = _meant(shown, part.image) if shown else scored[0]
    others = [
        _placed(other, part)
        for other in shown
        if other is not best and other.certainty >= HYPOTHESES.another
    ]
    coloured = any(hit.coloured for hit in best.hits)
    compared_few = coloured and not best.hypothesis.is_altered
    if compared_few and best.ranking.score < HYPOTHESES.unclear:
        best = scorer.score(best.hypothesis, thorough=True)
    return Choice(_placed(best, part), others, scored, scorer.ended_early)


def _all_scored(part: Focus, scorer: Scorer) -> list[Scored]:
    """The hypotheses that were scored; there is at least one.

    That of the whole picture is the first, unless the picture is a row that its regions explain.
    """
    is_tiny = max(part.image.size) < HYPOTHESES.least_side
    regions: list[Scored] | None = None
    if not is_tiny and is_row_of_icons(part.readings.whole, scorer):
        regions = _in_regions(part, part.readings.whole, scorer)
        if regions and _is_explained(regions, part.readings.whole):
            return regions

    whole = score_whole(part.readings, scorer)
    scored = [whole, *(regions or ())]
    if is_tiny or _is_settled(whole):
        return scored
    drawn = whole.hypothesis.description
    if regions is None:
        scored += _in_regions(part, drawn, scorer)
    for further in (_in_parts, _changed, _turned, _tilted):
        if _is_explained(scored, drawn) or scorer.is_late():
            break
        scored += further(part, whole, scorer)
    return scored


def _is_explained(scored: Sequence[Scored], whole: Description) -> bool:
    """Whether a sure hypothesis is enough: it is not of a small part of one icon."""
    surest = max(scored, key=lambda hypothesis: hypothesis.certainty)
    if surest.certainty < HYPOTHESES.sure:
        return False
    found = surest.box
    drawn = whole.boxes[0]
    if found.longer_side >= HYPOTHESES.explained * drawn.longer_side:
        return True
    if surest.certainty >= HYPOTHESES.framed and is_central(found, drawn):
        return True
    assert whole.segmentation is not None, "else the whole is settled"
    return is_row(drawn) or whole.segmentation.fills_picture


def _in_regions(part: Focus, whole: Description, scorer: Scorer) -> list[Scored]:
    regions = region_hypotheses(part.image, scorer, HYPOTHESES.regions)
    return _nearest(regions, whole, scorer)


def _in_parts(part: Focus, whole: Scored, scorer: Scorer) -> list[Scored]:
    return score_parts(part.image, whole, scorer)


def _changed(part: Focus, whole: Scored, scorer: Scorer) -> list[Scored]:
    drawn = whole.hypothesis.description
    return _nearest(changed_hypotheses(whole, scorer), drawn, scorer)


def _turned(part: Focus, whole: Scored, scorer: Scorer) -> list[Scored]:
    drawn = whole.hypothesis.description
    return _nearest(turned_hypotheses(drawn, scorer), drawn, scorer)


def _tilted(part: Focus, whole: Scored, scorer: Scorer) -> list[Scored]:
    drawn = whole.hypothesis.description
    if is_row(drawn.boxes[0]):
        return []
    return _nearest(tilted_hypotheses(drawn, scorer), drawn, scorer)


def _nearest(further: Iterable[Hypothesis], whole: Description, scorer: Scorer) -> list[Scored]:
    """The nearest of further hypotheses to icons, scored.

    What is left of a covered icon is never as near as a whole one. So it has limits of its own.
    """
    hypotheses = [with_share(hypothesis, whole.side) for hypothesis in further]
    plain = [one for one in hypotheses if not one.is_altered]
    altered = [one for one in hypotheses if one.is_altered]
    return [
        *score_nearest(plain, scorer, HYPOTHESES.scored, HYPOTHESES.least_cosine),
        *score_nearest(altered, scorer, HYPOTHESES.altered, HYPOTHESES.least_altered_cosine),
    ]


def _placed(scored: Scored, part: Focus) -> Scored:
    """A hypothesis about a part, in pixels of the whole picture."""
    if (part.left, part.top, part.times) == (0, 0, 1):
        return scored  # with the evidence that was observed
    hypothesis = scored.hypothesis
    description = part.in_picture(hypothesis.description)
    return replace(scored, hypothesis=replace(hypothesis, description=description))


def _is_settled(whole: Scored) -> bool:
    """Whether no other hypothesis is made.

    The best icon is clear or very sure, no icon was found, or the encoder does not segment.
    """
    if whole.hypothesis.description.segmentation is None:
        return True
    if not whole.hits or whole.ranking.score >= HYPOTHESES.clear:
        return True
    return whole.certainty >= HYPOTHESES.settled


def _meant(shown: list[Scored], image: Image.Image) -> Scored:
    """The icon that a person most likely meant: of the sure ones the largest near the middle."""
    if len(shown) == 1:  # an encoder that segments nothing has no certainty either
        return shown[0]
    surest = max(scored.certainty for scored in shown)
    sure = [scored for scored in shown if scored.certainty >= HYPOTHESES.as_sure * surest]
    return max(sure, key=lambda scored: _prominence(scored.box, image))


def _prominence(box: Box, image: Image.Image) -> float:
    """How prominent a box is in a picture: its area, less the farther it is from the middle."""
    x, y = box.middle
    from_middle = abs(2 * x / image.width - 1)
    from_centre = abs(2 * y / image.height - 1)
    farther = max(from_middle, from_centre)
    centred = 2 - farther

    leading = 1 - HYPOTHESES.leading * x / image.width
    area = box.width * box.height
    return area * centred * leading


def score_nearest(
    hypotheses: Sequence[Hypothesis], scorer: Scorer, most: int, least_cosine: float
) -> list[Scored]:
    """At most `most` of the hypotheses, the nearest to an icon by vectors first.

    No icon's cosine is below `least_cosine` for those that are left out. Where the time is up, so
    are others.
    """
    if not hypotheses:
        return []
    vectors = np.stack([hypothesis.description.vectors[0] for hypothesis in hypotheses])
    cosines = scorer.best_scores(vectors)  # (n,)
    order = np.argsort(-cosines, kind="stable")[:most]
    near = [row for row in order.tolist() if cosines[row] >= least_cosine]
    scored: list[Scored] = []
    for row in near:
        if len(scored) >= HYPOTHESES.in_any_case and scorer.is_late():
            break
        scored.append(scorer.score(hypotheses[row], thorough=hypotheses[row].is_altered))
    return scored
