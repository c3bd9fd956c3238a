"""The picture as one icon: all of it, without components at its edge, or with faint ones."""

from features.encoders.embedder import Description, Readings
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
    with_faint = _with_faint_parts(readings, scorer)
    if with_faint is not None:
        return with_faint

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
