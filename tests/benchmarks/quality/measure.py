"""Queries through the query path of the service, and what comes back."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from api.search import Library
from features import compare
from features.cutout import Cutout
from features.embed import Seen
from features.encoders import ENCODERS
from features.generation import open_current
from features.index import Index
from features.store import Vectors
from ingest.console import progress
from ingest.folder import DataFolder
from tests.benchmarks.quality import scores
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.shots import Shot

THREADS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query got. `rank` is that of the right look; `scores` are those of the first ten icons, the best first."""

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
    """One extractor on one library: answers to queries whose icon is in it, and to those whose is not.

    `crowded` are answers to the former from an index that holds the icons of `crowd` too; empty where there is none.
    """

    extractor: str
    library: IconSet
    build_seconds: float
    present: list[Answer]
    absent: list[Answer]
    crowd: IconSet | None
    crowded: list[Answer]


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
        self._index = Index(rows, ENCODERS[extractor].same)

    def ask(self, seen: Seen, shot: Shot) -> Answer:
        """What the query path of the service answers from both."""
        started = time.perf_counter()
        first = self._search(seen, scores.DEPTH)
        seconds = time.perf_counter() - started
        ranked = deeper(list(first), lambda limit: list(self._search(seen, limit)))
        return Answer(shot, scores.rank(ranked, shot.look, self._look), first, seconds)

    def close(self) -> None:
        for generation in (self._library, self._others):
            generation.close()

    def _search(self, seen: Seen, limit: int) -> dict[str, float]:
        hits = compare.find(self._index, seen.vectors, seen.analysis, limit, self._cutouts)
        return {hit.id: hit.score for hit in hits[:limit]}

    def _cutouts(self, identifiers: Sequence[str]) -> dict[str, Cutout]:
        own = [identifier for identifier in identifiers if identifier in self._icons.icons]
        others = [identifier for identifier in identifiers if identifier not in self._icons.icons]
        return self._library.catalogue.cutouts(own) | self._others.catalogue.cutouts(others)

    def _look(self, identifier: str) -> str:
        return (self._icons if identifier in self._icons.icons else self._crowd).look(identifier)


def measure(
    extractor: str, icons: IconSet, built: tuple[DataFolder, float], present: Sequence[Shot], absent: Sequence[Shot], crowd: Crowd | None
) -> Measured:
    """Ask an indexed library every query."""
    folder, seconds = built
    library = Library.open(folder, THREADS)
    both = Crowded(extractor, icons, folder, crowd) if crowd else None
    answers, crowded, strangers = [], [], []
    with progress(f"asking {extractor} about {icons.name}", len(present) + len(absent)) as advance:
        for shot in present:
            answer, seen = ask(library, shot, icons.look)
            answers.append(answer)
            if both:
                crowded.append(both.ask(seen, shot))
            advance(1)
        for shot in absent:
            strangers.append(ask(library, shot, icons.look)[0])
            advance(1)
    library.close()
    if both:
        both.close()
    return Measured(extractor, icons, seconds, answers, strangers, crowd and crowd.icons, crowded)


def ask(library: Library, shot: Shot, look: Callable[[str], str]) -> tuple[Answer, Seen]:
    """The library's own answer, and what it saw in the query."""
    with Image.open(shot.file) as picture:
        image = picture.convert("RGB")
    started = time.perf_counter()
    found = library.find(image, scores.DEPTH)
    seconds = time.perf_counter() - started
    first = [result.entry.id for result in found.results]
    rank = scores.rank(deeper(first, lambda limit: [result.entry.id for result in library.find(image, limit).results]), shot.look, look)
    ten = {result.entry.id: result.score for result in found.results}
    return Answer(shot, rank, ten, seconds, found.results[0].match, found.verdict), found.seen


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
    columns = {name: [*getattr(rows, name), *getattr(others, name)] for name in ("ids", "grounds", "digests")}
    codes = None if rows.codes is None or others.codes is None else np.concatenate([rows.codes, others.codes])
    return replace(rows, **columns, vectors=np.concatenate([rows.vectors, others.vectors]), codes=codes)
