"""Vectors of a build under way, on disk every few hundred, so that a build that is ended goes on where it was.

A file is named after its content's SHA-256: one that does not keep what its name promises is never opened as HDF5.
"""

import hashlib
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.store import vectors as store
from features.store.vectors import Mismatch, Recipe, Vectors
from ingest.common.console import say
from ingest.common.data_folder import write_atomically

SHARD = 256  # rows of a file
VECTORS = "vectors"  # under the folder of what is kept between builds

Known = dict[str, NDArray[np.int16]]  # SHA-256 of a JPEG → its vector


class Shards:
    """The vectors of one extractor that are done but not yet published."""

    def __init__(self, partial: Path, extractor: str, recipe: Recipe) -> None:
        self._folder = partial / VECTORS / extractor
        self._extractor = extractor
        self._recipe = recipe
        self._waiting: Known = {}

    def read(self) -> Known:
        """What an ended build has left. Shards that are damaged, or were made in another way, are thrown away."""
        known: Known = {}
        for path in sorted(self._folder.glob("*.h5")):
            try:
                if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
                    raise Mismatch(f"{path} is damaged.")
                rows = store.read(path, self._extractor, self._recipe)
            except Mismatch as mismatch:
                say(f"left aside: {mismatch}")
                path.unlink()
                continue
            known.update(zip(rows.digests, rows.vectors, strict=True))
        return known

    def add(self, vectors: Known) -> None:
        """Take vectors in, and write a file when there are enough of them."""
        self._waiting.update(vectors)
        if len(self._waiting) >= SHARD:
            self._write()

    def _write(self) -> None:
        digests = sorted(self._waiting)
        nowhere = [""] * len(digests)
        rows = Vectors(self._recipe, nowhere, nowhere, digests, np.stack([self._waiting[digest] for digest in digests]))
        content = store.serialise({self._extractor: rows})
        write_atomically(self._folder / f"{hashlib.sha256(content).hexdigest()}.h5", content)
        self._waiting = {}


def clear(partial: Path) -> None:
    """Delete all shards: what they held has been published."""
    if (partial / VECTORS).exists():
        shutil.rmtree(partial / VECTORS)
