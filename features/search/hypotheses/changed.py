"""Hypotheses that the picture was changed: the icon is alone and complete once that is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from features.search.hypotheses.changes.badges import without_discs, without_layers
from features.search.hypotheses.changes.bars import without_bar
from features.search.hypotheses.changes.colours import in_other_colours
from features.search.hypotheses.changes.crops import Padding, cut_off, without_margin
from features.search.hypotheses.changes.fills import without_fill
from features.search.hypotheses.changes.inks import in_ink, in_one_colour
from features.search.hypotheses.changes.shadows import without_shadow
from features.search.hypotheses.changes.specks import without_specks
from features.search.hypotheses.changes.stretches import STRETCHES, unstretched
from features.search.hypotheses.whole import is_row
from features.search.hypothesis import Hypothesis, Kind
from features.search.scoring import Scored, Scorer
from features.vision.cutout import Cutout
from features.vision.segmentation import Segmentation

NO_PADDING = Padding()


@dataclass(frozen=True)
class Change:
    """A changed segmentation, and the padding that it has more than the picture."""

    kind: Kind
    segmentation: Segmentation
    padding: Padding = NO_PADDING


def changed_hypotheses(whole: Scored, scorer: Scorer) -> Iterator[Hypothesis]:
    """A hypothesis for each change to the segmentation of a picture that was read as a whole."""
    segmentation = whole.hypothesis.description.segmentation
    assert segmentation is not None, "else the whole is settled"
    across, down = segmentation.scale
    for change in _changes(segmentation, whole):
        description = scorer.describe_segmented(change.segmentation)
        left = change.padding.left * across
        top = change.padding.top * down
        yield Hypothesis(change.kind, description.in_whole(-left, -top, 1))


def _changes(segmentation: Segmentation, whole: Scored) -> Iterator[Change]:
    if not segmentation.fills_picture:
        yield from _uncovered(segmentation)
    if not (segmentation.fills_picture or is_row(segmentation.boxes[0])):
        for changed in unstretched(segmentation, _nearest_icons(whole)):
            yield Change("stretched", changed)
    for read in (in_one_colour, in_ink, without_shadow):
        for changed in read(segmentation):
            yield Change("in one colour", changed)
    for changed in without_specks(segmentation):
        yield Change("without specks", changed)
    if any(hit.coloured for hit in whole.hits):
        for changed in in_other_colours(segmentation):
            yield Change("in other colours", changed)
    for changed, padding in without_margin(segmentation):
        yield Change("without margin", changed, padding)
    for changed, padding in cut_off(segmentation):
        yield Change("cut off", changed, padding)


def _nearest_icons(whole: Scored) -> list[Cutout]:
    """The icons whose proportions the picture's icon may have had, the nearest first."""
    nearest = [hit.id for hit in whole.hits[: STRETCHES.icons]]
    cutouts = whole.cutouts(nearest)
    return [cutouts[icon] for icon in nearest]


def _uncovered(whole: Segmentation) -> Iterator[Change]:
    for changed in _without_badges(whole):
        yield Change("without a badge", changed)
    for changed in without_bar(whole):
        yield Change("without a bar", changed)
    for changed in without_fill(whole):
        yield Change("without its fill", changed)


def _without_badges(whole: Segmentation) -> Iterator[Segmentation]:
    """The segmentation without each badge, once: a disc is often a layer of colour, too."""
    found = set()
    for without_badge in (without_layers, without_discs):
        for changed in without_badge(whole):
            remaining = changed.mask.tobytes()
            if remaining not in found:
                found.add(remaining)
                yield changed
