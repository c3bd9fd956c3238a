"""A pool of processes that draw icons and may be killed: no icon changes another one's picture.

A worker limits itself (see `worker`). The parent kills a worker that falls silent, and has another
one draw the rest of its icons. Workers are forked by multiprocessing's fork server.
"""

import selectors
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from render.pictures import Pictures
from render.processes import fork_server
from render.processes.answers import READY, decode, seconds_and_answer
from render.processes.confinement import WorkerLimits
from render.processes.handle import Source, WorkerHandle
from render.svg.screen import DOCUMENT, Undrawable

# Characters of source sent to a worker that is still drawing. They must fit into the connection's
# buffer, or parent and worker might wait for each other to read.
AHEAD = 32 * 1024


@dataclass(frozen=True)
class Drawn:
    """The result for one icon: its pictures, or the reason why there are none.

    `seconds` of processor time were used for it.
    """

    key: str
    pictures: Pictures | None
    reason: str = ""
    seconds: float = 0.0


class Pool:
    """`jobs` workers that draw icons at one size; a context manager."""

    def __init__(self, jobs: int, size: int, limits: WorkerLimits | None = None) -> None:
        self.jobs = jobs
        self.size = size
        self.limits = limits or WorkerLimits()
        self.seconds = self.limits.seconds  # of processor time, for each icon that is drawn now
        self.waiting: deque[Source] = deque()
        self.workers: set[WorkerHandle] = set()
        self.selector = selectors.DefaultSelector()
        fork_server.prepare()

    def __enter__(self) -> Self:
        for _ in range(self.jobs):
            self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.end()
        self.selector.close()

    def draw(self, icons: Iterable[Source], seconds: float | None = None) -> Iterator[Drawn]:
        """Draw (key, source) pairs; yields each icon once, as it gets done.

        Each has `seconds` of processor time, by default those of the limits.
        """
        self.seconds = self.limits.seconds if seconds is None else seconds
        self.waiting.extend(icons)
        while True:
            self._feed_all()
            busy = {worker for worker in self.workers if worker.pending}
            if not busy:
                return
            selected = self.selector.select(self.limits.kill_after / 10)
            now = time.monotonic()  # before anything is yielded: the caller may take its time
            answering: set[WorkerHandle] = {key.data for key, _ in selected}
            for worker in answering:
                yield from self._listen(worker)
            for worker in busy - answering:
                if now - worker.heard > self.limits.kill_after:
                    yield from self._kill(worker)

    def _start(self) -> WorkerHandle:
        here, there = fork_server.CONTEXT.Pipe()
        arguments = (there, self.size, self.limits)
        process = fork_server.CONTEXT.Process(target=_work, args=arguments, daemon=True)
        process.start()
        there.close()
        if here.recv_bytes() != READY:
            raise RuntimeError("a drawing process sent something else before it was ready")
        worker = WorkerHandle(process, here)
        self.workers.add(worker)
        self.selector.register(here, selectors.EVENT_READ, worker)
        return worker

    def _retire(self, worker: WorkerHandle, grace: float = 0.0) -> int:
        self.workers.remove(worker)
        self.selector.unregister(worker.connection)
        return worker.end(grace)

    def _feed_all(self) -> None:
        for worker in list(self.workers):
            if self.waiting and worker.ready_for_more:
                self._feed(worker)

    def _feed(self, worker: WorkerHandle) -> None:
        """Send a worker a batch; one that has drawn its share gets no more, and is replaced."""
        if worker.given >= self.limits.recycle:
            if worker.pending:
                return
            self._retire(worker)
            worker = self._start()
        icons = self._batch(idle=not worker.pending)
        if not icons:
            return
        try:
            worker.give(icons, self.seconds)
        except ConnectionError:  # it has ended, of none of these icons; `_lost` says of which
            self.waiting.extendleft(reversed(icons))
            if not worker.pending:
                self._retire(worker)
                self._feed(self._start())

    def _batch(self, idle: bool) -> list[Source]:
        """Take the next icons; none for a worker that is drawing when the first is too large."""
        # Batches get small near the end, so that no worker has slow icons while others have none.
        share = len(self.waiting) // (2 * self.jobs)
        count = min(self.limits.batch, share)
        count = max(1, count)
        room = DOCUMENT.max_bytes if idle else AHEAD  # characters

        icons: list[Source] = []
        while self.waiting and len(icons) < count and room > 0:
            _, source = self.waiting[0]
            room -= len(source)
            if room >= 0 or idle:
                icons.append(self.waiting.popleft())
        return icons

    def _listen(self, worker: WorkerHandle) -> Iterator[Drawn]:
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, ConnectionError):
            yield from self._lost(worker)
            return
        worker.heard = time.monotonic()
        key, _ = worker.pending.popleft()
        seconds, answer = seconds_and_answer(message)
        try:
            drawn = Drawn(key, decode(answer), seconds=seconds)
        except Undrawable as reason:
            drawn = Drawn(key, None, str(reason), seconds)
        yield drawn

    def _kill(self, worker: WorkerHandle) -> Iterator[Drawn]:
        worker.process.kill()
        seconds = f"{self.limits.kill_after:g} s"
        reason = f"drawing it took longer than {seconds}, and it had to be killed"
        yield from self._lost(worker, reason)

    def _lost(self, worker: WorkerHandle, reason: str = "") -> Iterator[Drawn]:
        """Replace a worker that ended; it ended of the icon it was drawing, unless by itself."""
        status = self._retire(worker, grace=self.limits.kill_after)
        if worker.pending and (reason or status):
            key, _ = worker.pending.popleft()
            # How much it used of what it may use, nobody knows.
            yield Drawn(key, None, reason or self._cause(status), self.seconds)
        self.waiting.extendleft(reversed(worker.pending))
        self._start()

    def _cause(self, status: int) -> str:
        if status == -signal.SIGPROF:
            return f"drawing it took more than {self.seconds:.2g} s of processor time"
        how = f"exit status {status}"
        if status < 0:
            how = signal.Signals(-status).name
        if status == -signal.SIGABRT:  # resvg ends the process where it is given no memory
            how += f", as where {self.limits.memory >> 20} MB are not enough"
        return f"drawing it crashed the drawing process ({how})"


def _work(connection: Connection, size: int, limits: WorkerLimits) -> None:
    """A worker's whole life. The parent does not load CairoSVG."""
    from render.processes.worker import work

    work(connection, size, limits)
