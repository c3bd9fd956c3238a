"""A pool of worker processes at one port. This process accepts clients and deals them out.

Each client goes to the ready worker with the fewest. A worker that ends is replaced, and the
clients that it had not taken go to another.

uvicorn's own `workers=` lets all workers accept at one socket. Side by side in one run of
`python -m tests.benchmarks.serving` (848 icons, 2 workers on 2 processors, 20 turns):

- Answers: uvicorn's had 1.00, 0.62 and 0.98 times as many for 1, 8 and 32 clients.
- The slowest hundredth of searches: 26 ms and 97 ms here for 8 and 32 clients, 41 ms and 154 ms
  with uvicorn's.
- Connections of the busier worker: 5.0 of 9 and 17.0 of 33 here, 8.0 and 30.0 with uvicorn's. An
  idle processor is of no use to clients of the other worker.
- Memory: 144 MB here, 239 MB with uvicorn's, which spawns workers that share nothing.

Forked workers also share the rate limiter's table, so that `--rate-limit` has one count.
"""

import contextlib
import logging
import multiprocessing
import signal
import socket
import time
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn

from api import metrics
from api.counts import COUNTS
from api.process import worker
from api.process.worker import CLOSED, HANDED_OVER, READY, STOP_SIGNALS, TAKEN
from ingest.common.failures import Terminated

logger = logging.getLogger(__name__)

RECEIVE_SIZE = 4096  # bytes: events of a worker that are read at once


class WorkerPool:
    """A number of worker processes. They are forked, and share the memory of this process."""

    def __init__(self, config: uvicorn.Config, listening: socket.socket, count: int) -> None:
        listening.setblocking(False)
        COUNTS.allocate(count)
        self._config = config
        self._listening = listening
        self._count = count
        self._workers: list[_Worker] = []
        self._clients: list[socket.socket] = []  # accepted, and still to be dealt
        self._next_start = time.monotonic()

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; then all workers end in good order."""
        with contextlib.suppress(KeyboardInterrupt, Terminated):
            while True:
                self._start_workers()
                ready = self._wait()
                self._read_workers(ready)
                if self._listening in ready:
                    self._accept()
                self._clients = [client for client in self._clients if not self._deal(client)]
        for started in self._workers:
            started.process.terminate()
        for started in self._workers:
            started.process.join()

    def _start_workers(self) -> None:
        while len(self._workers) < self._count and time.monotonic() >= self._next_start:
            inherited = [self._listening, *self._clients]
            for started in self._workers:
                inherited += started.sockets
            try:
                with _stop_signals_blocked():
                    self._workers.append(_Worker(self._free_number(), self._config, inherited))
            except OSError as error:  # no memory, or too many processes: the others go on
                logger.error("no worker can be started now: %s", error.strerror)
                self._postpone_start()

    def _free_number(self) -> int:
        """The smallest number that no worker has; a worker's successor takes over its counts."""
        taken = {started.number for started in self._workers}
        return min(set(range(self._count)) - taken)

    def _postpone_start(self) -> None:
        self._next_start = time.monotonic() + worker.SETTINGS.retry_seconds

    def _wait(self) -> Container[object]:
        """Wait for a worker's event or end, for a client, or until a worker may be started."""
        sources: list[socket.socket | int] = []
        for started in self._workers:
            sources.append(started.process.sentinel)
            if started.channel_open:
                sources.append(started.channel)
        if not self._clients and any(started.has_room for started in self._workers):
            sources.append(self._listening)
        complete = len(self._workers) == self._count
        timeout = None if complete else max(0, self._next_start - time.monotonic())
        return wait(sources, timeout)

    def _read_workers(self, ready: Container[object]) -> None:
        """Read the events of the workers, and remove those that have ended."""
        for started in list(self._workers):
            if started.channel in ready:
                started.read_events()
            if started.process.sentinel in ready:
                self._clients += started.close()
                self._workers.remove(started)
                self._postpone_start()

    def _accept(self) -> None:
        """Accept a client, if one is still there."""
        try:
            client, _ = self._listening.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:  # no more files may be opened; the clients wait at the port
            logger.error("no client can be accepted now: %s", error.strerror)
            time.sleep(worker.SETTINGS.retry_seconds)
            return
        self._clients.append(client)

    def _deal(self, client: socket.socket) -> bool:
        """Hand a client to the worker with the fewest; False where no worker can take it now."""
        with_room = [started for started in self._workers if started.has_room]
        with_room.sort(key=lambda started: started.clients)
        return any(started.hand_over(client) for started in with_room)


@contextlib.contextmanager
def _stop_signals_blocked() -> Iterator[None]:
    """Block the stop signals during a fork; the new process starts with them blocked.

    Python drops an exception that a signal handler raises during a fork. The process would go on,
    or a worker would be left that nothing stops.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


class _Worker:
    """The parent's side of a worker process.

    `number` is smaller than the number of workers, and no other worker has it. `clients` counts the
    connections that it was handed and that have not ended.
    """

    def __init__(
        self, number: int, config: uvicorn.Config, inherited: Sequence[socket.socket]
    ) -> None:
        """`inherited`: the sockets that this process has open and the worker must close."""
        self.number = number
        self.clients = 0
        self.channel_open = True
        self._ready = False
        self._waiting: deque[socket.socket] = deque()  # handed over and not taken yet
        self.channel, its_end = socket.socketpair()
        self.channel.setblocking(False)
        arguments = (number, config, its_end, [self.channel, *inherited])
        context = multiprocessing.get_context("fork")
        self.process: BaseProcess = context.Process(target=worker.run, args=arguments)
        self.process.start()
        its_end.close()

    @property
    def sockets(self) -> list[socket.socket]:
        """The sockets that this process has open for the worker."""
        return [self.channel, *self._waiting]

    @property
    def has_room(self) -> bool:
        """Whether it can be handed a client."""
        return self._ready and len(self._waiting) < worker.SETTINGS.max_waiting

    def hand_over(self, client: socket.socket) -> bool:
        """Hand a client over; False where the worker takes no more."""
        try:
            socket.send_fds(self.channel, [HANDED_OVER], [client.fileno()])
        except OSError:  # it has ended, or is about to
            self._ready = False
            return False
        self.clients += 1
        self._waiting.append(client)
        return True

    def read_events(self) -> None:
        """Read that it is ready, which clients it has taken, and which have gone."""
        try:
            events = self.channel.recv(RECEIVE_SIZE)
        except OSError:  # it has ended before it had read everything
            events = b""
        if READY in events:
            self._ready = True
            logger.info("worker %d is ready", self.process.pid)
        for _ in range(events.count(TAKEN)):
            self._waiting.popleft().close()
        self.clients -= events.count(CLOSED)
        if not events:
            self._ready = False
            self.channel_open = False

    def close(self) -> Iterable[socket.socket]:
        """Log the end of the process; returns the clients that it had not taken."""
        self.process.join()
        logger.error(
            "worker %s ended with status %s: another takes its place",
            self.process.pid,
            self.process.exitcode,
        )
        metrics.forget(self.number)
        self.channel.close()
        return self._waiting
