"""The processes: one socket, one or several uvicorns, one way to stop."""

import contextlib
import functools
import gc
import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn

from api import logs
from api.connection import Connection
from api.settings import SHARED_METRICS, Settings
from ingest.failures import ConfigurationError, Terminated

logger = logging.getLogger(__name__)

GRACE = 10  # seconds for requests under way when told to stop
COLLECTED = 20_000  # objects that a search makes, and lets go by itself: Python's 700 would look for cycles several times in each search
PAUSE = 0.5  # seconds before a worker that ended is replaced: one that cannot start must not keep a processor busy


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first. Raises ConfigurationError when the port is taken."""
    with contextlib.ExitStack() as stack:
        if settings.workers > 1:
            os.environ[SHARED_METRICS] = stack.enter_context(tempfile.TemporaryDirectory(prefix="iconlens-"))
        _serve(settings)


def _serve(settings: Settings) -> None:
    gc.disable()  # nothing that is made until all is ready is let go
    from api.app import create_app  # prometheus_client reads this when it is imported

    sockets = _listen(settings.host, settings.port, settings.workers)
    config = uvicorn.Config(
        create_app(settings),
        http=Connection,
        ws="none",
        log_config=logs.config(settings.log_format),
        access_log=False,  # ours names no client
        root_path=settings.root_path,
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    logger.info("listening on http://%s:%d", f"[{settings.host}]" if ":" in settings.host else settings.host, sockets[0].getsockname()[1])
    # What there is by now stays. To look it through for cycles again and again would make some searches wait for a tenth of a second and,
    # where workers are forked, write to all of that memory and so give each its own.
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()
    works = [functools.partial(_work, config, listening) for listening in sockets]
    if settings.workers == 1:
        works[0]()
    else:
        _supervise(works)


def _work(config: uvicorn.Config, listening: socket.socket) -> None:
    # uvicorn shuts down in good order and then raises the signal again: being told to stop is no failure.
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        uvicorn.Server(config).run(sockets=[listening])


def _supervise(works: Sequence[Callable[[], None]]) -> None:
    """Keep a process at each work until told to stop; one that ends by itself is replaced.

    They are forked, and share what this one has in memory.
    """
    from api.metrics import forget

    workers: dict[int, BaseProcess] = {}
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        while True:
            for number, work in enumerate(works):
                if number not in workers:
                    workers[number] = _fork(work)
            wait([worker.sentinel for worker in workers.values()])
            for number, ended in [(number, worker) for number, worker in workers.items() if not worker.is_alive()]:
                logger.error("worker %s ended with status %s: another takes its place", ended.pid, ended.exitcode)
                del workers[number]
                forget(ended)
            time.sleep(PAUSE)
    for worker in workers.values():
        worker.terminate()
    for worker in workers.values():
        worker.join()


def _fork(work: Callable[[], None]) -> BaseProcess:
    def beside_the_parent() -> None:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        work()

    worker = multiprocessing.get_context("fork").Process(target=beside_the_parent)
    worker.start()
    return worker


def _end_with_parent() -> None:
    """A worker that nobody watches over must not keep the port."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _listen(host: str, port: int, count: int) -> list[socket.socket]:
    """As many sockets at one port: the system deals the clients out among them. At a single one that several processes share, the quickest
    of them may get all.

    They stay open here, so that clients who wait at one whose process ended are met by the process that takes its place.
    """
    bound = functools.partial(socket.create_server, family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)
    try:
        alone = bound((host, port))  # where sockets share a port, another service there would not be told that it is taken
        if count == 1:
            return [alone]
        port = alone.getsockname()[1]
        alone.close()
        return [bound((host, port), reuse_port=True) for _ in range(count)]
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop what uses it, or take another with --host and --port."
        ) from error
