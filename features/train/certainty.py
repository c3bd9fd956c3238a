"""Learn the prior calibration: how sure a hypothesis about a picture is.

Screenshots of the training sets' icons are simulated and searched, each with its icon in the
library and once more without it. Every hypothesis that is scored is a sample.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from features.builder import rendered_icons
from features.evaluate.kinds import SIMULATED
from features.evaluate.self_test import SELF_TEST
from features.search.calibration.certainty import WEIGHTS
from features.search.calibration.evidence import Evidence
from features.search.calibration.logistic_regression import fit_weights
from features.search.criteria import Criteria
from features.search.index.memory import Index
from features.search.scoring import Scored
from features.search.searcher import Searcher
from features.store.generation import open_current
from features.store.library import Item
from features.vision.matting import extract_matte
from ingest.common.console import progress
from ingest.common.data_folder import DataFolder


@dataclass(frozen=True)
class CertaintySettings:
    """All values were chosen by hand.

    `pictures`: simulated of each library. `absent`: share of the weight of samples that were found
    without their icon in the library. `ridge`: penalty on squared weights.
    """

    pictures: int = 400
    absent: float = 0.35
    ridge: float = 1e-4
    seed: int = 20261129


CERTAINTY = CertaintySettings()


class Sample(NamedTuple):
    """A hypothesis that was scored, whether its best icon is right, and its share of the weight."""

    features: list[float]
    right: bool
    share: float


def train(folders: Sequence[Path], encoder: str, jobs: int) -> dict[str, Any]:
    """Learn the weights of an encoder from published libraries, and write them.

    Raises Failure for a folder without a published library.
    """
    encoders = [encoder] * len(folders)
    samples: list[Sample] = []
    with ProcessPoolExecutor(jobs) as pool, progress("searching", len(folders)) as advance:
        for found in pool.map(_samples, folders, encoders):
            samples += found
            advance(1)

    features = np.array([sample.features for sample in samples])  # (n, f)
    right = np.array([sample.right for sample in samples])  # (n,)
    shares = np.array([sample.share for sample in samples])  # (n,)
    shares = shares / shares.sum()
    weights = fit_weights(features, right, shares, CERTAINTY.ridge)

    names = [folder.name for folder in folders]
    _write(encoder, weights, names)
    return {
        "samples": len(samples),
        "right": float(right.mean()),
    }


def _write(encoder: str, weights: Sequence[float], sets: Sequence[str]) -> None:
    """Replace the weights of one encoder, and the names of the sets that they come from."""
    record = json.loads(WEIGHTS.read_text())
    record["weights"][encoder] = weights
    record["sets"][encoder] = sets
    text = json.dumps(record, indent=1)
    WEIGHTS.write_text(text + "\n")


def _samples(path: Path, encoder: str) -> list[Sample]:
    """The samples of one library."""
    folder = DataFolder(path)
    items = rendered_icons.read(folder).items
    generation = open_current(folder)
    index = Index.open(generation, encoder)
    embedder = generation.embedder(encoder, 1)
    searcher = Searcher(embedder, index, generation.catalogue.cutouts)

    random = np.random.default_rng(CERTAINTY.seed)
    order = random.permutation(len(items)).tolist()
    kinds = list(SIMULATED)
    samples: list[Sample] = []
    for number in range(CERTAINTY.pictures):
        row = order[number % len(order)]
        kind = kinds[number % len(kinds)]
        samples += _of_picture(items[row], kind, number, searcher, index)
    generation.close()
    return samples


def _of_picture(
    item: Item, kind: str, number: int, searcher: Searcher, index: Index
) -> Iterator[Sample]:
    """The samples of one simulated picture, with its icon in the library and without."""
    drawing = extract_matte(item.jpegs)
    coloured = drawing.colours is not None
    random = np.random.default_rng((CERTAINTY.seed, number))
    picture = SIMULATED[kind].simulate(drawing.pixels, coloured, random)
    readings = searcher.describe(picture)

    criteria = Criteria(SELF_TEST.results)
    present = searcher.choose(picture, readings, criteria).scored

    alike = index.alike(item.icon.id, SELF_TEST.alike)
    without = Criteria(SELF_TEST.results, without=alike)
    absent = searcher.choose(picture, readings, without).scored

    yield from _labelled(present, item.icon.id, 1 - CERTAINTY.absent)
    yield from _labelled(absent, item.icon.id, CERTAINTY.absent)


def _labelled(scored: Sequence[Scored], icon: str, share: float) -> Iterator[Sample]:
    """The samples of the hypotheses about one picture; together they have that share."""
    found = [one for one in scored if one.hits]
    for one in found:
        best = one.hits[0]
        right = icon in (best.id, *best.also)
        yield Sample(_features(one.evidence), right, share / len(found))


def _features(evidence: Evidence) -> list[float]:
    """The features of the regression, in their order."""
    features: list[float] = evidence.first_features.tolist()
    return features
