"""Work on many pictures in parallel: on threads for a small library, else in processes.

Most of the work on a picture is Python, which only one thread of a process runs at a time.
A process takes about a second to start.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class PoolSettings:
    """When processes are started, and how much work waits for a worker. Chosen by hand."""

    processes_from: int = 2000  # items; with fewer, starting processes costs more than it saves
    # Batches submitted ahead for each worker. Submitting all at once takes memory, and an
    # interrupted build then takes seconds to cancel tens of thousands of batches.
    batches_ahead: int = 8


SETTINGS = PoolSettings()


def map_batches(
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    batch: int,
    jobs: int,
    initialise: Callable[..., None] | None = None,
    *arguments: Any,
) -> Iterator[Result]:
    """Yield the result of `work` for each batch of `batch` items, in their order.

    Each of the `jobs` workers first calls `initialise` with `arguments`.
    """
    processes = jobs > 1 and len(items) >= SETTINGS.processes_from
    pool = _pool(jobs, processes, initialise, arguments)
    waiting: deque[Future[Result]] = deque()
    try:
        for start in range(0, len(items), batch):
            waiting.append(pool.submit(work, items[start : start + batch]))
            if len(waiting) > SETTINGS.batches_ahead * jobs:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(
    jobs: int,
    processes: bool,
    initialise: Callable[..., None] | None,
    arguments: tuple[Any, ...],
) -> Executor:
    if processes:
        context = multiprocessing.get_context("forkserver")
        return ProcessPoolExecutor(jobs, context, _start_process, (initialise, arguments))
    return ThreadPoolExecutor(jobs, initializer=initialise, initargs=arguments)


def _start_process(initialise: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches the whole process group; the parent ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_exit_with, args=(parent,), daemon=True).start()
    if initialise is not None:
        initialise(*arguments)


def _exit_with(parent: BaseProcess) -> None:
    """End this process with its parent: a worker whose parent was killed would wait forever."""
    parent.join()
    os._exit(1)
