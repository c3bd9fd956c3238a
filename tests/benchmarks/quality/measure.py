"""Queries through the query path of the service, and what comes back."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from features.encoders import ENCODERS
from features.encoders.embedder import Readings
from features.search.criteria import Criteria
from features.search.index.memory import Index
from features.search.published import PublishedLibrary
from features.search.searcher import Searcher
from features.store.generation import open_current
from features.store.vectors import Vectors
from features.vision.cutout import Cutout
from ingest.common.console import progress
from ingest.common.data_folder import DataFolder
from tests.benchmarks.quality import scores
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.shots import Shot

THREADS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    `rank` is that of the right look. `scores` are those of the first ten icons, the best first.
    """

    shot: Shot
    rank: float
    scores: dict[str, float]
    seconds: float
    match: float | None = None
    verdict: str | None = None

    @property
    def given(self) -> str:
        return next(iter(self.scores))


@dataclass(frozen=True)
class Measured:
    """One extractor on one library: answers to queries whose icon it has, and to the others.

    `crowded` are answers to the former from an index that holds the icons of `crowd` too; empty
    where there is no crowd. `buttons` are answers to pictures of whole buttons.
    """

    extractor: str
    library: IconSet
    build_seconds: float
    present: list[Answer]
    absent: list[Answer]
    crowd: IconSet | None
    crowded: list[Answer]
    buttons: list[Answer]


@dataclass(frozen=True)
class Crowd:
    """Icons that distract, and the folder with their vectors of one extractor."""

    icons: IconSet
    folder: DataFolder


class Crowded:
    """A library and a crowd searched as one, each from the files of its own."""

    def __init__(self, extractor: str, icons: IconSet, folder: DataFolder, crowd: Crowd) -> None:
        self._icons, self._crowd = icons, crowd.icons
        self._library, self._others = open_current(folder), open_current(crowd.folder)
        rows = beside(self._library.vectors(extractor), self._others.vectors(extractor))
        index = Index(rows, ENCODERS[extractor].same)
        embedder = self._library.embedder(extractor, THREADS)
        self._searcher = Searcher(embedder, index, self._cutouts)

    def ask(self, image: Image.Image, shot: Shot) -> Answer:
        """What both answer; the seconds leave out the first description of the picture."""
        readings = self._searcher.describe(image)
        started = time.perf_counter()
        first = self._search(image, readings, scores.DEPTH)
        seconds = time.perf_counter() - started
        ranked = deeper(list(first), lambda limit: list(self._search(image, readings, limit)))
        return Answer(shot, scores.rank(ranked, shot.look, self._look), first, seconds)

    def close(self) -> None:
        for generation in (self._library, self._others):
            generation.close()

    def _search(self, image: Image.Image, readings: Readings, limit: int) -> dict[str, float]:
        hits = self._searcher.choose(image, readings, Criteria(limit)).best.hits
        return {hit.id: hit.score for hit in hits[:limit]}

    def _cutouts(self, identifiers: Sequence[str]) -> dict[str, Cutout]:
        own = [identifier for identifier in identifiers if identifier in self._icons.icons]
        others = [identifier for identifier in identifiers if identifier not in self._icons.icons]
        return self._library.catalogue.cutouts(own) | self._others.catalogue.cutouts(others)

    def _look(self, identifier: str) -> str:
        return (self._icons if identifier in self._icons.icons else self._crowd).look(identifier)


def measure(
    extractor: str,
    icons: IconSet,
    built: tuple[DataFolder, float],
    asked: Sequence[Sequence[Shot]],
    crowd: Crowd | None,
) -> Measured:
    """Ask an indexed library every query: those `asked` are present, absent, and whole buttons."""
    folder, seconds = built
    library = PublishedLibrary.open(folder, THREADS)
    both = Crowded(extractor, icons, folder, crowd) if crowd else None
    present, absent, buttons = asked
    answers, crowded, strangers, held = [], [], [], []
    with progress(f"asking {extractor} about {icons.name}", sum(map(len, asked))) as advance:
        for shot in present:
            image = opened(shot)
            answers.append(ask(library, image, shot, icons.look))
            if both:
                crowded.append(both.ask(image, shot))
            advance(1)
        for shot in absent:
            strangers.append(ask(library, opened(shot), shot, icons.look))
            advance(1)
        for shot in buttons:
            held.append(ask(library, opened(shot), shot, icons.look))
            advance(1)
    library.close()
    if both:
        both.close()
    return Measured(
        extractor, icons, seconds, answers, strangers, crowd and crowd.icons, crowded, held
    )


def opened(shot: Shot) -> Image.Image:
    with Image.open(shot.file) as picture:
        return picture.convert("RGB")


def ask(
    library: PublishedLibrary, image: Image.Image, shot: Shot, look: Callable[[str], str]
) -> Answer:
    """The library's own answer."""
    started = time.perf_counter()
    found = library.find(image, Criteria(scores.DEPTH))
    seconds = time.perf_counter() - started
    first = [result.entry.id for result in found.results]
    rank = scores.rank(
        deeper(
            first,
            lambda limit: [
                result.entry.id for result in library.find(image, Criteria(limit)).results
            ],
        ),
        shot.look,
        look,
    )
    ten = {result.entry.id: result.score for result in found.results}
    return Answer(shot, rank, ten, seconds, found.results[0].match, found.verdict)


def deeper(first: list[str], search: Callable[[int], list[str]]) -> Iterator[str]:
    """The hits of a search, which goes deeper only when more of them are taken."""
    hits, limit, taken = first, scores.DEPTH, 0
    while True:
        yield from hits[taken:]
        if len(hits) < limit:
            return
        taken, limit = len(hits), 2 * limit
        hits = search(limit)


def beside(rows: Vectors, others: Vectors) -> Vectors:
    """The rows of two stores as one."""
    assert rows.recipe == others.recipe, "both were made by the same code a moment ago"
    columns = {
        name: [*getattr(rows, name), *getattr(others, name)]
        for name in ("ids", "grounds", "digests")
    }
    codes = (
        None
        if rows.codes is None or others.codes is None
        else np.concatenate([rows.codes, others.codes])
    )
    return replace(
        rows, **columns, vectors=np.concatenate([rows.vectors, others.vectors]), codes=codes
    )
