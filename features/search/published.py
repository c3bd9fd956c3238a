"""A published library, opened for searching: what a request works on from start to end."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageOps

from features.search.answer import Judged, Region
from features.search.calibration import Calibration, Verdict
from features.search.criteria import Criteria
from features.search.errors import UnknownEncoder
from features.search.hypothesis import Hypothesis
from features.search.index.hit import NO_FILTERS
from features.search.index.vector_store import LOCAL, VectorStore
from features.search.searcher import Searcher
from features.search.timing import Timed, untimed
from features.store.catalogue import Filters
from features.store.generation import Entry, Generation, open_current
from features.vision.geometry import Box
from ingest.common.data_folder import DataFolder
from ingest.common.failures import SourceDown

_REHEARSAL = ImageOps.expand(Image.new("RGB", (16, 16), "black"), border=8, fill="white")


@dataclass(frozen=True)
class Result:
    """An icon, its score (at most 1), its match (0..1), and the icons that look the same.

    `match` is None where the library was not calibrated for the encoder.
    """

    entry: Entry
    score: float
    match: float | None
    also: list[Entry]


@dataclass(frozen=True)
class Found:
    """The answer to a picture: as `features.search.answer.Answer`, with the icons' entries."""

    encoder: str
    hypothesis: Hypothesis
    verdict: Verdict | None
    false_accept: float | None
    results: list[Result]
    others: "list[FoundRegion]"
    ended_early: bool


@dataclass(frozen=True)
class FoundRegion:
    """A place in a window, in pixels, and the icons that it is like, the best first."""

    box: Box
    verdict: Verdict
    results: list[Result]


@dataclass(frozen=True)
class Window:
    """The answer to a picture of a whole window: its regions in reading order.

    `ended_early` says that time was up before all of the picture was searched.
    """

    encoder: str
    regions: list[FoundRegion]
    ended_early: bool


class PublishedLibrary:
    """One published generation with a searcher for each encoder. Threads may share it."""

    def __init__(
        self,
        generation: Generation,
        threads: int,
        store: VectorStore = LOCAL,
        timed: Timed = untimed,
    ) -> None:
        """A model computes with `threads` threads. `store` holds the vectors.

        `timed` measures the stages of a search.
        """
        self.name = generation.name
        self.catalogue = generation.catalogue
        self.encoders = generation.extractors
        self.default_encoder = generation.default_extractor
        self.selftest = generation.selftest
        self.copying = generation.copying
        self._generation = generation
        self._threads = threads
        self._store = store
        self.timed = timed
        self._searchers: dict[str, Searcher] = {}
        self._opening = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: DataFolder,
        threads: int,
        store: VectorStore = LOCAL,
        timed: Timed = untimed,
        thorough: bool = False,
    ) -> Self:
        """Open the generation that is published, and search it once. Raises Failure.

        One that cannot answer is never served. A store that is down keeps no icon from being shown:
        every search asks it again. With `thorough` every file is compared with its digest.
        """
        library = cls(open_current(folder, thorough), threads, store, timed)
        try:
            with contextlib.suppress(SourceDown):
                library.find(_REHEARSAL, Criteria(limit=1))
        except BaseException:
            library.close()
            raise
        return library

    def check(self) -> None:
        """Raises Failure if the store is down or lacks vectors, so that no search is answered."""
        self._store.check(self.name)

    def find(self, image: Image.Image, criteria: Criteria, encoder: str | None = None) -> Found:
        """The icons that a picture may show, the best first. Raises QueryError."""
        name = encoder or self.default_encoder
        answer = self.searcher(name).find(image, criteria)
        with self.timed("describe"):  # the icons, for the answer
            results = self.results(answer.results)
            others = self._regions(answer.others)
        return Found(
            name,
            answer.hypothesis,
            answer.verdict,
            answer.false_accept,
            results,
            others,
            answer.ended_early,
        )

    def find_all(
        self,
        image: Image.Image,
        limit: int,
        encoder: str | None = None,
        filters: Filters = NO_FILTERS,
        min_match: float = 0.0,
        everything: bool = False,
    ) -> Window:
        """Every icon in a picture of a whole window: see `Searcher.find_all`. Raises QueryError."""
        name = encoder or self.default_encoder
        searcher = self.searcher(name)
        found = searcher.find_all(image, limit, filters, min_match, everything)
        return Window(name, self._regions(found.regions), found.ended_early)

    def similar(
        self,
        identifier: str,
        limit: int,
        encoder: str | None = None,
        filters: Filters = NO_FILTERS,
    ) -> tuple[str, list[Result]]:
        """The encoder, and the icons most like an icon of the library; no result has a match.

        Raises UnknownEncoder, KeyError.
        """
        name = encoder or self.default_encoder
        hits = self.searcher(name).similar(identifier, limit, filters)
        return name, self.results([Judged(hit, None) for hit in hits])

    def searcher(self, encoder: str) -> Searcher:
        """The searcher of an encoder, opened when it is first asked for. Raises UnknownEncoder.

        Most services use one encoder of several, and each takes memory.
        """
        if encoder not in self.encoders:
            raise UnknownEncoder(
                f"This library has no encoder {encoder!r}: take one of {', '.join(self.encoders)}."
            )
        if encoder not in self._searchers:
            with self._opening:
                if encoder not in self._searchers:
                    self._searchers[encoder] = self._opened(encoder)
        return self._searchers[encoder]

    def changed(self) -> bool:
        """Whether a file was written to since it was opened: then it must not be searched."""
        return self._generation.changed()

    def reread(self) -> Iterator[str | None]:
        """Compare its files with their digests, in small steps: see `Generation.reread`."""
        return self._generation.reread()

    def close(self) -> None:
        """Close the generation's files."""
        self._generation.close()

    def _opened(self, encoder: str) -> Searcher:
        generation = self._generation
        embedder = generation.embedder(encoder, self._threads)
        index = self._store.index(generation, encoder)
        record = generation.calibration_record(encoder)
        calibration = None if record is None else Calibration.read(record)
        return Searcher(
            embedder,
            index,
            self.catalogue.cutouts,
            calibration,
            self.catalogue,
            self.timed,
        )

    def _regions(self, regions: Sequence[Region]) -> list[FoundRegion]:
        return [
            FoundRegion(region.box, region.verdict, self.results(region.results))
            for region in regions
        ]

    def results(self, judged: Sequence[Judged]) -> list[Result]:
        """The results with their entries: vectors and catalogue are published together."""
        icons = [icon for result in judged for icon in (result.hit.id, *result.hit.also)]
        entries = self.catalogue.entries(icons)
        return [
            Result(
                entries[result.hit.id],
                result.hit.score,
                result.match,
                [entries[icon] for icon in result.hit.also],
            )
            for result in judged
        ]
