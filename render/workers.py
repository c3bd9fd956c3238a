"""Processes that draw icons and may be killed: whatever an icon does to its process, the others come out as if it were not there.

A worker limits itself (time for each icon, memory, open files, nothing written); the parent kills one that falls silent.
Workers are forked by multiprocessing's fork server, which has no threads and has CairoSVG loaded, so that a new one costs milliseconds.
"""

import json
import multiprocessing
import os
import resource
import selectors
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from render.picture import Pictures, depict
from render.screen import MAX_BYTES, Undrawable

READY = b"ready"
_SMALLEST = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0h1v1H0z"/></svg>'


@dataclass(frozen=True)
class Limits:
    """What one icon may cost before its worker is ended, and how much a worker is given."""

    seconds: float = 2.0  # of wall clock, ended by the kernel
    kill_after: float = 3.0  # of silence, ended by the parent
    memory: int = 256 * 1024 * 1024  # bytes beyond what the worker has mapped at its start
    files: int = 32  # open at a time
    batch: int = 32  # icons sent at once
    recycle: int = 5000  # icons drawn by one process


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
    pending: deque[tuple[str, str]] = field(default_factory=deque)  # key and source, sent and not yet answered
    given: int = 0
    heard: float = 0.0  # when it last got work or answered

    def give(self, icons: list[tuple[str, str]]) -> None:
        self.pending.extend(icons)
        self.given += len(icons)
        self.heard = time.monotonic()
        self.connection.send_bytes(json.dumps([source for _, source in icons]).encode())

    def end(self, grace: float = 0.0) -> int:
        """Kill the process unless it ends within `grace` seconds; its exit status, negative for a signal."""
        self.connection.close()
        self.process.join(grace)
        self.process.kill()
        self.process.join()
        return self.process.exitcode or 0


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
        self.context.set_forkserver_preload([__name__])

    def __enter__(self) -> Self:
        for _ in range(self.jobs):
            self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self.workers:
            worker.end()
        self.selector.close()

    def draw(self, icons: Iterable[tuple[str, str]]) -> Iterator[Drawn]:
        """Draw (key, source) pairs; yields each icon once, as it gets done."""
        self.waiting.extend(icons)
        while True:
            for worker in list(self.workers):
                if self.waiting and not worker.pending:
                    self._feed(worker)
            busy = {worker for worker in self.workers if worker.pending}
            if not busy:
                return
            speaking: set[_Worker] = {key.data for key, _ in self.selector.select(self.limits.kill_after / 10)}
            now = time.monotonic()  # before anything is yielded: whoever reads may take its time
            for worker in speaking:
                yield from self._listen(worker)
            for worker in busy - speaking:
                if now - worker.heard > self.limits.kill_after:
                    worker.process.kill()
                    yield from self._lost(worker, f"drawing it took longer than {self.limits.kill_after:g} s, and it had to be killed")

    def _start(self) -> _Worker:
        here, there = self.context.Pipe()
        process = self.context.Process(target=work, args=(there, self.size, self.limits), daemon=True)
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
            self._retire(worker)
            worker = self._start()
        # Small batches near the end, so that no worker sits on slow icons while the others have none.
        count = max(1, min(self.limits.batch, len(self.waiting) // (2 * self.jobs)))
        icons, weight = [self.waiting.popleft()], 0
        while self.waiting and len(icons) < count and weight < MAX_BYTES:
            icons.append(self.waiting.popleft())
            weight += len(icons[-1][1])
        worker.give(icons)

    def _listen(self, worker: _Worker) -> Iterator[Drawn]:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, ConnectionError):
            yield from self._lost(worker)
            return
        worker.heard = time.monotonic()
        key, _ = worker.pending.popleft()
        yield _decode(key, answer)

    def _lost(self, worker: _Worker, reason: str = "") -> Iterator[Drawn]:
        """Replace a worker that ended; the icon it was at is the culprit, unless it left of its own accord."""
        status = self._retire(worker, grace=self.limits.kill_after)
        if worker.pending and (reason or status):
            key, _ = worker.pending.popleft()
            yield Drawn(key, None, reason or self._cause(status))
        self.waiting.extendleft(reversed(worker.pending))
        self._start()

    def _cause(self, status: int) -> str:
        if status == -signal.SIGALRM:
            return f"drawing it took longer than {self.limits.seconds:g} s"
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return f"drawing it crashed the drawing process ({how})"


def work(connection: Connection, size: int, limits: Limits) -> None:
    """A worker's life: confine itself, then answer batches of sources until the parent is gone."""
    depict(_SMALLEST, size)  # what is loaded at first use is loaded before the limits hold
    _confine(limits)
    try:
        connection.send_bytes(READY)
        while True:
            for source in json.loads(connection.recv_bytes()):
                # SIGALRM ends the process without a Python handler, which would never run while cairo loops in C.
                signal.setitimer(signal.ITIMER_REAL, limits.seconds)
                answer, healthy = _answer(source, size, limits)
                signal.setitimer(signal.ITIMER_REAL, 0)
                connection.send_bytes(answer)
                if not healthy:
                    os._exit(0)
    except (EOFError, ConnectionError):
        os._exit(0)


def _confine(limits: Limits) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # complaints of C libraries about an icon; what matters is in the exit status
    os.close(silence)
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, mapped + limits.memory),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(limit)  # the operator's own may be lower
        value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(limit, (value, value))


def _answer(source: str, size: int, limits: Limits) -> tuple[bytes, bool]:
    """One icon's answer, and whether the process is fit to go on: a header of JSON, a line feed, the JPEGs one after the other."""
    try:
        pictures = depict(source, size)
    except Undrawable as reason:
        return json.dumps({"reason": str(reason)}).encode() + b"\n", True
    except MemoryError:
        return json.dumps({"reason": f"drawing it needs more than {limits.memory >> 20} MB"}).encode() + b"\n", False
    header = {"flags": pictures.flags, "jpegs": {ground: len(jpeg) for ground, jpeg in pictures.jpegs.items()}}
    return b"\n".join([json.dumps(header).encode(), b"".join(pictures.jpegs.values())]), True


def _decode(key: str, answer: bytes) -> Drawn:
    head, _, rest = answer.partition(b"\n")
    header = json.loads(head)
    if "reason" in header:
        return Drawn(key, None, header["reason"])
    jpegs, start = {}, 0
    for ground, length in header["jpegs"].items():
        jpegs[ground] = rest[start : start + length]
        start += length
    return Drawn(key, Pictures(jpegs, tuple(header["flags"])))
