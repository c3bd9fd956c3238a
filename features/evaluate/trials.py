"""The searches of a self-test: simulated screenshots of a library's own icons."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from features.encoders.embedder import Embedder
from features.evaluate.kinds import EMPTY, SIMULATED, one_round
from features.search.calibration import Evidence
from features.search.criteria import Criteria
from features.search.index.memory import Index
from features.search.scoring import Scored
from features.search.searcher import Searcher
from features.store.library import Item
from features.vision.cutout import Cutout, Record
from features.vision.matting import extract_matte

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


class Trials:
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
