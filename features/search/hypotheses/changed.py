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
from features.search.hypothesis import Hypothesis, Kind
from features.search.scoring import Scorer
from features.vision.segmentation import Segmentation

NO_PADDING = Padding()


@dataclass(frozen=True)
class Change:
    """A changed segmentation, and the padding that it has more than the picture."""

    kind: Kind
    segmentation: Segmentation
    padding: Padding = NO_PADDING


def changed_hypotheses(whole: Segmentation, coloured: bool, scorer: Scorer) -> Iterator[Hypothesis]:
    """A hypothesis for each change to the segmentation of a picture.

    `coloured` says that icons of several colours are like it.
    """
    across, down = whole.scale
    for change in _changes(whole, coloured):
        description = scorer.describe_segmented(change.segmentation)
        left = change.padding.left * across
        top = change.padding.top * down
        yield Hypothesis(change.kind, description.in_whole(-left, -top, 1))


def _changes(whole: Segmentation, coloured: bool) -> Iterator[Change]:
    if not whole.fills_picture:
        yield from _uncovered(whole)
    for read in (in_one_colour, in_ink, without_shadow):
        for changed in read(whole):
            yield Change("in one colour", changed)
    for changed in without_specks(whole):
        yield Change("without specks", changed)
    if coloured:
        for changed in in_other_colours(whole):
            yield Change("in other colours", changed)
    for changed, padding in without_margin(whole):
        yield Change("without margin", changed, padding)
    for changed, padding in cut_off(whole):
        yield Change("cut off", changed, padding)


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
