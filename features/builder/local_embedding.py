"""Many pictures to vectors, by the workers of this machine."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.builder.worker_pool import map_batches
from features.encoders import ENCODERS
from features.encoders.embedder import Embedder
from features.store.vectors import fixed


@dataclass(frozen=True)
class LocalEmbeddingSettings:
    """How pictures are handed to the workers."""

    batch: int = 16  # pictures decoded and embedded at a time; chosen by hand


SETTINGS = LocalEmbeddingSettings()

_of_worker = threading.local()  # the embedder of each worker, a thread or a process


def embed(
    extractor: str, model: Path | None, jpegs: Sequence[bytes], jobs: int
) -> Iterator[NDArray[np.int16]]:
    """Yield the pictures' vectors in their order, (b, d) for each batch, as `fixed` stores them.

    Each of the `jobs` workers loads the model for itself.
    """
    return map_batches(
        _embed,
        jpegs,
        SETTINGS.batch,
        jobs,
        _start_worker,
        extractor,
        model,
    )


def _start_worker(extractor: str, model: Path | None) -> None:
    encoder = ENCODERS[extractor]
    _of_worker.embedder = Embedder(encoder, model)


def _embed(jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    embedder: Embedder = _of_worker.embedder
    return embed_jpegs(embedder, jpegs)


def embed_jpegs(embedder: Embedder, jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    """The vectors (n, d) of JPEGs, as `fixed` stores them. Only one batch is decoded at a time."""
    vectors = []
    for start in range(0, len(jpegs), SETTINGS.batch):
        end = start + SETTINGS.batch
        pictures = [Image.open(BytesIO(jpeg)) for jpeg in jpegs[start:end]]
        vectors.append(embedder.embed(pictures))  # (b, d)
    together = np.concatenate(vectors)
    return fixed(together)
