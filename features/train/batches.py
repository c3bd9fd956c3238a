"""Batches of pairs, library picture and screenshot, of icons that are hard to tell apart."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from features.train.corpus import Corpus, Glyphs

Array = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class BatchSettings:
    """What a batch is made of. All values were chosen by hand.

    `group`: icons of a group, which are neighbours by their vectors.
    `groups`: groups of a batch.
    `neighbours`: of an icon, from which its group is drawn.
    `same`: cosine of library vectors from which two icons count as the same, and neither as a
    wrong answer to the other. 0.997 in place of 0.985 for the last epochs.
    `chunk`: icons whose neighbours are searched at a time; bounds the memory.
    """

    group: int = 8
    groups: int = 32
    neighbours: int = 15
    same: float = 0.997
    chunk: int = 500

    @property
    def size(self) -> int:
        """Icons of a batch."""
        return self.group * self.groups


BATCH = BatchSettings()


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """An epoch of pairs.

    `rows`: (b, n), the icons of each batch.
    `screenshots`: rounds of screenshots, each (icons, s, s, 4).
    `vectors`: (icons, d) of the library; None while nothing is learned.
    """

    def __init__(
        self,
        corpus: Corpus,
        rows: Rows,
        screenshots: list[Glyphs],
        vectors: Array | None,
        seed: int,
    ) -> None:
        super().__init__()
        self.corpus = corpus
        self.rows = rows
        self.screenshots = screenshots
        self.vectors = vectors
        self.seed = seed

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> tuple[tuple[Glyphs, Glyphs], Array]:
        random = np.random.default_rng((self.seed, number))
        rows = self.rows[number]

        # For each icon one of its library pictures, and one of its screenshots.
        first = self.corpus.first[rows]
        end = self.corpus.first[rows + 1]
        library = self.corpus.library[random.integers(first, end)]
        rounds = random.integers(len(self.screenshots), size=len(rows))
        screenshots = self._screenshots(rows, rounds)

        pairs = turned(library, screenshots, random)
        return pairs, self._same(rows)

    def _screenshots(self, rows: Rows, rounds: Rows) -> Glyphs:
        """(n, s, s, 4): the screenshot of each icon from its round."""
        chosen = []
        for row, number in zip(rows, rounds, strict=True):
            of_round = self.screenshots[number]
            chosen.append(of_round[row])
        return np.stack(chosen)

    def _same(self, rows: Rows) -> Array:
        """(n, n): 1 where two icons of the batch are the same, or look the same."""
        same = rows[:, None] == rows
        if self.vectors is not None:
            vectors = self.vectors[rows]
            same |= vectors @ vectors.T > BATCH.same

        marks: Array = same.astype(np.float32)
        return marks


def turned(
    library: Glyphs, screenshots: Glyphs, random: np.random.Generator
) -> tuple[Glyphs, Glyphs]:
    """The pairs of a batch, half of the time all turned and mirrored in one way.

    For the network these are other icons, as hard to tell apart.
    """
    turns = 0
    mirrored = False
    if random.random() < 0.5:
        turns = int(random.integers(4))
        mirrored = random.random() < 0.5

    return (
        _turned(library, turns, mirrored),
        _turned(screenshots, turns, mirrored),
    )


def _turned(glyphs: Glyphs, turns: int, mirrored: bool) -> Glyphs:
    """Glyphs after quarter turns, then mirrored."""
    glyphs = np.rot90(glyphs, turns, axes=(1, 2))
    if mirrored:
        glyphs = glyphs[:, :, ::-1]
    return np.ascontiguousarray(glyphs)


def batch_rows(
    vectors: Array | None, icons: int, batches: int, random: np.random.Generator
) -> Rows:
    """(batches, n): the icons of each batch.

    At random while nothing is learned. Later each group is an icon with some of its neighbours.
    """
    order = random.permutation(icons)
    if vectors is None:
        chosen = order[: batches * BATCH.size]
        return chosen.reshape(batches, -1)

    seeds = order[: batches * BATCH.groups]
    chunks = max(1, len(seeds) // BATCH.chunk)
    groups = [_groups(vectors, some, random) for some in np.array_split(seeds, chunks)]
    return np.concatenate(groups).reshape(batches, -1)


def _groups(vectors: Array, seeds: Rows, random: np.random.Generator) -> Rows:
    """(m,) → (m, group): each icon with some of its neighbours that do not look the same."""
    similarity = vectors[seeds] @ vectors.T
    similarity[similarity > BATCH.same] = -1

    # (m, neighbours), in no order.
    ranks = np.argpartition(similarity, -BATCH.neighbours, axis=1)
    nearest = ranks[:, -BATCH.neighbours :]

    shuffled = random.permuted(nearest, axis=1)
    chosen = shuffled[:, : BATCH.group - 1]
    return np.concatenate([seeds[:, None], chosen], axis=1)
