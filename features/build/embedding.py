"""Many pictures to vectors, side by side."""

import threading
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders.embedder import Embedder
from features.encoders import ENCODERS
from features.build.worker_pool import spread
from features.store.vectors import fixed

BATCH = 16  # pictures that a worker takes at a time

_own = threading.local()  # of a worker, thread or process: its embedder


def embed(extractor: str, model: Path | None, jpegs: Sequence[bytes], jobs: int) -> Iterator[NDArray[np.int16]]:
    """Vectors (b, d) of length 1 in the order of the pictures, a batch at a time, as they are kept.

    Each of `jobs` workers has a model of its own.
    """
    return spread(_embed, jpegs, BATCH, jobs, _begin, extractor, model)


def _begin(extractor: str, model: Path | None) -> None:
    _own.embedder = Embedder(ENCODERS[extractor], model)


def _embed(jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    embedder: Embedder = _own.embedder
    return kept(embedder, jpegs)


def kept(embedder: Embedder, jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    """(n, d): their vectors as they are kept; no more than a batch of pictures is open at a time."""
    parts = (jpegs[start : start + BATCH] for start in range(0, len(jpegs), BATCH))
    vectors = [embedder.embed([Image.open(BytesIO(jpeg)) for jpeg in part]) for part in parts]
    return fixed(np.concatenate(vectors))
