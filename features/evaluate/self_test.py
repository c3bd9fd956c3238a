"""A library's test of itself before it is published: screenshots simulated of its own icons, searched in its own index.

It tells how often such a screenshot finds its icon, and, from the same searches once more without that icon and its
look-alikes, how sure an answer can be.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from PIL import Image

from features.encoders.embedder import Embedder, Seen
from features.evaluate.screenshots import KINDS, simulate_button, simulate_screenshot
from features.search import calibration
from features.search.calibration import Calibration, Evidence
from features.search.hypotheses import surest
from features.search.index.index import FetchCutouts, Hit, Index
from features.search.reranking import evidence, find, remembered
from features.store.library import Item
from features.vision.cutout import Cutout, Record
from features.vision.matting import lift
from ingest.common.console import progress

FEWEST = (
    20  # icons, and searches that found only others: with fewer there is nothing to calibrate on
)
BUTTON = (
    "button"  # a kind of screenshots besides: of the whole button, on which the icon is only a part
)
TRIED = (*KINDS, BUTTON)
FEW, MANY = 400, 800  # screenshots; between them one for every thirtieth icon
SECONDS = 30.0  # after which a slow encoder's test ends, provided that it has some screenshots of each kind
LEAST = 120
RESULTS = 5  # of each search, from which the calibration learns
ALIKE = 0.9  # cosine of two library pictures from which on one would be a right answer in place of the other
SEED = 20261122
WORSE = 0.04  # share of screenshots: what may be lost against the served generation without being refused


@dataclass(frozen=True)
class SelfTest:
    """`recall_at_1` by kind of screenshot, over that many screenshots of each kind."""

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
    """What a search for an icon saw, which of its best results are right, and what it saw when the icon and its look-alikes were left
    out; None where nothing was left."""

    kind: str
    present: Evidence
    right: list[bool]
    absent: Evidence | None


def run(
    items: Sequence[Item], drawings: Sequence[Record], embedder: Embedder, index: Index, jobs: int
) -> SelfTest | None:
    """Test a library, with the cutout of each icon, in so many threads; None for one too small, or whose icons all look the same.

    The same library gives the same result, unless the time ran out.
    """
    if len(items) < FEWEST:
        return None
    places = {item.icon.id: place for place, item in enumerate(items)}
    chosen = np.random.default_rng(SEED).permutation(len(items))
    count = min(MANY, max(FEW, len(items) // 30))
    ended = time.monotonic() + SECONDS

    def cutouts(identifiers: Sequence[str]) -> dict[str, Cutout]:
        return {
            identifier: Cutout.read(*drawings[places[identifier]]) for identifier in identifiers
        }

    def attempt(number: int) -> Trial | None:
        if time.monotonic() > ended and number >= LEAST:
            return None
        item = items[chosen[number // len(TRIED) % len(chosen)]]
        return _trial(
            item,
            TRIED[number % len(TRIED)],
            embedder,
            index,
            cutouts,
            np.random.default_rng((SEED, number)),
        )

    trials = []
    with ThreadPoolExecutor(jobs) as pool, progress("testing searches", count) as advance:
        for trial in pool.map(attempt, range(count)):
            advance(1)
            if trial is not None:
                trials.append(trial)
    recall = {
        kind: round(fmean(trial.right[0] for trial in trials if trial.kind == kind), 4)
        for kind in TRIED
    }
    absent = [trial.absent for trial in trials if trial.absent is not None]
    if len(absent) < FEWEST:
        return None
    learned = calibration.fit(
        [trial.present for trial in trials], [trial.right for trial in trials], absent
    )
    return SelfTest(recall, len(trials) // len(TRIED), learned)


def _trial(
    item: Item,
    kind: str,
    embedder: Embedder,
    index: Index,
    cutouts: FetchCutouts,
    random: np.random.Generator,
) -> Trial:
    """One simulated screenshot, searched with its icon in the index and without."""
    picture = _screenshot(item, kind, random)
    whole, cutouts = embedder.look(picture), remembered(cutouts)

    def search(without: Sequence[str] = ()) -> tuple[list[Hit], Evidence | None]:
        def ask(seen: Seen, thorough: bool) -> list[Hit]:
            return find(index, seen.vectors, seen.segmentation, RESULTS, cutouts, without, thorough)

        seen, hits = surest(picture, whole, embedder.look, ask)
        return hits, evidence(
            hits, seen.segmentation, seen.side, cutouts, seen.part
        ) if hits else None

    hits, saw = search()
    assert saw is not None, "at least the icon itself is there"
    right = [hit.id == item.icon.id or item.icon.id in hit.also for hit in hits]
    return Trial(kind, saw, right, search(index.alike(item.icon.id, ALIKE))[1])


def worse(record: Mapping[str, Any], previous: Mapping[str, Any] | None) -> str:
    """In words, where a self-test found clearly less than the one before; empty where it did not."""
    if previous is None:
        return ""
    fewest = min(record["screenshots"], previous["screenshots"])
    told = []
    for kind, now in record["recall_at_1"].items():
        before = previous["recall_at_1"][kind]
        # Two standard errors of the difference beyond what may be lost: chance alone does not stop a night.
        chance = 2 * np.sqrt((before * (1 - before) + now * (1 - now)) / fewest)
        if before - now > WORSE + chance:
            told.append(f"{kind} {now:.1%} instead of {before:.1%}")
    return ", ".join(told)


def _screenshot(item: Item, kind: str, random: np.random.Generator) -> Image.Image:
    drawing = lift(item.jpegs)
    coloured = drawing.colours is not None
    return (
        simulate_button(drawing.pixels, coloured, random)
        if kind == BUTTON
        else simulate_screenshot(drawing.pixels, coloured, random, kind)
    )
