"""Processes that draw icons and may be killed: whatever an icon does to its process, the others come out as if it were not there.

A worker limits itself (see `worker`); the parent kills one that falls silent, and draws what it still had to do in another.
Workers are forked by multiprocessing's fork server, which has no threads and has CairoSVG loaded, so that a new one costs milliseconds.
"""

import json
import multiprocessing
import selectors
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from render.picture import Pictures
from render.processes.worker import READY, Limits, decode, work
from render.svg.screen import MAX_BYTES, Undrawable

# Characters of source sent to a worker that is still drawing: little enough for the connection's buffer to hold, or parent and
# worker might wait for each other to read.
AHEAD = 32 * 1024


@dataclass(frozen=True)
class Drawn:
    """What became of one icon: its pictures, or the reason why there are none."""

    key: str
    pictures: Pictures | None
    reason: str = ""


@dataclass(eq=False)
class _Worker:
    """The parent's end of a process."""

    process: BaseProcess
    connection: Connection
    pending: deque[tuple[str, str]] = field(
        default_factory=deque
    )  # key and source, sent and not yet answered
    given: int = 0
    batch: int = 0  # icons sent last
    heard: float = 0.0  # when it last answered, or got work having none

    @property
    def hungry(self) -> bool:
        """Whether it is well into what it was sent last, which it therefore has read: more can be on its way meanwhile."""
        return len(self.pending) <= self.batch // 2

    def give(self, icons: list[tuple[str, str]]) -> None:
        self.connection.send_bytes(
            json.dumps([source for _, source in icons], ensure_ascii=False).encode()
        )
        if not self.pending:
            self.heard = time.monotonic()
        self.pending.extend(icons)
        self.given += len(icons)
        self.batch = len(icons)

    def end(self, grace: float = 0.0) -> int:
        """Kill the process unless it ends within `grace` seconds; its exit status, negative for a signal."""
        self.connection.close()
        self.process.join(grace)
        self.process.kill()
        self.process.join()
        return self.process.exitcode or 0


def prepare() -> None:
    """Start the fork server, which loads CairoSVG while the caller reads what is to be drawn; a pool does it where nobody has."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([__name__])
    forkserver.ensure_running()


class Pool:
    """`jobs` workers that draw icons at one size; a context manager."""

    def __init__(self, jobs: int, size: int, limits: Limits | None = None) -> None:
        self.jobs = jobs
        self.size = size
        self.limits = limits or Limits()
        self.waiting: deque[tuple[str, str]] = deque()
        self.workers: set[_Worker] = set()
        self.selector = selectors.DefaultSelector()
        self.context = multiprocessing.get_context("forkserver")
        prepare()

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
        for worker in self.workers:
            worker.end()
        self.selector.close()

    def draw(self, icons: Iterable[tuple[str, str]]) -> Iterator[Drawn]:
        """Draw (key, source) pairs; yields each icon once, as it gets done."""
        self.waiting.extend(icons)
        while True:
            for worker in list(self.workers):
                if self.waiting and worker.hungry:
                    self._feed(worker)
            busy = {worker for worker in self.workers if worker.pending}
            if not busy:
                return
            speaking: set[_Worker] = {
                key.data for key, _ in self.selector.select(self.limits.kill_after / 10)
            }
            now = time.monotonic()  # before anything is yielded: whoever reads may take its time
            for worker in speaking:
                yield from self._listen(worker)
            for worker in busy - speaking:
                if now - worker.heard > self.limits.kill_after:
                    worker.process.kill()
                    yield from self._lost(
                        worker,
                        f"drawing it took longer than {self.limits.kill_after:g} s, and it had to be killed",
                    )

    def _start(self) -> _Worker:
        here, there = self.context.Pipe()
        process = self.context.Process(
            target=work, args=(there, self.size, self.limits), daemon=True
        )
        process.start()
        there.close()
        if here.recv_bytes() != READY:
            raise RuntimeError("a drawing process spoke before it was ready")
        worker = _Worker(process, here)
        self.workers.add(worker)
        self.selector.register(here, selectors.EVENT_READ, worker)
        return worker

    def _retire(self, worker: _Worker, grace: float = 0.0) -> int:
        self.workers.remove(worker)
        self.selector.unregister(worker.connection)
        return worker.end(grace)

    def _feed(self, worker: _Worker) -> None:
        if worker.given >= self.limits.recycle:
            if worker.pending:
                return
            self._retire(worker)
            worker = self._start()
        # Small batches near the end, so that no worker sits on slow icons while the others have none.
        count = max(1, min(self.limits.batch, len(self.waiting) // (2 * self.jobs)))
        icons: list[tuple[str, str]] = []
        room = AHEAD if worker.pending else MAX_BYTES
        while self.waiting and len(icons) < count and room > 0:
            room -= len(self.waiting[0][1])
            if room >= 0 or not worker.pending:
                icons.append(self.waiting.popleft())
        if not icons:
            return
        try:
            worker.give(icons)
        except ConnectionError:  # it died, and `_lost` will say of what; of none of these
            self.waiting.extendleft(reversed(icons))
            if not worker.pending:
                self._retire(worker)
                self._feed(self._start())

    def _listen(self, worker: _Worker) -> Iterator[Drawn]:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, ConnectionError):
            yield from self._lost(worker)
            return
        worker.heard = time.monotonic()
        key, _ = worker.pending.popleft()
        try:
            drawn = Drawn(key, decode(answer))
        except Undrawable as reason:
            drawn = Drawn(key, None, str(reason))
        yield drawn

    def _lost(self, worker: _Worker, reason: str = "") -> Iterator[Drawn]:
        """Replace a worker that ended; the icon it was at is the culprit, unless it left of its own accord."""
        status = self._retire(worker, grace=self.limits.kill_after)
        if worker.pending and (reason or status):
            key, _ = worker.pending.popleft()
            yield Drawn(key, None, reason or self._cause(status))
        self.waiting.extendleft(reversed(worker.pending))
        self._start()

    def _cause(self, status: int) -> str:
        if status == -signal.SIGPROF:
            return f"drawing it took more than {self.limits.seconds:g} s of processor time"
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return f"drawing it crashed the drawing process ({how})"
