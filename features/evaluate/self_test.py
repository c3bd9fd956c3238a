"""A library's test of itself before it is published.

Screenshots of its own icons are simulated and searched. Each is searched once more with the icon
and its look-alikes left out. That tells how often a screenshot finds its icon, and calibrates how
sure an answer can be.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.embedder import Embedder
from features.evaluate.kinds import EMPTY, GROUPS, SIMULATED, one_round
from features.search import calibration
from features.search.calibration import Calibration, Evidence
from features.search.calibration.certainty import prior_weights
from features.search.criteria import Criteria
from features.search.index.memory import Index
from features.search.scoring import Scored
from features.search.searcher import Searcher
from features.store.library import Item
from features.vision.cutout import Cutout, Record
from features.vision.matting import extract_matte
from ingest.common.console import progress

ROUND = one_round()


@dataclass(frozen=True)
class SelfTestSettings:
    """How much is tested. All values were chosen by hand."""

    # With fewer icons, or fewer searches that find their icon or others, nothing can be learned.
    least_icons: int = 20
    least_found: int = 20
    least_absent: int = 20
    # Screenshots of a library, by its size: so many for each icon, within these bounds. The prior
    # calibration makes up for what a few trials do not teach.
    trials_per_icon: int = 2
    fewest_trials: int = 156
    usual_trials: int = 520
    # Of a large library, one for so many icons, and at most so many.
    icons_per_trial: int = 30
    most_trials: int = 1040
    # Seconds after which the test of a slow encoder ends, once it has the fewest trials.
    seconds: float = 30.0
    least_trials_when_slow: int = 120
    # Results of each search, from which the calibration learns.
    results: int = 5
    # Icons whose pictures reach this cosine count as one right answer.
    alike: float = 0.9
    seed: int = 20261122
    # Share of screenshots that may be lost against the published generation.
    tolerated_loss: float = 0.04


SELF_TEST = SelfTestSettings()


@dataclass(frozen=True)
class SelfTest:
    """`recall_at_1` by group of screenshots; of each there were at least `screenshots`."""

    recall_at_1: dict[str, float]
    screenshots: int
    calibration: Calibration

    def record(self) -> dict[str, Any]:
        """For a manifest."""
        return {
            "recall_at_1": self.recall_at_1,
            "screenshots": self.screenshots,
            "calibration": self.calibration.record(),
        }


@dataclass(frozen=True)
class Trial:
    """One picture, searched with its icon in the library (`present`) and without (`absent`).

    `right` says which of the results are right. A picture without an icon has no `group` and is
    `absent` only. Evidence is None where nothing was found.
    """

    group: str | None
    right: list[bool]
    present: Evidence | None
    absent: Evidence | None

    @property
    def is_first(self) -> bool:
        """Whether the first result is right."""
        return self.right[:1] == [True]


def run(
    items: Sequence[Item], drawings: Sequence[Record], embedder: Embedder, index: Index, jobs: int
) -> SelfTest | None:
    """Test a library in `jobs` threads; `drawings` are the cutouts of its icons, in their order.

    None for a library that is too small, or whose icons all look the same. The same library
    gives the same result unless the time ran out.
    """
    if len(items) < SELF_TEST.least_icons:
        return None
    trials = _trials(items, _Test(items, drawings, embedder, index), jobs)
    if not _teach(trials):
        return None

    found = [(trial.present, trial.right) for trial in trials if trial.present is not None]
    present = [evidence for evidence, _ in found]
    absent = [trial.absent for trial in trials if trial.absent is not None]
    learned = calibration.fit(
        present,
        [right for _, right in found],
        absent,
        prior_weights(embedder.encoder.name),
    )
    recall = {group: _recall(trials, group) for group in GROUPS}
    counts = Counter(trial.group for trial in trials)
    fewest = min(counts[group] for group in GROUPS)
    return SelfTest(recall, fewest, learned)


def worse(record: Mapping[str, Any], previous: Mapping[str, Any] | None) -> str:
    """The kinds of screenshots found clearly less often than before, as text; empty if none.

    Both are records. A loss counts that exceeds the tolerance by two standard errors of the
    difference: chance alone does not stop a night.
    """
    if previous is None:
        return ""

    fewest = min(record["screenshots"], previous["screenshots"])
    losses = []
    for kind, now in record["recall_at_1"].items():
        before = previous["recall_at_1"][kind]
        variance = before * (1 - before) + now * (1 - now)
        standard_error = np.sqrt(variance / fewest)
        tolerated = SELF_TEST.tolerated_loss + 2 * standard_error
        if before - now > tolerated:
            losses.append(f"{kind} {now:.1%} instead of {before:.1%}")
    return ", ".join(losses)


class _Test:
    """The trials of one library, by number. Threads may share it."""

    def __init__(
        self,
        items: Sequence[Item],
        drawings: Sequence[Record],
        embedder: Embedder,
        index: Index,
    ) -> None:
        self._items = items
        self._drawings = drawings
        self._rows = {item.icon.id: row for row, item in enumerate(items)}
        random = np.random.default_rng(SELF_TEST.seed)
        self._order = random.permutation(len(items))
        self._index = index
        self._searcher = Searcher(embedder, index, self._cutouts)
        self._end = time.monotonic() + SELF_TEST.seconds

    def trial(self, number: int) -> Trial | None:
        """The trial of that number; None once the time has run out."""
        is_late = time.monotonic() > self._end
        if is_late and number >= SELF_TEST.least_trials_when_slow:
            return None

        name = ROUND[number % len(ROUND)]
        random = np.random.default_rng((SELF_TEST.seed, number))
        if name in EMPTY:
            picture = EMPTY[name].simulate(random)
            return self._tried_empty(picture)

        # The next lap begins one further, so that an icon meets other kinds.
        lap, place = divmod(number, len(self._order))
        row = self._order[(lap + place) % len(self._order)]
        item = self._items[row]
        kind = SIMULATED[name]
        drawing = extract_matte(item.jpegs)
        coloured = drawing.colours is not None
        picture = kind.simulate(drawing.pixels, coloured, random)
        return self._tried(item, kind.group, picture)

    def _tried(self, item: Item, group: str, picture: Image.Image) -> Trial:
        searcher = self._searcher
        cutouts = searcher.cutout_cache()
        readings = searcher.describe(picture)

        criteria = Criteria(SELF_TEST.results)
        found = searcher.choose(picture, readings, criteria, cutouts).best
        right = [item.icon.id in (hit.id, *hit.also) for hit in found.hits]
        present = _evidence(found)

        alike = self._index.alike(item.icon.id, SELF_TEST.alike)
        without_icon = Criteria(SELF_TEST.results, without=alike)
        others = searcher.choose(picture, readings, without_icon, cutouts).best
        absent = _evidence(others)
        return Trial(group, right, present, absent)

    def _tried_empty(self, picture: Image.Image) -> Trial:
        searcher = self._searcher
        cutouts = searcher.cutout_cache()
        readings = searcher.describe(picture)
        found = searcher.choose(picture, readings, Criteria(SELF_TEST.results), cutouts).best
        return Trial(None, [], None, _evidence(found))

    def _cutouts(self, identifiers: Sequence[str]) -> dict[str, Cutout]:
        return {
            identifier: Cutout.read(*self._drawings[self._rows[identifier]])
            for identifier in identifiers
        }


def _evidence(found: Scored) -> Evidence | None:
    return found.evidence if found.hits else None


def _trials(items: Sequence[Item], test: _Test, jobs: int) -> list[Trial]:
    """The trials that there was time for, in the order of their numbers."""
    count = _trial_count(len(items))
    trials = []
    with ThreadPoolExecutor(jobs) as pool, progress("testing searches", count) as advance:
        for trial in pool.map(test.trial, range(count)):
            advance(1)
            if trial is not None:
                trials.append(trial)
    return trials


def _trial_count(icons: int) -> int:
    """How many screenshots of a library with that many icons are searched."""
    of_small = SELF_TEST.trials_per_icon * icons
    usual = min(SELF_TEST.usual_trials, max(SELF_TEST.fewest_trials, of_small))
    of_large = icons // SELF_TEST.icons_per_trial
    return min(SELF_TEST.most_trials, max(usual, of_large))


def _teach(trials: Sequence[Trial]) -> bool:
    """Whether enough trials found their icon, and enough found others in its place."""
    firsts = [trial for trial in trials if trial.is_first]
    if len(firsts) < SELF_TEST.least_found:
        return False
    of_icons = [trial for trial in trials if trial.group is not None]
    others = [trial for trial in of_icons if trial.absent is not None]
    return len(others) >= SELF_TEST.least_absent


def _recall(trials: Sequence[Trial], group: str) -> float:
    """The share of a group's screenshots whose first result is right."""
    return round(fmean(trial.is_first for trial in trials if trial.group == group), 4)
