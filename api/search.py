"""The query path: picture → glyphs → vectors → ranked ids → icons. No web in it."""

import contextlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from api.http.problems import InvalidParameter
from api.metrics import stage
from features.encoders.embedder import Embedder, Seen
from features.search.calibration import Calibration, Verdict, distance
from features.search.hypotheses import surest
from features.search.index.index import BESIDE, NO_FILTERS, FetchCutouts, Hit, Index, Searched
from features.search.index.milvus import Milvus
from features.search.reranking import FEWEST, evidence, rank, remembered, wanted
from features.search.windows.detector import recognise
from features.store.catalogue import Filters
from features.store.generation import Entry, Generation, open_current
from features.vision.glyph import Box
from ingest.common.data_folder import DataFolder
from ingest.common.failures import SourceDown

SHORTLIST = 100  # of the icons that have the words, the hits that are ranked by picture and words
WORDS = 0.1  # how much nearer an icon is taken to be that has all the words; chosen on lucide so that wrong words do no harm

REHEARSAL = ImageOps.expand(Image.new("RGB", (16, 16), "black"), border=8, fill="white")


@dataclass(frozen=True)
class Result:
    """An icon, its score, the probability that the picture shows it, and the icons that look the same."""

    entry: Entry
    score: float
    match: float | None
    also: list[Entry]


@dataclass(frozen=True)
class Found:
    """What a search saw in a picture, and the icons it found, the best first.

    `verdict` says whether the icon is in the library at all; None, as is each `match`, where the library was not tested with
    this encoder. `false_accept` is the share of icons from elsewhere that would be called found.
    """

    encoder: str
    seen: Seen
    verdict: Verdict | None
    false_accept: float | None
    results: list[Result]


@dataclass(frozen=True)
class Region:
    """A place in a picture that may show an icon, (x, y, width, height) in pixels, and the icons it looks like, the best first.

    Each has a match.
    """

    box: Box
    verdict: Verdict
    results: list[Result]


@dataclass(frozen=True)
class Window:
    """What a search for every icon saw in a picture of a whole window: regions in reading order."""

    encoder: str
    regions: list[Region]


@dataclass(frozen=True)
class _Engine:
    embedder: Embedder
    index: Searched
    calibration: Calibration | None


class Library:
    """One published generation, opened: what a request works on from start to end. Safe to use from several threads."""

    def __init__(self, generation: Generation, threads: int, store: Milvus | None = None) -> None:
        """`store` has the vectors; None compares them in memory."""
        self.name = generation.name
        self.catalogue = generation.catalogue
        self.encoders = generation.extractors
        self.default_encoder = generation.default_extractor
        self.selftest = generation.selftest
        self._generation = generation
        self._threads = threads
        self._store = store
        self._engines: dict[str, _Engine] = {}
        self._opening = threading.Lock()

    @classmethod
    def open(cls, folder: DataFolder, threads: int, store: Milvus | None = None) -> Self:
        """Open the published generation and search it once, so that one that cannot answer is never served. Raises Failure.

        A store that is down is no reason to show no icons: it is asked again by every search.
        """
        library = cls(open_current(folder), threads, store)
        with contextlib.suppress(SourceDown):
            library.find(REHEARSAL, limit=1)
        return library

    def check(self) -> None:
        """Raises Failure when searches cannot be answered now, as the store that has the vectors is down or lacks them."""
        if self._store is not None:
            self._store.check(self.name)

    def find(
        self,
        image: Image.Image,
        limit: int,
        encoder: str | None = None,
        filters: Filters = NO_FILTERS,
        q: str | None = None,
        min_match: float | None = None,
    ) -> Found:
        """The `limit` icons that look most like a picture, of those that the filters leave.

        Words `q` move icons that have them forward. Those whose match is below `min_match` percent are left out. `verdict` and
        `match` go by the picture alone. Raises InvalidParameter for an encoder this library lacks, or has not tested though
        `min_match` asks for it.
        """
        name = encoder or self.default_encoder
        engine = self._engine(name)
        if min_match is not None and engine.calibration is None:
            raise InvalidParameter(
                f"This library was not tested with {name}, so its results have no match: leave min_match out."
            )
        ahead: dict[str, float] = {}
        cutouts = remembered(self.catalogue.cutouts)

        def look(picture: Image.Image) -> Seen:
            with stage("embed"):
                return engine.embedder.look(picture)

        def ask(seen: Seen, thorough: bool) -> list[Hit]:
            with stage("compare"):
                hits = engine.index.search(seen.vectors, wanted(limit, thorough), filters=filters)
            if q is not None and q.strip():
                with stage("words"):
                    hits, worded = self._with_words(engine.index, seen.vectors, hits, filters, q)
                    ahead.update(worded)
            if seen.segmentation is not None:
                with stage("refine"):
                    hits = rank(seen.segmentation, hits, cutouts, ahead, thorough)
            with stage("group"):
                # Only words could move those behind the first ones forward.
                together = engine.index.together(
                    hits, cutouts, len(hits) if ahead else max(limit, FEWEST)
                )
                return [_named(hit, ahead) if hit.also else hit for hit in together]

        seen, hits = surest(image, look(image), look, ask)
        verdict, matches = _judge(engine.calibration, hits, seen, cutouts)
        ranked = sorted(
            zip(
                distance(np.array([hit.score for hit in hits])).tolist(), hits, matches, strict=True
            ),
            key=lambda entry: entry[0] - ahead.get(entry[1].id, 0.0),
        )
        with stage("describe"):
            matched = [
                (hit, match)
                for _, hit, match in ranked[:limit]
                if min_match is None or (match is not None and 100 * match >= min_match)
            ]
            results = self._results(matched)
        false_accept = None if engine.calibration is None else engine.calibration.false_accept
        return Found(name, seen, verdict, false_accept, results)

    def similar(
        self, identifier: str, limit: int, encoder: str | None = None, filters: Filters = NO_FILTERS
    ) -> tuple[str, list[Result]]:
        """The encoder, and the icons that look most like an icon of the library, that one left out; their `match` is None.

        Raises InvalidParameter for an encoder this library lacks.
        """
        name = encoder or self.default_encoder
        engine = self._engine(name)
        hits = engine.index.together(
            engine.index.similar(identifier, limit + BESIDE, filters), self.catalogue.cutouts, limit
        )
        return name, self._results([(hit, None) for hit in hits])

    def _with_words(
        self,
        index: Searched,
        vectors: NDArray[np.float32],
        hits: Sequence[Hit],
        filters: Filters,
        q: str,
    ) -> tuple[list[Hit], dict[str, float]]:
        """The hits and the best of those icons that have some of the words, by score, and how much nearer the words bring them."""
        relevance = self.catalogue.words.relevance(q)
        known = {hit.id for hit in hits}
        more = [
            hit
            for hit in index.search(vectors, SHORTLIST, filters=filters, among=relevance > 0)
            if hit.id not in known
        ]
        both = sorted((*hits, *more), key=lambda hit: -hit.score)
        rows = self.catalogue.rows([hit.id for hit in both])
        return both, {identifier: WORDS * float(relevance[row]) for identifier, row in rows.items()}

    def _results(self, matched: Sequence[tuple[Hit, float | None]]) -> list[Result]:
        # Vectors and catalogue of one generation are published together, so every icon is there.
        entries = self.catalogue.entries(
            [identifier for hit, _ in matched for identifier in (hit.id, *hit.also)]
        )
        return [
            Result(entries[hit.id], hit.score, match, [entries[other] for other in hit.also])
            for hit, match in matched
        ]

    def find_all(
        self,
        image: Image.Image,
        limit: int,
        encoder: str | None = None,
        everything: bool = False,
        filters: Filters = NO_FILTERS,
    ) -> Window:
        """Every icon in a picture of a whole window, with the `limit` icons that each looks most like.

        With `everything` also what looks like no icon of the library, with the verdict `absent`.
        Raises InvalidParameter for an encoder that this library lacks, or was not tested with.
        """
        name = encoder or self.default_encoder
        engine = self._engine(name)
        if engine.calibration is None:
            raise InvalidParameter(
                f"This library was not tested with {name}, so icons cannot be told from other things: crop the picture around one icon."
            )
        recognised = recognise(
            image,
            engine.embedder,
            engine.index,
            self.catalogue.cutouts,
            engine.calibration,
            limit,
            everything,
            filters,
        )
        return Window(
            name,
            [
                Region(
                    found.box,
                    found.verdict,
                    self._results(list(zip(found.hits, found.matches, strict=True))),
                )
                for found in recognised
            ],
        )

    def changed(self) -> bool:
        """Whether its files were written to since it was opened, so that it must not be searched any more."""
        return self._generation.changed()

    def close(self) -> None:
        """Let go of the generation's files."""
        self._generation.close()

    def _engine(self, name: str) -> _Engine:
        """An encoder's model and vectors, opened when they are first asked for: most services use one of several."""
        if name not in self.encoders:
            raise InvalidParameter(
                f"This library has no encoder {name!r}: take one of {', '.join(self.encoders)}."
            )
        if name not in self._engines:
            with self._opening:
                if name not in self._engines:
                    embedder = Embedder(
                        self._generation.encoder(name), self._generation.model(name), self._threads
                    )
                    index = (
                        Index.open(self._generation, name)
                        if self._store is None
                        else self._store.index(self._generation, name)
                    )
                    self._engines[name] = _Engine(
                        embedder, index, self._generation.calibration(name)
                    )
        return self._engines[name]


def _named(hit: Hit, ahead: Mapping[str, float]) -> Hit:
    """The hit, of the icons that look the same named by the one that has most of the words."""
    name, *also = sorted((hit.id, *hit.also), key=lambda identifier: -ahead.get(identifier, 0.0))
    return hit._replace(id=name, also=tuple(also))


def _judge(
    calibration: Calibration | None, hits: Sequence[Hit], seen: Seen, cutouts: FetchCutouts
) -> tuple[Verdict | None, Sequence[float | None]]:
    """What the hits for a picture, the best first, say of the answer as a whole and of each."""
    if calibration is None:
        return None, [None] * len(hits)
    if not hits:
        return "absent", []
    saw = evidence(hits, seen.segmentation, seen.side, cutouts, seen.part)
    return calibration.verdict(saw), calibration.match(saw).tolist()
