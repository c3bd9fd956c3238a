"""The processes: one socket, one or several uvicorns, one way to stop."""

import contextlib
import functools
import logging
import os
import socket
from typing import Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG
from uvicorn.supervisors import Multiprocess

from api.settings import Settings
from ingest.failures import ConfigurationError, Terminated

logger = logging.getLogger(__name__)

GRACE = 10  # seconds for requests under way when told to stop
LOGGING = LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | {"api": {"handlers": ["default"], "level": "INFO"}}}


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first. Raises ConfigurationError when the port is taken.

    Several workers take turns at the socket; one that dies is started anew.
    """
    # Searches that run at the same time would each wait for processors that the others hold. Read when NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    listening = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        functools.partial(_application, settings),
        factory=True,
        workers=settings.workers,
        log_config=LOGGING,
        root_path=settings.root_path,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    logger.info("listening on http://%s:%d", f"[{settings.host}]" if ":" in settings.host else settings.host, listening.getsockname()[1])
    # uvicorn shuts down in good order and then raises the signal again: being told to stop is no failure.
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        if settings.workers == 1:
            uvicorn.Server(config).run(sockets=[listening])
        else:
            Multiprocess(config, [listening]).run()


def _application(settings: Settings) -> Any:
    from api.app import create_app  # the process that only watches over workers needs none of it

    return create_app(settings)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop what uses it, or take another with --host and --port."
        ) from error
