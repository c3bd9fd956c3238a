"""The vectors of a build that is not yet published, so that an interrupted build can go on.

A file is named after the SHA-256 of its content. HDF5 may read forever in a damaged file, so a file
is opened as HDF5 only when its digest is right.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.store.vectors import Mismatch, Recipe, Vectors, serialise
from features.store.vectors import read as read_vectors
from ingest.common.console import say
from ingest.common.data_folder import write_atomically

VECTORS = "vectors"  # the folder of the shards, below that of all partial results

VectorsByDigest = dict[str, NDArray[np.int16]]  # SHA-256 of a JPEG → its vector (d,)


@dataclass(frozen=True)
class ShardSettings:
    """How large a shard is."""

    rows: int = 256  # vectors that fill a file: at most these are lost; chosen by hand


SETTINGS = ShardSettings()


class Shards:
    """The vectors of one extractor that are done but not yet published."""

    def __init__(self, partial: Path, extractor: str, recipe: Recipe) -> None:
        self._folder = partial / VECTORS / extractor
        self._extractor = extractor
        self._recipe = recipe
        self._waiting: VectorsByDigest = {}

    def read(self) -> VectorsByDigest:
        """The vectors of an interrupted build.

        Shards that are damaged, or were made by another recipe, are deleted.
        """
        known: VectorsByDigest = {}
        for path in sorted(self._folder.glob("*.h5")):
            try:
                rows = self._read_shard(path)
            except Mismatch as mismatch:
                say(f"unusable vectors of an interrupted build are deleted: {mismatch}")
                path.unlink()
                continue
            known.update(zip(rows.digests, rows.vectors, strict=True))
        return known

    def add(self, vectors: VectorsByDigest) -> None:
        """Add vectors. A file is written when there are enough of them. Raises NotWritable."""
        self._waiting.update(vectors)
        if len(self._waiting) >= SETTINGS.rows:
            self._write()

    def _read_shard(self, path: Path) -> Vectors:
        digest = hashlib.sha256(path.read_bytes())
        if digest.hexdigest() != path.stem:
            raise Mismatch(f"{path} is damaged.")
        return read_vectors(path, self._extractor, self._recipe)

    def _write(self) -> None:
        digests = sorted(self._waiting)
        vectors = np.stack([self._waiting[digest] for digest in digests])  # (n, d)
        # A shard says nothing of icons and grounds.
        empty = [""] * len(digests)
        rows = Vectors(self._recipe, empty, empty, digests, vectors)

        content = serialise({self._extractor: rows})
        name = hashlib.sha256(content).hexdigest()
        path = self._folder / f"{name}.h5"
        write_atomically(path, content)
        self._waiting = {}


def clear(partial: Path) -> None:
    """Delete all shards: their vectors have been published."""
    folder = partial / VECTORS
    if folder.exists():
        shutil.rmtree(folder)
