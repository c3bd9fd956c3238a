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
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn

from api.connection import Connection
from ingest.failures import Terminated

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds before what failed is tried again: a worker that cannot start must not keep a processor busy
SIGN = b"."  # what is said beside a connection that is handed over; and back, once when ready and once for each connection that has ended


def serve(config: uvicorn.Config, listening: socket.socket, count: int) -> None:
    """Keep so many processes at work until told to stop. They are forked, and share what this one has in memory."""
    listening.setblocking(False)
    workers: list[_Worker] = []
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        start = time.monotonic()
        while True:
            while len(workers) < count and time.monotonic() >= start:
                workers.append(_Worker(config, listening, workers))
            sources: list[socket.socket | int] = [source for worker in workers for source in (worker.channel, worker.process.sentinel)]
            if any(worker.ready for worker in workers):
                sources.append(listening)
            happened = wait(sources, None if len(workers) == count else max(0, start - time.monotonic()))
            for worker in list(workers):
                if worker.channel in happened:
                    worker.hear()
                if worker.process.sentinel in happened:
                    worker.bury()
                    workers.remove(worker)
                    start = time.monotonic() + PAUSE
            if listening in happened:
                _deal(listening, [worker for worker in workers if worker.ready])
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join()


def _deal(listening: socket.socket, ready: "list[_Worker]") -> None:
    """Accept a client for the worker that has the fewest."""
    if not ready:  # the last one has just ended: the client waits for the next
        return
    try:
        client, _ = listening.accept()
    except (BlockingIOError, ConnectionAbortedError):  # it has gone again
        return
    except OSError as error:  # it waits, as do those behind it
        logger.error("no client can be accepted now: %s", error.strerror)
        time.sleep(PAUSE)
        return
    with client:
        min(ready, key=lambda worker: worker.clients).take(client)


class _Worker:
    """A process that serves, as the one that deals out clients sees it."""

    def __init__(self, config: uvicorn.Config, listening: socket.socket, others: "list[_Worker]") -> None:
        self.ready = False
        self.clients = 0
        self.channel, its_end = socket.socketpair()
        self.channel.setblocking(False)
        not_its_own = [listening, self.channel, *(other.channel for other in others)]
        self.process: BaseProcess = multiprocessing.get_context("fork").Process(target=_work, args=(config, its_end, not_its_own))
        self.process.start()
        its_end.close()

    def take(self, client: socket.socket) -> None:
        """Hand a client over; one whose worker has just ended is cut off."""
        with contextlib.suppress(OSError):
            socket.send_fds(self.channel, [SIGN], [client.fileno()])
            self.clients += 1

    def hear(self) -> None:
        """Learn that it is ready, or that clients have gone."""
        try:
            said = len(self.channel.recv(4096))
        except OSError:  # it has ended
            return
        if said and not self.ready:
            self.ready = True
            said -= 1
        self.clients -= said

    def bury(self) -> None:
        """Say that it has ended."""
        from api.metrics import forget  # prometheus_client reads its folder when it is imported

        logger.error("worker %s ended with status %s: another takes its place", self.process.pid, self.process.exitcode)
        forget(self.process)
        self.channel.close()


def _work(config: uvicorn.Config, channel: socket.socket, not_its_own: list[socket.socket]) -> None:
    for other in not_its_own:  # a client would otherwise not be told that its worker has ended
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

    channel: socket.socket

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        super().connection_lost(exc)
        with contextlib.suppress(OSError):  # the one that counts has ended, and so will this process
            self.channel.send(SIGN)


class _Server(uvicorn.Server):
    """uvicorn's, for connections that another process has accepted."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._taking: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Be ready, and say so."""
        await super().startup(sockets=[])
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel, self._take)
        self._channel.send(SIGN)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and end."""
        asyncio.get_running_loop().remove_reader(self._channel)
        await super().shutdown(sockets)

    def _take(self) -> None:
        loop = asyncio.get_running_loop()
        said, (*handed_over,), *_ = socket.recv_fds(self._channel, len(SIGN), 1)
        if not said:  # the other end is closed: nothing more will come
            loop.remove_reader(self._channel)
        if said and not handed_over:  # this process may open no more; for a while it counts as a client, or all would be sent here
            loop.call_later(PAUSE, self._channel.send, SIGN)
        for descriptor in handed_over:
            client = socket.socket(fileno=descriptor)
            client.setblocking(False)
            task = loop.create_task(loop.connect_accepted_socket(self._connection, client))
            self._taking.add(task)
            task.add_done_callback(self._taking.discard)

    def _connection(self) -> _Dealt:
        connection = _Dealt(self.config, self.server_state, self.lifespan.state)
        connection.channel = self._channel
        return connection
