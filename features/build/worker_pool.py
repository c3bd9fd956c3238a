"""Work on many pictures side by side: by threads where there are few, else by processes.

Looking at a picture is mostly Python, which threads would take turns at; a process costs a second to start.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

MANY = 2000  # pictures from which on processes are worth their start
AHEAD = 8  # batches handed out for each worker: tens of thousands at a time take memory, and seconds to take back

Given = TypeVar("Given")
Made = TypeVar("Made")


def spread(
    work: Callable[[Sequence[Given]], Made],
    everything: Sequence[Given],
    batch: int,
    jobs: int,
    begin: Callable[..., None] | None = None,
    *given: Any,
) -> Iterator[Made]:
    """What `work` makes of each batch, in their order, by `jobs` workers; each of them first calls `begin` with what is `given`."""
    pool = _pool(jobs, len(everything) >= MANY, begin, given)
    waiting: deque[Future[Made]] = deque()
    try:
        for start in range(0, len(everything), batch):
            waiting.append(pool.submit(work, everything[start : start + batch]))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int, processes: bool, begin: Callable[..., None] | None, given: tuple[Any, ...]) -> Executor:
    if processes and jobs > 1:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("forkserver"), _begin_process, (begin, given))
    return ThreadPoolExecutor(jobs, initializer=begin, initargs=given)


def _begin_process(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with(parent: BaseProcess) -> None:
    """A worker whose parent was killed would wait for ever."""
    parent.join()
    os._exit(1)
