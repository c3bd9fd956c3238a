"""Search by words: an inverted index over names, tags and aliases, fast enough for every keystroke.

A word of a query is searched for as a whole word, as the beginning of a word, inside a word, and
with one typing error. Chinese, which is written without spaces, is searched for from any of its
characters on, and cut into words that the library has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

import numpy as np

from features.store.postings import Postings, PostingsRecord, Scores
from features.store.tokens import SETTINGS as TOKENS
from features.store.tokens import is_unspaced, pieces, squeezed, words_of


@dataclass(frozen=True)
class WordSettings:
    """The weights of word search. They have no unit, and were chosen by hand.

    Only their order is tested: exact names before beginnings of names before tags.
    """

    # Where a word is found.
    name: float = 0.9
    alias: float = 0.8
    tag: float = 0.7
    # Added to `name` for a name of one word; half of it for a name of two words, and so on.
    short_name: float = 0.1
    # How a word is found; multiplied with the weight above.
    exact: float = 1.0
    beginning: float = 0.6
    inside: float = 0.4
    mistyped: float = 0.3
    # Added if the query is the whole name, or its beginning. No mean of word scores exceeds 1, so
    # that these icons come first.
    whole_name: float = 2.0
    name_beginning: float = 1.0
    # Letters from which on a word is searched for inside others and with a typing error. Shorter
    # words are inside too many others.
    shortest_inexact: int = 3
    # Words of a query without icons for which nearest words are searched, each in all words.
    most_replaced: int = 8


SETTINGS = WordSettings()


@dataclass(frozen=True)
class Texts:
    """The texts of an icon that are searched."""

    name: str
    tags: Sequence[str]
    aliases: Sequence[str]


class Words:
    """The words of a library. Read-only, so safe to use from several threads."""

    def __init__(self, size: int, words: Postings, names: Postings) -> None:
        """The words of `size` icons, and their names without separators between the words."""
        self._size = size
        self._words = words
        self._names = names

    @classmethod
    def of(cls, icons: Sequence[Texts]) -> Self:
        """The words of icons, which are numbered in this order."""
        words = Postings.of(map(_word_weights, icons))
        names = Postings.of(map(_name_weight, icons))
        return cls(len(icons), words, names)

    @classmethod
    def read(cls, size: int, records: Mapping[str, Sequence[Any]]) -> Self:
        """From the output of `records`."""
        words = Postings.read(*records["words"])
        names = Postings.read(*records["names"])
        return cls(size, words, names)

    def records(self) -> dict[str, PostingsRecord]:
        """The index by name, for a database."""
        return {"words": self._words.record(), "names": self._names.record()}

    def rank(self, text: str) -> Scores:
        """(n,): how well each icon matches a text, 0 if it lacks one of the words.

        The icon whose name is the text has the highest score.
        """
        scores = np.zeros(self._size, np.float32)
        has_all = np.ones(self._size, bool)
        count = 0
        for word in self._scores(text):
            scores += word
            has_all &= word > 0
            count += 1
        if not count:
            return scores
        scores /= count
        scores *= has_all
        name = squeezed(text)
        self._add_names(scores, name)
        return scores

    def relevance(self, text: str) -> Scores:
        """(n,): the share of a text's words that each icon has, 0..1.

        A whole word counts in full in a tag, an alias or a name alike; a part of a word or a
        mistyped word counts less.
        """
        share = np.zeros(self._size, np.float32)
        count = 0
        for score in self._scores(text):
            relative = score / SETTINGS.tag
            share += np.minimum(1, relative)
            count += 1
        share /= max(1, count)
        return share

    def nearest(self, text: str) -> list[str]:
        """Words of the library that the first words of a text may mean."""
        found: dict[str, None] = {}  # in the order of the text
        for word in islice(self._cut(text), SETTINGS.most_replaced):
            nearest = self._words.nearest(word)
            found.update(dict.fromkeys(nearest))
        return list(found)

    def _add_names(self, scores: Scores, name: str) -> None:
        """Raise the scores (n,) of the icons whose name is this one, or begins with it."""
        first, end = self._names.begins(name)
        rows, shortness = self._names.between(first, end)
        scores[rows] += SETTINGS.name_beginning + shortness

        # The name itself comes before the longer ones that begin with it.
        if self._names.has(name):
            rows, _ = self._names.between(first, first + 1)
            scores[rows] += SETTINGS.whole_name

    def _scores(self, text: str) -> Iterator[Scores]:
        """For each word of a text, how well it matches each icon (n,).

        One word at a time: those of a long text take much memory in a large library.
        """
        return map(self._score, self._cut(text))

    def _score(self, word: str) -> Scores:
        """(n,): how well a word matches each icon."""
        scores = np.zeros(self._size, np.float32)
        first, end = self._words.begins(word)
        self._raise_scores(scores, range(first, end), SETTINGS.beginning)
        is_exact = self._words.has(word)
        if is_exact:
            exact = range(first, first + 1)
            self._raise_scores(scores, exact, SETTINGS.exact)
        if len(word) < SETTINGS.shortest_inexact:
            return scores

        for number in self._words.containing(word):
            inside = range(number, number + 1)
            self._raise_scores(scores, inside, SETTINGS.inside)
        if is_exact:  # a word that the library has is taken to be typed well
            return scores

        for number in self._words.mistyped(word):
            mistyped = range(number, number + 1)
            self._raise_scores(scores, mistyped, SETTINGS.mistyped)
        return scores

    def _raise_scores(self, scores: Scores, numbers: range, factor: float) -> None:
        """Raise the scores (n,) of the icons that have one of the words with these numbers."""
        rows, weights = self._words.between(numbers.start, numbers.stop)
        raised = weights * np.float32(factor)
        np.maximum.at(scores, rows, raised)

    def _cut(self, text: str) -> Iterator[str]:
        """The words of a query. Unspaced runs are cut into words of the library."""
        for word in pieces(text):
            if is_unspaced(word):
                yield from self._cut_run(word)
            else:
                yield word

    def _cut_run(self, run: str) -> list[str]:
        """The words of an unspaced run by forward maximum matching.

        Each word is the longest that some word of the library begins with. Characters that belong
        to no word are left out, except where no character belongs to one.
        """
        words = []
        start = 0
        while start < len(run):
            end = self._word_end(run, start)
            if end is None:
                start += 1
                continue
            words.append(run[start:end])
            start = end
        return words or [run]

    def _word_end(self, run: str, start: int) -> int | None:
        """Where the longest word of a run from `start` on ends; None where no word starts."""
        longest = start + TOKENS.longest  # of the library's words
        for end in range(min(longest, len(run)), start, -1):
            if self._is_word(run[start:end]):
                return end
        return None

    def _is_word(self, piece: str) -> bool:
        """Whether the library has a word with this beginning.

        A single character begins too many words: it must be a word itself.
        """
        if len(piece) == 1:
            return self._words.has(piece)
        first, end = self._words.begins(piece)
        return first < end


def _word_weights(icon: Texts) -> dict[str, float]:
    """The weight of each word of an icon: that of the place where it counts most."""
    weights: dict[str, float] = {}

    def add(text: str, weight: float) -> None:
        for word in words_of(text):
            weights[word] = max(weight, weights.get(word, 0.0))

    words_in_name = max(1, len(words_of(icon.name)))
    add(icon.name, SETTINGS.name + SETTINGS.short_name / words_in_name)
    for alias in icon.aliases:
        add(alias, SETTINGS.alias)
    for tag in icon.tags:
        add(tag, SETTINGS.tag)
    return weights


def _name_weight(icon: Texts) -> dict[str, float]:
    """An icon's name without separators, and its shortness; nothing for a name without words."""
    name = squeezed(icon.name)
    if not name:
        return {}
    return {name: 1.0 / len(name)}
