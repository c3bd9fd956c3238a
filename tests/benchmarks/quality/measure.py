"""Queries through the query path of the service, and what comes back."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from api.search import Library
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


def measure(
    extractor: str, icons: IconSet, built: tuple[DataFolder, float], present: Sequence[Shot], absent: Sequence[Shot], crowd: Crowd | None
) -> Measured:
    """Ask an indexed library every query."""
    folder, seconds = built
    library = Library.open(folder, THREADS)
    index = Index(beside(vectors(folder, extractor), vectors(crowd.folder, extractor))) if crowd else None
    answers, crowded, strangers = [], [], []
    with progress(f"asking {extractor} about {icons.name}", len(present) + len(absent)) as advance:
        for shot in present:
            answer, seen = ask(library, shot, icons.look)
            answers.append(answer)
            if crowd and index:
                crowded.append(ask_index(index, seen, shot, either(icons, crowd.icons)))
            advance(1)
        for shot in absent:
            strangers.append(ask(library, shot, icons.look)[0])
            advance(1)
    library.close()
    return Measured(extractor, icons, seconds, answers, strangers, crowd and crowd.icons, crowded)


def ask(library: Library, shot: Shot, look: Callable[[str], str]) -> tuple[Answer, np.ndarray]:
    """The library's own answer, and the query's vectors."""
    with Image.open(shot.file) as picture:
        image = picture.convert("RGB")
    started = time.perf_counter()
    found = library.find(image, scores.DEPTH)
    seconds = time.perf_counter() - started
    first = [result.entry.id for result in found.results]
    rank = scores.rank(deeper(first, lambda limit: [result.entry.id for result in library.find(image, limit).results]), shot.look, look)
    ten = {result.entry.id: result.score for result in found.results}
    return Answer(shot, rank, ten, seconds, found.results[0].match, found.verdict), found.seen.vectors


def ask_index(index: Index, seen: np.ndarray, shot: Shot, look: Callable[[str], str]) -> Answer:
    """The answer from an index alone; its seconds are those of the search."""
    started = time.perf_counter()
    hits = index.search(seen, scores.DEPTH)
    seconds = time.perf_counter() - started
    rank = scores.rank(deeper([hit.id for hit in hits], lambda limit: [hit.id for hit in index.search(seen, limit)]), shot.look, look)
    return Answer(shot, rank, {hit.id: hit.score for hit in hits}, seconds)


def deeper(first: list[str], search: Callable[[int], list[str]]) -> Iterator[str]:
    """The hits of a search, which goes deeper only when more of them are taken."""
    hits, limit, taken = first, scores.DEPTH, 0
    while True:
        yield from hits[taken:]
        if len(hits) < limit:
            return
        taken, limit = len(hits), 2 * limit
        hits = search(limit)


def vectors(folder: DataFolder, extractor: str) -> Vectors:
    generation = open_current(folder)
    try:
        return generation.vectors(extractor)
    finally:
        generation.close()


def beside(rows: Vectors, others: Vectors) -> Vectors:
    """The rows of two stores as one."""
    assert rows.recipe == others.recipe, "both were made by the same code a moment ago"
    columns = {name: getattr(rows, name) + getattr(others, name) for name in ("ids", "grounds", "digests")}
    codes = None if rows.codes is None or others.codes is None else np.concatenate([rows.codes, others.codes])
    return replace(rows, **columns, vectors=np.concatenate([rows.vectors, others.vectors]), codes=codes)


def either(library: IconSet, crowd: IconSet) -> Callable[[str], str]:
    """The look of an icon of one of them."""
    return lambda identifier: (library if identifier in library.icons else crowd).look(identifier)
