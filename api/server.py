"""The process: one socket, one uvicorn, one way to stop."""

import contextlib
import logging
import socket

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from api.app import create_app
from api.connection import Connection
from api.settings import Settings
from ingest.failures import ConfigurationError, Terminated

logger = logging.getLogger(__name__)

GRACE = 10  # seconds for requests under way when told to stop
LOGGING = LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | {"api": {"handlers": ["default"], "level": "INFO"}}}


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first. Raises ConfigurationError when the port is taken."""
    listening = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        create_app(settings),
        http=Connection,
        ws="none",
        log_config=LOGGING,
        root_path=settings.root_path,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    logger.info("listening on http://%s:%d", f"[{settings.host}]" if ":" in settings.host else settings.host, listening.getsockname()[1])
    # uvicorn shuts down in good order and then raises the signal again: being told to stop is no failure.
    with contextlib.suppress(KeyboardInterrupt, Terminated):
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop what uses it, or take another with --host and --port."
        ) from error
