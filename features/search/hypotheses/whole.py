"""The picture as one icon: all of it, without components at its edge, or with faint ones."""

import numpy as np

from features.encoders.embedder import Description, Readings
from features.search.hypotheses.changes.colours import in_own_colours
from features.search.hypotheses.settings import HYPOTHESES
from features.search.hypothesis import Hypothesis
from features.search.scoring import Scored, Scorer
from features.vision.geometry import Box


def is_row(box: Box) -> bool:
    """Whether a drawing is longer than one icon is."""
    return box.longer_side > HYPOTHESES.one_icon * min(box.width, box.height)


def is_row_of_icons(whole: Description, scorer: Scorer) -> bool:
    """Whether a picture is a row that is far from every icon, as an icon beside a word is.

    Its regions are then compared first: mostly they explain it.
    """
    segmentation = whole.segmentation
    if segmentation is None or segmentation.is_empty or not is_row(whole.boxes[0]):
        return False
    return scorer.nearest_cosine(whole) < HYPOTHESES.unlike


def score_whole(readings: Readings, scorer: Scorer) -> Scored:
    """The likeliest reading of a picture as one icon."""
    read = _with_faint_parts(readings, scorer) or _without_faint_parts(readings, scorer)
    return _in_own_colours(read, scorer)


def _without_faint_parts(readings: Readings, scorer: Scorer) -> Scored:
    whole = Hypothesis("whole", readings.whole)
    inner = None
    if readings.without_edge_parts is not None:
        inner = Hypothesis("without edge parts", readings.without_edge_parts)
    return likelier(whole, inner, scorer)


def likelier(first: Hypothesis, second: Hypothesis | None, scorer: Scorer) -> Scored:
    """The likelier of two hypotheses.

    Where the first is likely an icon, the second must be far nearer to one.
    """
    best = scorer.score(first)
    if second is None or not best.hits:
        return best
    if best.ranking.score >= HYPOTHESES.clear:
        return best

    other = scorer.score(second)
    limit = best.ranking.distance
    if best.ranking.score >= HYPOTHESES.likely:
        limit *= HYPOTHESES.far_nearer
    return other if other.ranking.distance < limit else best


def _in_own_colours(read: Scored, scorer: Scorer) -> Scored:
    """A reading with altered colours restored, where an icon is far nearer then.

    Dark skin looks like light skin inverted, so the reading as it is may be sure and wrong. In a
    grey picture of a coloured icon, only lightness is compared.
    """
    segmentation = read.hypothesis.description.segmentation
    if segmentation is None or read.ranking.score >= HYPOTHESES.clear:
        return read
    if not any(hit.coloured for hit in read.hits):
        return read

    is_grey = segmentation.is_grey
    if not is_grey and _is_in_its_colours(read):
        return read

    changed = in_own_colours(segmentation)
    descriptions = [scorer.describe_segmented(one) for one in changed]
    vectors = np.stack([description.vectors[0] for description in descriptions])
    cosines = scorer.best_scores(vectors)  # (n,)
    nearest = int(cosines.argmax())
    as_it_is = scorer.nearest_cosine(read.hypothesis.description)
    if not is_grey and cosines[nearest] < as_it_is - HYPOTHESES.same_cosine:
        return read

    restored = Hypothesis("in other colours", descriptions[nearest])
    other = scorer.score(restored, thorough=True)
    share = 1.0 if is_grey else HYPOTHESES.restored
    nearer = other.ranking.distance < share * read.ranking.distance
    return other if nearer and other.hits[0].coloured else read


def _is_in_its_colours(read: Scored) -> bool:
    likeness = read.hits[0].likeness
    return likeness is not None and likeness >= HYPOTHESES.in_its_colours


def _with_faint_parts(readings: Readings, scorer: Scorer) -> Scored | None:
    """The reading with components of low contrast, where an icon of several colours is like it.

    Around an icon of one colour, what is faint comes from compression.
    """
    if readings.with_faint_parts is None:
        return None
    hypothesis = Hypothesis("with faint parts", readings.with_faint_parts)
    scored = scorer.score(hypothesis)
    if scored.ranking.score < HYPOTHESES.faint:
        return None
    return scored if scored.hits[0].coloured else None
