"""The service: one socket, one or several processes behind it, one way to stop."""

import contextlib
import gc
import logging
import os
import socket
import tempfile

import uvicorn

from api import logs
from api.http.connection import Connection
from api.process import workers
from api.settings import SHARED_METRICS, Settings
from ingest.common.failures import ConfigurationError

logger = logging.getLogger(__name__)

GRACE = 10  # seconds for requests under way when told to stop
COLLECTED = 20_000  # objects that a search makes, and lets go by itself: Python's 700 would look for cycles several times in each search


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first.

    Raises ConfigurationError when the port is taken, or workers have no place to count together.
    """
    with contextlib.ExitStack() as stack:
        if settings.workers > 1:
            os.environ[SHARED_METRICS] = stack.enter_context(_scratch())
        _serve(settings)


def _scratch() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="iconlens-")
    except OSError as error:
        raise ConfigurationError(
            f"no temporary folder can be written to, in which several workers count together ({error.strerror}): "
            "name one with TMPDIR, or serve with --workers 1."
        ) from error


def _serve(settings: Settings) -> None:
    gc.disable()  # nothing that is made until all is ready is let go
    from api.app import create_app  # prometheus_client reads this when it is imported

    listening = _listen(settings.host, settings.port)
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
    logger.info(
        "listening on http://%s:%d",
        f"[{settings.host}]" if ":" in settings.host else settings.host,
        listening.getsockname()[1],
    )
    # What there is by now stays. To look it through for cycles again and again would make some searches wait for a tenth of a second and,
    # where workers are forked, write to all of that memory and so give each its own.
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()
    if settings.workers > 1:
        workers.serve(config, listening, settings.workers)
    else:
        workers.run(uvicorn.Server(config), [listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop what uses it, or take another with --host and --port."
        ) from error
