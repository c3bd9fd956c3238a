"""Many pictures to vectors, side by side: by threads where they are few, else by processes.

Finding the glyph is mostly Python, which threads would take turns at; a process costs a second to start.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from io import BytesIO
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.embed import Embedder
from features.encoders import ENCODERS
from features.store import fixed

MANY = 2000  # pictures from which on processes are worth their start
AHEAD = 8  # batches handed out for each worker: tens of thousands at a time take memory, and seconds to take back

_own = threading.local()  # of a worker, thread or process: its embedder


def embed(extractor: str, model: Path | None, jpegs: Sequence[bytes], jobs: int) -> Iterator[NDArray[np.int16]]:
    """Vectors (b, d) of length 1 in the order of the pictures, a batch at a time, as they are kept.

    Each of `jobs` workers has a model of its own.
    """
    size = ENCODERS[extractor].batch
    batches = [jpegs[start : start + size] for start in range(0, len(jpegs), size)]
    pool = _pool(extractor, model, jobs, len(jpegs) >= MANY)
    waiting: deque[Future[NDArray[np.int16]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_embed, batch))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(extractor: str, model: Path | None, jobs: int, processes: bool) -> Executor:
    if processes and jobs > 1:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("forkserver"), _begin_process, (extractor, model))
    return ThreadPoolExecutor(jobs, initializer=_begin, initargs=(extractor, model))


def _begin(extractor: str, model: Path | None) -> None:
    _own.embedder = Embedder(ENCODERS[extractor], model)


def _begin_process(extractor: str, model: Path | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _begin(extractor, model)


def _end_with(parent: BaseProcess) -> None:
    """A worker whose parent was killed would wait for ever."""
    parent.join()
    os._exit(1)


def _embed(jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    embedder: Embedder = _own.embedder
    return kept(embedder, jpegs)


def kept(embedder: Embedder, jpegs: Sequence[bytes]) -> NDArray[np.int16]:
    """(n, d): their vectors as they are kept; no more pictures than the encoder's batch are open at a time."""
    size = embedder.encoder.batch
    parts = (jpegs[start : start + size] for start in range(0, len(jpegs), size))
    vectors = [embedder.embed([Image.open(BytesIO(jpeg)) for jpeg in part]) for part in parts]
    return fixed(np.concatenate(vectors))
