"""Connections of commands: to a service over HTTP, or to one inside this process."""

import argparse
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from api.client import Client
from api.settings import KEY_HEADER, Settings
from ingest.common.data_folder import default_folder

TIMEOUT = 60  # seconds for an answer


def add_connection_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags that choose the service."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the data folder to search (%(default)s)",
    )
    parser.add_argument(
        "--url", help="ask the service that runs there instead, such as http://127.0.0.1:8000"
    )
    parser.add_argument(
        "--key",
        default=os.environ.get("ICONLENS_API_KEY"),
        help="the service's key, where it needs one (environment: ICONLENS_API_KEY)",
    )


@asynccontextmanager
async def connect(url: str | None, data: Path, key: str | None = None) -> AsyncIterator[Client]:
    """A client of the service at `url`, or of one that serves a data folder inside this process."""
    if url is None:
        async with _connect_inside(data) as client:
            yield client
        return
    headers = {KEY_HEADER: key} if key else {}
    async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT) as http:
        yield Client(http, url)


@asynccontextmanager
async def _connect_inside(data: Path) -> AsyncIterator[Client]:
    from api.app import create_app  # slow to import, and not needed with --url

    # The command reports failures itself: without a handler, Python would print the log's errors.
    logging.getLogger("api").addHandler(logging.NullHandler())
    app = create_app(Settings(data=data))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, timeout=TIMEOUT) as http,
    ):
        yield Client(http, "http://localhost")
