"""Several processes that serve at one port: one more accepts the clients and deals them out, and replaces a process that ends.

Were all of them to listen at the same socket, the quickest would take most clients; with a socket each, the system deals clients out by
chance. So each client goes to the process that has the fewest, and none to one that is not ready yet.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn

from api.http.connection import Connection
from ingest.common.failures import Terminated

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds before what failed is tried again: a worker that cannot start must not keep a processor busy
WAITING = 16  # clients that may wait for one worker to take them; more wait at the port, where the system keeps them
CLIENT = b"."  # what is said beside a connection that is handed over
READY, TAKEN, GONE = (
    b"!",
    b"+",
    b"-",
)  # what a worker says: once, of each connection that it has, and of each that has ended
STOPPING = (signal.SIGTERM, signal.SIGINT)


def serve(config: uvicorn.Config, listening: socket.socket, count: int) -> None:
    """Keep so many processes at work until told to stop. They are forked, and share what this one has in memory."""
    listening.setblocking(False)
    workers: list[_Worker] = []
    arrived: list[socket.socket] = []  # clients that are still to be dealt
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        start = time.monotonic()
        while True:
            while len(workers) < count and time.monotonic() >= start:
                try:
                    with _told_to_stop_later():
                        workers.append(
                            _Worker(
                                config,
                                [
                                    listening,
                                    *arrived,
                                    *(held for worker in workers for held in worker.sockets),
                                ],
                            )
                        )
                except OSError as error:  # no memory, or too many processes: those there are go on
                    logger.error("no worker can be started now: %s", error.strerror)
                    start = time.monotonic() + PAUSE
            sources: list[socket.socket | int] = [worker.process.sentinel for worker in workers]
            sources += [worker.channel for worker in workers if worker.speaks]
            if not arrived and any(worker.has_room for worker in workers):
                sources.append(listening)
            happened = wait(
                sources, None if len(workers) == count else max(0, start - time.monotonic())
            )
            for worker in list(workers):
                if worker.channel in happened:
                    worker.hear()
                if worker.process.sentinel in happened:
                    arrived += worker.bury()
                    workers.remove(worker)
                    start = time.monotonic() + PAUSE
            if listening in happened:
                arrived += _accepted(listening)
            arrived = [client for client in arrived if not _dealt(client, workers)]
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join()


@contextlib.contextmanager
def _told_to_stop_later() -> Iterator[None]:
    """Python drops what a signal raises while a process is forked, and a process that nobody knows yet would not be ended.

    The new process starts with these signals blocked.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def _accepted(listening: socket.socket) -> list[socket.socket]:
    """A client, if there is one."""
    try:
        client, _ = listening.accept()
    except (BlockingIOError, ConnectionAbortedError):  # it has gone again
        return []
    except OSError as error:  # it waits, as do those behind it
        logger.error("no client can be accepted now: %s", error.strerror)
        time.sleep(PAUSE)
        return []
    return [client]


def _dealt(client: socket.socket, workers: "list[_Worker]") -> bool:
    """Hand a client to the worker that has the fewest; False where none can take it now, as the last one has just ended."""
    with_room = sorted(
        (worker for worker in workers if worker.has_room), key=lambda worker: worker.clients
    )
    return any(worker.take(client) for worker in with_room)


class _Worker:
    """A process that serves, as the one that deals out clients sees it."""

    def __init__(self, config: uvicorn.Config, not_its_own: Sequence[socket.socket]) -> None:
        """`not_its_own` is what else this process has open, and what a forked one would keep open too."""
        self.clients = 0
        self.speaks = True
        self._ready = False
        self._waiting: deque[socket.socket] = deque()  # clients that it has not taken yet
        self.channel, its_end = socket.socketpair()
        self.channel.setblocking(False)
        arguments = (config, its_end, [self.channel, *not_its_own])
        self.process: BaseProcess = multiprocessing.get_context("fork").Process(
            target=_work, args=arguments
        )
        self.process.start()
        its_end.close()

    @property
    def sockets(self) -> list[socket.socket]:
        """What this process has open because of it."""
        return [self.channel, *self._waiting]

    @property
    def has_room(self) -> bool:
        """Whether it can be given a client."""
        return self._ready and len(self._waiting) < WAITING

    def take(self, client: socket.socket) -> bool:
        """Hand a client over; False where it takes none any more."""
        try:
            socket.send_fds(self.channel, [CLIENT], [client.fileno()])
        except OSError:  # it has ended, or is about to
            self._ready = False
            return False
        self.clients += 1
        self._waiting.append(client)
        return True

    def hear(self) -> None:
        """Learn what it says: that it is ready, which clients it has taken, which have gone."""
        try:
            said = self.channel.recv(4096)
        except OSError:  # as when it has ended before it had heard all
            said = b""
        if READY in said:
            self._ready = True
            logger.info("worker %d is ready", self.process.pid)
        for _ in range(said.count(TAKEN)):
            self._waiting.popleft().close()
        self.clients -= said.count(GONE)
        if not said:
            self._ready = self.speaks = False

    def bury(self) -> Iterable[socket.socket]:
        """Say that it has ended; the clients that it had not taken."""
        from api.metrics import forget  # prometheus_client reads its folder when it is imported

        self.process.join()
        logger.error(
            "worker %s ended with status %s: another takes its place",
            self.process.pid,
            self.process.exitcode,
        )
        forget(self.process)
        self.channel.close()
        return self._waiting


def _work(config: uvicorn.Config, channel: socket.socket, not_its_own: list[socket.socket]) -> None:
    for other in (
        not_its_own
    ):  # a client would otherwise not be told that its connection, or its worker, has ended
        other.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    run(_Server(config, channel))


def run(server: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
    """Serve in this process until told to stop."""
    # uvicorn shuts down in good order and then raises the signal again: being told to stop is no failure.
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        server.run(sockets=sockets)


def _end_with_parent() -> None:
    """A worker that nobody watches over serves nobody."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


class _Dealt(Connection):
    """A connection that was handed over; its end is told."""

    tell: Callable[[bytes], None]

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        super().connection_lost(exc)
        self.tell(GONE)


class _Server(uvicorn.Server):
    """uvicorn's, for connections that another process has accepted."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._unsaid = b""
        self._taking: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Be ready, and say so."""
        signal.pthread_sigmask(
            signal.SIG_UNBLOCK, STOPPING
        )  # blocked since before the fork: uvicorn knows by now what to do when told
        await super().startup(sockets=[])
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel, self._take)
        self._tell(READY)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more than what was handed over already, and end."""
        with contextlib.suppress(OSError):  # the other end is closed
            self._channel.shutdown(socket.SHUT_RD)
        while self._take():
            pass
        asyncio.get_running_loop().remove_reader(self._channel)
        if self._taking:
            await asyncio.wait(self._taking)
        await super().shutdown(sockets)

    def _take(self) -> bool:
        """Take a client that was handed over; False where there is none."""
        loop = asyncio.get_running_loop()
        try:
            said, handed_over, *_ = socket.recv_fds(self._channel, len(CLIENT), 1)
        except BlockingIOError:
            return False
        except OSError:  # who deals has ended, and so will this process
            said, handed_over = b"", []
        if not said:
            loop.remove_reader(self._channel)
            return False
        self._tell(TAKEN)
        if not handed_over:  # this process may open no more; for a while it counts as a client, or all would be sent here
            loop.call_later(PAUSE, self._tell, GONE)
        for descriptor in handed_over:
            client = socket.socket(fileno=descriptor)
            client.setblocking(False)
            task = loop.create_task(loop.connect_accepted_socket(self._connection, client))
            self._taking.add(task)
            task.add_done_callback(self._taking.discard)
        return True

    def _tell(self, what: bytes) -> None:
        """Say something to the process that deals, later where it does not listen now."""
        self._unsaid += what
        try:
            self._unsaid = self._unsaid[self._channel.send(self._unsaid) :]
        except BlockingIOError:
            asyncio.get_running_loop().call_later(PAUSE, self._tell, b"")
        except OSError:  # it has ended, and so will this process
            self._unsaid = b""

    def _connection(self) -> _Dealt:
        connection = _Dealt(self.config, self.server_state, self.lifespan.state)
        connection.tell = self._tell
        return connection
