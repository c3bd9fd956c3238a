"""The query path: picture → glyphs → vectors → ranked ids → icons. No web in it."""

import threading
from dataclasses import dataclass
from typing import Self

import numpy as np
from PIL import Image, ImageOps

from api.problems import InvalidParameter
from features.calibration import Calibration, Verdict
from features.embed import Embedder, Seen
from features.generation import Entry, Generation, open_current
from features.index import Index
from ingest.folder import DataFolder

COMPARED = 2  # hits at least: how sure the first one is depends on how far behind the second is

REHEARSAL = ImageOps.expand(Image.new("RGB", (16, 16), "black"), border=8, fill="white")


@dataclass(frozen=True)
class Result:
    """An icon, its cosine, the probability that the picture shows it, and the icons that look the same."""

    entry: Entry
    score: float
    match: float | None
    also: list[Entry]


@dataclass(frozen=True)
class Found:
    """What a search saw in a picture of `width` × `height` pixels, and the icons it found, the best first.

    `verdict` says whether the icon is in the library at all; None, as is each `match`, where the library was not tested with
    this encoder. `false_accept` is the share of icons from elsewhere that would be called found.
    """

    encoder: str
    width: int
    height: int
    seen: Seen
    verdict: Verdict | None
    false_accept: float | None
    results: list[Result]


@dataclass(frozen=True)
class _Engine:
    embedder: Embedder
    index: Index
    calibration: Calibration | None


class Library:
    """One published generation, opened: what a request works on from start to end. Safe to use from several threads."""

    def __init__(self, generation: Generation, threads: int) -> None:
        self.name = generation.name
        self.catalogue = generation.catalogue
        self.encoders = generation.extractors
        self.default_encoder = generation.default_extractor
        self.selftest = generation.selftest
        self._generation = generation
        self._threads = threads
        self._engines: dict[str, _Engine] = {}
        self._opening = threading.Lock()

    @classmethod
    def open(cls, folder: DataFolder, threads: int) -> Self:
        """Open the published generation and search it once, so that one that cannot answer is never served. Raises Failure."""
        library = cls(open_current(folder), threads)
        library.find(REHEARSAL, limit=1)
        return library

    def find(self, image: Image.Image, limit: int, encoder: str | None = None) -> Found:
        """The `limit` icons that look most like a picture. Raises InvalidParameter for an encoder this library lacks."""
        name = encoder or self.default_encoder
        engine = self._engine(name)
        seen = engine.embedder.look(image)
        hits = engine.index.search(seen.vectors, max(limit, COMPARED))
        calibration, verdict, matches = engine.calibration, None, [None] * len(hits)
        if calibration is not None:
            matches = calibration.match(np.array([hit.score for hit in hits]), seen.side).tolist()
            verdict = calibration.verdict(matches[0])
        results = [
            Result(self._generation.entry(hit.id), hit.score, match, [self._generation.entry(other) for other in hit.also])
            for hit, match in zip(hits[:limit], matches, strict=False)
        ]
        false_accept = None if calibration is None else calibration.false_accept
        return Found(name, image.width, image.height, seen, verdict, false_accept, results)

    def close(self) -> None:
        """Let go of the generation's files."""
        self._generation.close()

    def _engine(self, name: str) -> _Engine:
        """An encoder's model and vectors, opened when they are first asked for: most services use one of several."""
        if name not in self.encoders:
            raise InvalidParameter(f"This library has no encoder {name!r}: take one of {', '.join(self.encoders)}.")
        if name not in self._engines:
            with self._opening:
                if name not in self._engines:
                    embedder = Embedder(self._generation.encoder(name), self._generation.model(name), self._threads)
                    self._engines[name] = _Engine(embedder, Index.open(self._generation, name), self._generation.calibration(name))
        return self._engines[name]
