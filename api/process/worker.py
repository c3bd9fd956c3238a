"""A worker process: uvicorn, for connections that the parent process has accepted.

Parent and worker talk over a socket pair. The parent sends one byte with each connection; the
worker answers with one byte for each event.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn

from api.counts import COUNTS
from api.http.connection import Connection
from ingest.common.failures import Terminated

HANDED_OVER = b"."  # from the parent, with a connection
READY = b"!"  # from the worker, once
TAKEN = b"+"  # from the worker, for each connection that it has
CLOSED = b"-"  # from the worker, for each of its connections that has ended
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True)
class WorkerSettings:
    """Settings of parent and workers; chosen by hand."""

    # Seconds before a failed step is retried. A worker that cannot start must not keep a processor
    # busy.
    retry_seconds: float = 0.5
    # Clients handed to a worker that it has not taken yet. Further clients wait at the port, where
    # the system queues them.
    max_waiting: int = 16


SETTINGS = WorkerSettings()


def run(
    number: int,
    config: uvicorn.Config,
    channel: socket.socket,
    inherited: Sequence[socket.socket],
) -> None:
    """Serve the connections that come over a channel until stopped; to be run in a fork.

    `number` is that under which this worker counts (`api.counts`). `inherited` are the parent's
    other sockets. They are closed here: a connection ends for its client only when no process has
    it open.
    """
    for other in inherited:
        other.close()
    COUNTS.count_as(number)
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    serve_until_stopped(WorkerServer(config, channel))


def serve_until_stopped(server: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
    """Serve in this process until SIGINT or SIGTERM."""
    # uvicorn shuts down in good order and then raises the signal again. A stop is no failure.
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        server.run(sockets=sockets)


def _stop_with_parent() -> None:
    """Stop this process when its parent has ended: nothing hands clients to it any more."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


class HandedOverConnection(Connection):
    """A connection that the parent has accepted. The parent counts its end."""

    report: Callable[[bytes], None]

    def connection_lost(self, exc: Exception | None) -> None:
        """Report the end."""
        super().connection_lost(exc)
        self.report(CLOSED)


class WorkerServer(uvicorn.Server):
    """uvicorn's server without a listening socket."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._unsent = b""
        self._connecting: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, and report that this worker is ready."""
        # Blocked since before the fork. uvicorn has installed its handlers by now.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        await super().startup(sockets=[])
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel, self._take)
        self.report(READY)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve the connections that were already handed over, and end."""
        with contextlib.suppress(OSError):  # the parent's end is closed
            self._channel.shutdown(socket.SHUT_RD)
        while self._take():
            pass
        asyncio.get_running_loop().remove_reader(self._channel)
        if self._connecting:
            await asyncio.wait(self._connecting)
        await super().shutdown(sockets)

    def report(self, event: bytes) -> None:
        """Send an event to the parent, later where the channel is full."""
        self._unsent += event
        try:
            sent = self._channel.send(self._unsent)
            self._unsent = self._unsent[sent:]
        except BlockingIOError:
            asyncio.get_running_loop().call_later(SETTINGS.retry_seconds, self.report, b"")
        except OSError:  # the parent has ended, and so will this process
            self._unsent = b""

    def _take(self) -> bool:
        """Take one connection from the channel; False where there is none."""
        loop = asyncio.get_running_loop()
        try:
            data, descriptors, *_ = socket.recv_fds(self._channel, len(HANDED_OVER), 1)
        except BlockingIOError:
            return False
        except OSError:  # the parent has ended, and so will this process
            data, descriptors = b"", []
        if not data:
            loop.remove_reader(self._channel)
            return False
        self.report(TAKEN)
        for descriptor in descriptors:
            self._connect(socket.socket(fileno=descriptor))
        if not descriptors:
            # This process may open no more files, and the client is lost. It counts as connected
            # for a while, or the parent would send all clients here.
            loop.call_later(SETTINGS.retry_seconds, self.report, CLOSED)
        return True

    def _connect(self, client: socket.socket) -> None:
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        task = loop.create_task(loop.connect_accepted_socket(self._connection, client))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    def _connection(self) -> HandedOverConnection:
        connection = HandedOverConnection(self.config, self.server_state, self.lifespan.state)
        connection.report = self.report
        return connection
