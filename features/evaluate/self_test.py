"""A library's test of itself before it is published.

Screenshots of its own icons are simulated and searched. Each is searched once more with the icon
and its look-alikes left out. That tells how often a screenshot finds its icon, and calibrates how
sure an answer can be.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from features.encoders.embedder import Embedder
from features.evaluate.kinds import GROUPS
from features.evaluate.trials import SELF_TEST, Trial, Trials
from features.search import calibration
from features.search.calibration import Calibration
from features.search.calibration.certainty import prior_weights
from features.search.index.memory import Index
from features.store.library import Item
from features.vision.cutout import Record
from ingest.common.console import progress


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


def run(
    items: Sequence[Item], drawings: Sequence[Record], embedder: Embedder, index: Index, jobs: int
) -> SelfTest | None:
    """Test a library in `jobs` threads; `drawings` are the cutouts of its icons, in their order.

    None for a library that is too small, or whose icons all look the same. The same library
    gives the same result unless the time ran out.
    """
    if len(items) < SELF_TEST.least_icons:
        return None
    trials = _trials(items, Trials(items, drawings, embedder, index), jobs)
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


def _trials(items: Sequence[Item], test: Trials, jobs: int) -> list[Trial]:
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
