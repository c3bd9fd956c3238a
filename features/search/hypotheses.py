"""Hypotheses about a picture: which part of it is the icon.

People crop a whole button, the label beside an icon, or a neighbour's border. So several
hypotheses are made, scored against the library, and the best is chosen:

1. the whole picture,
2. the picture without the components that touch its edge, such as a neighbour's border,
3. the picture with components of low contrast, such as black words on a dark background,
4. what a frame holds: a button or a ring,
5. the largest group of components: the icon beside a word.

docs/quality.md, "Hypotheses about a picture", has the figures behind the settings.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from features.encoders.embedder import Description, Readings
from features.search.index.hit import Hit
from features.search.parts import part_boxes
from features.search.scoring import Ranking, Scorer
from features.vision.foreground import FOREGROUND
from features.vision.geometry import Box

Kind = Literal["whole", "without edge parts", "with faint parts", "inside a frame", "group"]
PARTIAL: tuple[Kind, ...] = ("inside a frame", "group")


@dataclass(frozen=True)
class HypothesisSettings:
    """Chosen on the validation sets ion, bi, devicon and material-icon-theme."""

    # Score of the best icon from which on no other hypothesis is made: a filled button is like
    # the icon of a plain disc.
    clear: float = 0.985
    # Score from which on the whole picture is taken for an icon: another hypothesis must then be
    # `far_nearer`, and no group is cut out, as a logo's sign is often an icon of its own.
    likely: float = 0.9
    # Score from which on components of low contrast belong to an icon of several colours.
    faint: float = 0.93
    # Score below which many more icons of several colours are compared: vectors hardly tell
    # folders by their signs.
    unclear: float = 0.95
    # A part is chosen if its distance is below this share of the whole picture's.
    nearer: float = 0.8
    # The share for the reading without edge parts, where the whole picture is likely an icon.
    far_nearer: float = 0.4
    # Components at a part's edge are left out if they reach in no farther than this share of its
    # shorter side. Rests of frames reached 0.08; the shoulders below a head reach farther.
    edge_depth: float = 0.12
    # Largest offset of the icon's centre from the part's, as a share of width and height. 99 % of
    # correct ones were within 0.05; a switch's knob is beyond.
    off_centre: float = 0.15
    # Pixels: of a picture at least twice as large, parts are cut out of a reduced copy.
    large: int = 768


HYPOTHESES = HypothesisSettings()


@dataclass(frozen=True)
class Hypothesis:
    """One way to read a picture. `description` is in pixels of the whole picture."""

    kind: Kind
    description: Description

    @property
    def partial(self) -> bool:
        """Whether the icon is taken to be a part of what the picture shows."""
        return self.kind in PARTIAL


@dataclass(frozen=True)
class Scored:
    """A hypothesis, and the icons that it is like."""

    hypothesis: Hypothesis
    ranking: Ranking

    @property
    def hits(self) -> list[Hit]:
        """The icons, the best first."""
        return self.ranking.hits

    @property
    def is_settled(self) -> bool:
        """Whether parts are not tried.

        The best icon is clear, no icon was found, or the encoder does not segment.
        """
        if self.hypothesis.description.segmentation is None:
            return True
        return not self.hits or self.ranking.score >= HYPOTHESES.clear


def choose(image: Image.Image, readings: Readings, scorer: Scorer) -> Scored:
    """The hypothesis whose best icon is nearest, by the rules of `HYPOTHESES`.

    `readings` are the scorer's descriptions of `image`.
    """
    with_faint = _with_faint_parts(readings, scorer)
    if with_faint is not None:
        return with_faint

    whole = Hypothesis("whole", readings.whole)
    inner = None
    if readings.without_edge_parts is not None:
        inner = Hypothesis("without edge parts", readings.without_edge_parts)
    best = _likelier(whole, inner, scorer)
    if best.is_settled:
        return best

    best = _best_part(image, best, scorer)
    coloured = any(hit.coloured for hit in best.hits)
    if coloured and best.ranking.score < HYPOTHESES.unclear:
        return _scored(best.hypothesis, scorer, thorough=True)
    return best


def _scored(hypothesis: Hypothesis, scorer: Scorer, thorough: bool = False) -> Scored:
    return Scored(hypothesis, scorer.rank(hypothesis.description, thorough))


def _with_faint_parts(readings: Readings, scorer: Scorer) -> Scored | None:
    """The reading with components of low contrast, where an icon of several colours is like it.

    Around an icon of one colour, what is faint comes from compression.
    """
    if readings.with_faint_parts is None:
        return None
    hypothesis = Hypothesis("with faint parts", readings.with_faint_parts)
    scored = _scored(hypothesis, scorer)
    if scored.ranking.score < HYPOTHESES.faint:
        return None
    return scored if scored.hits[0].coloured else None


def _likelier(first: Hypothesis, second: Hypothesis | None, scorer: Scorer) -> Scored:
    """The likelier of two hypotheses.

    Where the first is likely an icon, the second must be far nearer to one.
    """
    best = _scored(first, scorer)
    if second is None or not best.hits:
        return best
    if best.ranking.score >= HYPOTHESES.clear:
        return best

    other = _scored(second, scorer)
    limit = best.ranking.distance
    if best.ranking.score >= HYPOTHESES.likely:
        limit *= HYPOTHESES.far_nearer
    return other if other.ranking.distance < limit else best


def _best_part(image: Image.Image, whole: Scored, scorer: Scorer) -> Scored:
    """The best of the picture's parts where it is much nearer to an icon, else `whole`."""
    segmentation = whole.hypothesis.description.segmentation
    assert segmentation is not None, "else the whole is settled"
    times = max(1, max(image.size) // HYPOTHESES.large)
    reduced = image.reduce(times) if times > 1 else image
    with_group = whole.ranking.score < HYPOTHESES.likely

    best = whole
    limit = HYPOTHESES.nearer * whole.ranking.distance
    for kind, box in part_boxes(segmentation, reduced.size, with_group):
        part = reduced.crop(_whole_edges(box))
        scored = _scored_part(kind, scorer.describe(part), box, times, scorer)
        found = scored.hypothesis.description.boxes[0]
        if scored.ranking.distance < limit and _is_centred(found, box, times):
            best = scored
            limit = scored.ranking.distance
    return best


def _scored_part(kind: Kind, readings: Readings, box: Box, times: int, scorer: Scorer) -> Scored:
    """The likelier reading of a part that was cut out at `box` of the picture reduced `times`.

    Something of a frame is mostly left at the part's edges, so it is left out first.
    """
    whole = Hypothesis(kind, readings.whole.in_whole(box.left, box.top, times))
    inner = readings.without_edge_parts
    if inner is None or not _is_shallow(inner):
        return _likelier(whole, None, scorer)
    without_edges = Hypothesis(kind, inner.in_whole(box.left, box.top, times))
    return _likelier(without_edges, whole, scorer)


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


def _is_centred(found: Box, part: Box, times: int) -> bool:
    """Whether the foreground is in the middle of a part, as an icon is in its button."""
    x, y = found.middle
    middle_x, middle_y = part.scaled(times, times).middle
    most = HYPOTHESES.off_centre * times
    if abs(x - middle_x) > most * part.width:
        return False
    return abs(y - middle_y) <= most * part.height


def _whole_edges(box: Box) -> tuple[int, int, int, int]:
    """The edges of a box in whole pixels, as Pillow takes them."""
    left, top, right, bottom = box.edges
    return int(left), int(top), int(right), int(bottom)
