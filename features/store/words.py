"""Words to icons: an inverted index over names, tags and aliases, small enough to be asked at every keystroke.

A word of a query is looked up as it is, as the beginning of a word, inside one, and with one typing error. Chinese, which
writes no spaces, is looked up from any character on, and cut into words that the library knows.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Self
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

Scores = NDArray[np.float32]

# How well a word matches, at most 1: where it stands, times how.
NAME, ALIAS, TAG = 0.9, 0.8, 0.7
SHORT_NAME = 0.1  # added for a name of this word alone, half of it for one of two words, …
EXACT, BEGINS, INSIDE, MISTYPED = 1.0, 0.6, 0.4, 0.3
# Added for the name as a whole: two orders that no sum of words reaches.
NAMED, NAME_BEGINS = 2.0, 1.0
LONGEST = 16  # characters of a Chinese word; a query is cut to that
LEAST = 3  # letters from which on a word is sought inside others, and with a typing error

_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_CHINESE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"  # and Japanese, Korean: scripts without spaces, or with few
# Runs of Chinese, runs of other letters and digits, signs that mean something (%, +, emoji), but none that only separate.
_WORD = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+|[^\w\s\-./:,;|()\[\]'\"\\]")
_RUN = re.compile(rf"[{_CHINESE}]+")
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Texts:
    """What is searched of an icon."""

    name: str
    tags: Sequence[str]
    aliases: Sequence[str]


@dataclass(frozen=True)
class Postings:
    """Sorted words, and of each the icons it stands in, by number, with how much it counts there (float32).

    Those of word `w` are `rows[starts[w]:starts[w + 1]]`, so that words with the same beginning lie together.
    """

    words: list[str]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    weights: Scores

    @classmethod
    def of(cls, icons: Iterable[Mapping[str, float]]) -> Self:
        """From the weight of each word of each icon."""
        found: dict[str, list[tuple[int, float]]] = {}
        for row, weights in enumerate(icons):
            for word, weight in weights.items():
                found.setdefault(word, []).append((row, weight))
        words = sorted(found)
        starts = np.array([0, *accumulate(len(found[word]) for word in words)], np.int32)
        entries = [entry for word in words for entry in found[word]]
        return cls(
            words,
            starts,
            np.array([row for row, _ in entries], np.int32),
            np.array([weight for _, weight in entries], np.float32),
        )

    @classmethod
    def read(cls, words: str, starts: bytes, rows: bytes, weights: bytes) -> Self:
        """From what `record` made."""
        return cls(
            json.loads(words),
            np.frombuffer(starts, "<i4"),
            np.frombuffer(rows, "<i4"),
            np.frombuffer(weights, "<f4"),
        )

    def record(self) -> tuple[str, bytes, bytes, bytes]:
        """For a database."""
        arrays = (self.starts.astype("<i4"), self.rows.astype("<i4"), self.weights.astype("<f4"))
        words = json.dumps(self.words, ensure_ascii=False, separators=(",", ":"))
        return words, *(array.tobytes() for array in arrays)  # type: ignore[return-value]

    def has(self, word: str) -> bool:
        """Whether it is one of the words."""
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place] == word

    def begins(self, beginning: str) -> tuple[int, int]:
        """The numbers of the words that begin so: from the first on, before the second."""
        return bisect_left(self.words, beginning), bisect_left(self.words, beginning + _LAST)

    def between(self, first: int, end: int) -> tuple[NDArray[np.int32], Scores]:
        """The icons that these words stand in, and how much each counts."""
        span = slice(self.starts[first], self.starts[end])
        return self.rows[span], self.weights[span]


class Words:
    """The words of a library. Reading only, so safe to use from several threads."""

    def __init__(self, size: int, words: Postings, names: Postings) -> None:
        """Of `size` icons: their words, and their names with nothing between the words."""
        self._size = size
        self._words = words
        self._names = names

    @classmethod
    def of(cls, icons: Sequence[Texts]) -> Self:
        """The words of icons, numbered as they come."""
        names = [
            {name: 1.0 / len(name)} if (name := _squeezed(icon.name)) else {} for icon in icons
        ]
        return cls(len(icons), Postings.of(map(_weights, icons)), Postings.of(names))

    @classmethod
    def read(cls, size: int, records: Mapping[str, Sequence[Any]]) -> Self:
        """From what `records` made."""
        return cls(size, Postings.read(*records["words"]), Postings.read(*records["names"]))

    def records(self) -> dict[str, tuple[str, bytes, bytes, bytes]]:
        """For a database, by name."""
        return {"words": self._words.record(), "names": self._names.record()}

    def rank(self, text: str) -> Scores:
        """(n,) how well each icon matches a text, 0 where one of its words is missing: the icon of that name first."""
        words = self._scores(text)
        if not words:
            return np.zeros(self._size, np.float32)
        scores = np.where(np.all(words, axis=0), np.mean(words, axis=0), np.float32(0))
        first, end = self._names.begins(name := _squeezed(text))
        beginning, shortness = self._names.between(first, end)
        scores[beginning] += NAME_BEGINS + shortness
        if self._names.has(name):
            named, _ = self._names.between(first, first + 1)
            scores[named] += NAMED
        return scores

    def relevance(self, text: str) -> Scores:
        """(n,) the share of a text's words that each icon has, 0..1: a word counts in full wherever it stands, less in part or mistyped.

        Beside a picture, a tag says as much as a name.
        """
        words = [np.minimum(1, score / TAG) for score in self._scores(text)]
        mean: Scores = np.mean(words, axis=0) if words else np.zeros(self._size, np.float32)
        return mean

    def _scores(self, text: str) -> list[Scores]:
        """Of each word of a text, how well it matches each icon (n,)."""
        return [self._score(word) for word in self._cut(text)]

    def _score(self, word: str) -> Scores:
        scores, known = np.zeros(self._size, np.float32), self._words

        def found(first: int, end: int, factor: float) -> None:
            rows, weights = known.between(first, end)
            np.maximum.at(scores, rows, weights * np.float32(factor))

        first, end = known.begins(word)
        found(first, end, BEGINS)
        if exact := known.has(word):
            found(first, first + 1, EXACT)
        if len(word) >= LEAST:
            for number in [number for number, other in enumerate(known.words) if word in other]:
                found(number, number + 1, INSIDE)
        if len(word) >= LEAST and not exact:
            for _, _, number in process.extract(
                word, known.words, scorer=OSA.distance, score_cutoff=1, limit=None
            ):
                found(number, number + 1, MISTYPED)
        return scores

    def _cut(self, text: str) -> Iterator[str]:
        """The words of a query. Chinese is cut into the longest words that the library knows the beginning of."""
        for word in _WORD.findall(_folded(text)):
            if _RUN.match(word):
                yield from self._cut_run(word)
            else:
                yield word

    def _cut_run(self, run: str) -> Iterator[str]:
        """Forward maximum matching; characters that belong to no word are left out, unless no other is left."""
        words, start = [], 0
        while start < len(run):
            end = next(
                (end for end in range(len(run), start, -1) if self._is_word(run[start:end])), None
            )
            if end is not None:
                words.append(run[start:end])
            start = end or start + 1
        yield from words or [run]

    def _is_word(self, piece: str) -> bool:
        """Whether the library knows a word that begins so. A single character begins too many: it must be a word."""
        first, end = self._words.begins(piece)
        return first < end and (len(piece) > 1 or self._words.has(piece))


def _weights(icon: Texts) -> dict[str, float]:
    """How much each word of an icon counts."""
    weights: dict[str, float] = {}
    places = [
        (icon.name, NAME + SHORT_NAME / max(1, len(words_of(icon.name)))),
        *((alias, ALIAS) for alias in icon.aliases),
        *((tag, TAG) for tag in icon.tags),
    ]
    for text, weight in places:
        for word in words_of(text):
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


@cache  # the same tags stand at many icons
def words_of(text: str) -> tuple[str, ...]:
    """The words of an icon's text: ArrowLeft is arrow, left and arrowleft; 返回主页 is that, 回主页, 主页 and 页."""
    words: list[str] = []
    for written in _WORD.findall(normalize("NFKC", text)):
        word = written.casefold()
        if _RUN.match(word):
            words += (word[start : start + LONGEST] for start in range(len(word)))
        else:
            words += {word, *_CAMEL.sub(" ", written).casefold().split()}
    return tuple(words)


def _squeezed(text: str) -> str:
    """A text's words with nothing between them: arrow-left, Arrow Left and ArrowLeft are the same."""
    return "".join(_WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    """Without the differences of upper and lower case, and of full-width letters, as Chinese keyboards may give them."""
    return normalize("NFKC", text).casefold()
