"""An inverted index: for each word the icons that have it.

Manning et al., 'Introduction to Information Retrieval' (2008), chapter 1.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

Scores = NDArray[np.float32]
PostingsRecord = tuple[str, bytes, bytes, bytes]  # words as JSON; starts, rows, weights as bytes

_AFTER_ALL = "\U0010ffff"  # sorts behind every character of a word


@dataclass(frozen=True)
class NearestSettings:
    """When words are near one another. Chosen by hand."""

    # Least similarity, 0..1, by Jaro and Winkler ('String Comparator Metrics', 1990): it counts the
    # beginning of a word more than its end, as who spells by ear does.
    similarity: float = 0.8
    # Letters: shorter words are near too many others.
    shortest: int = 3
    # Words of which a person reads all.
    most: int = 3


NEAREST = NearestSettings()


@dataclass(frozen=True)
class Postings:
    """Sorted words, and for each word the numbers of its icons and its weight in each of them.

    The postings of word `w` are `rows[starts[w]:starts[w + 1]]` and the same part of `weights`, so
    that words with the same beginning are next to one another.
    """

    words: list[str]
    starts: NDArray[np.int32]  # (words + 1,)
    rows: NDArray[np.int32]  # (postings,)
    weights: Scores  # (postings,)

    @classmethod
    def of(cls, icons: Iterable[Mapping[str, float]]) -> Self:
        """From the weight of each word of each icon."""
        found: dict[str, list[tuple[int, float]]] = {}
        for row, weights in enumerate(icons):
            for word, weight in weights.items():
                found.setdefault(word, []).append((row, weight))
        words = sorted(found)
        starts = [0]
        rows = []
        counts = []
        for word in words:
            for row, weight in found[word]:
                rows.append(row)
                counts.append(weight)
            starts.append(len(rows))
        return cls(
            words=words,
            starts=np.array(starts, np.int32),
            rows=np.array(rows, np.int32),
            weights=np.array(counts, np.float32),
        )

    @classmethod
    def read(cls, words: str, starts: bytes, rows: bytes, weights: bytes) -> Self:
        """From the output of `record`."""
        return cls(
            words=json.loads(words),
            starts=np.frombuffer(starts, "<i4"),
            rows=np.frombuffer(rows, "<i4"),
            weights=np.frombuffer(weights, "<f4"),
        )

    def record(self) -> PostingsRecord:
        """The words as JSON and the arrays as little-endian bytes, for a database."""
        words = json.dumps(
            self.words,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return (
            words,
            self.starts.astype("<i4").tobytes(),
            self.rows.astype("<i4").tobytes(),
            self.weights.astype("<f4").tobytes(),
        )

    def has(self, word: str) -> bool:
        """Whether it is one of the words."""
        place = bisect_left(self.words, word)
        if place == len(self.words):
            return False
        return self.words[place] == word

    def begins(self, beginning: str) -> tuple[int, int]:
        """The numbers of the words with this beginning: the first, and the one behind the last."""
        first = bisect_left(self.words, beginning)
        end = bisect_left(self.words, beginning + _AFTER_ALL)
        return first, end

    def containing(self, part: str) -> list[int]:
        """The numbers of the words that have this part."""
        return [number for number, word in enumerate(self.words) if part in word]

    def mistyped(self, typed: str) -> list[int]:
        """The numbers of the words that differ by at most one typing error."""
        matches = process.extract(
            typed, self.words, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        return [number for _, _, number in matches]

    def nearest(self, typed: str) -> list[str]:
        """The most similar words, the most similar first; the word itself if one begins with it."""
        first, end = self.begins(typed)
        if first < end:
            return [typed]
        if len(typed) < NEAREST.shortest:
            return []
        matches = process.extract(
            typed,
            self.words,
            scorer=JaroWinkler.similarity,
            score_cutoff=NEAREST.similarity,
            limit=NEAREST.most,
        )
        return [word for word, _, _ in matches]

    def between(self, first: int, end: int) -> tuple[NDArray[np.int32], Scores]:
        """The icons of the words `first` to `end` (exclusive), and the weight of each."""
        start = self.starts[first]
        stop = self.starts[end]
        return (
            self.rows[start:stop],
            self.weights[start:stop],
        )
