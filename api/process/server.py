"""The server: one socket, one or several processes behind it, one way to stop."""

import gc
import logging
import resource
import socket

import uvicorn

from api import logs
from api.app import create_app
from api.http.connection import Connection
from api.process.worker import serve_until_stopped
from api.process.workers import WorkerPool
from api.settings import Settings
from ingest.common.failures import ConfigurationError

logger = logging.getLogger(__name__)

GRACE = 10  # seconds for requests under way when stopped
MEGABYTE = 1_000_000  # bytes
BACKLOG = 2048  # clients that the system queues at the port; uvicorn's default


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first.

    Raises ConfigurationError when the port is taken.
    """
    _limit_memory(settings.max_memory)
    listening = listen(settings.host, settings.port)
    config = uvicorn.Config(
        create_app(settings),
        http=Connection,
        ws="none",
        log_config=logs.config(settings.log_format),
        access_log=False,  # it would name the clients
        root_path=settings.root_path,
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    logger.info("listening on http://%s:%d", host, listening.getsockname()[1])
    # Collections of garbage would write to all objects made so far, and so give each forked worker
    # its own copy: two workers take 144 MB with this, 177 MB without it
    # (`python -m tests.benchmarks.serving`).
    gc.freeze()
    if settings.workers > 1:
        WorkerPool(config, listening, settings.workers).run()
    else:
        serve_until_stopped(uvicorn.Server(config), [listening])


def _limit_memory(megabytes: int) -> None:
    """Limit what this process, and each process forked from it, may allocate.

    RLIMIT_DATA counts private writable memory: not the vectors, which are mapped from their file.
    Beyond it an allocation fails, and the search that made it ends with a MemoryError. RLIMIT_AS
    would count mapped files and reserved addresses, too. A look at the memory in use now and then
    would come too late: a picture takes gigabytes in a tenth of a second.
    """
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * MEGABYTE
    limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ConfigurationError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]  # the address comes twice
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({reason}): "
            "stop what uses it, or take another with --host and --port."
        ) from error
