"""Validation during training: recall on icon sets that are not trained on."""

from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Self

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from features.train import corpus, sets
from features.train.corpus import CORPUS, Corpus, Glyphs

EMBEDDED = 1024  # glyphs at a time: bounds the memory


@dataclass(frozen=True)
class Validation:
    """Icons that are not trained on, and a screenshot of each."""

    icons: Corpus
    screenshots: Glyphs

    @classmethod
    def load(cls, folder: Path, seed: int, pool: Pool) -> Self:
        """The validation sets, with screenshots simulated from this seed.

        Raises ConfigurationError when a set is missing.
        """
        icons = corpus.load(folder, sets.VALIDATION, pool)
        rows = np.arange(len(icons))
        screenshots = corpus.simulate(icons, rows, seed, pool)
        return cls(icons, screenshots)

    def recall(self, encoder: keras.Model) -> dict[str, float]:
        """Recall at 1 by set: share of screenshots whose nearest vector is their own icon's.

        A look-alike counts as wrong.
        """
        library = embed(encoder, self.icons.library)
        queries = embed(encoder, self.screenshots)

        # (m,): the icon that each library vector belongs to.
        pictures = np.diff(self.icons.first)
        owners = np.repeat(np.arange(len(self.icons)), pictures)

        folders = np.array([folder for folder, _ in self.icons.icons])
        recall = {}
        for folder in dict.fromkeys(folders.tolist()):
            of_set = folders == folder
            rows = np.flatnonzero(of_set[owners])
            similarity = queries[of_set] @ library[rows].T
            nearest = similarity.argmax(axis=1)

            found = owners[rows[nearest]]
            right = found == np.flatnonzero(of_set)
            recall[Path(folder).name] = round(float(np.mean(right)), 4)
        return recall


def embed(encoder: keras.Model, glyphs: Glyphs) -> NDArray[np.float32]:
    """(n, s, s, 4) of bytes → (n, d)."""
    parts = []
    for start in range(0, len(glyphs), EMBEDDED):
        part = glyphs[start : start + EMBEDDED]
        values = part.astype(np.float32) / CORPUS.levels
        vectors = encoder.predict_on_batch(values)
        parts.append(ops.convert_to_numpy(vectors))
    return np.concatenate(parts)
