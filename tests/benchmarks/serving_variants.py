"""Variants of the service, for `python -m tests.benchmarks.serving`. Each runs its command line."""

import argparse
import asyncio
import gc
import logging
import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api import logs, metrics
from api.__main__ import main
from api.app import create_app
from api.http import processing
from api.http.connection import Connection
from api.process import server
from api.settings import Settings

COLLECTED = 20_000  # objects between two collections of garbage; Python's default is 700


def as_it_is() -> None:
    sys.exit(main())


def uvicorn_workers() -> None:
    """Each worker is spawned, opens the library by itself, and accepts at a shared socket.

    Each counts by itself too.
    """
    options = _settings()
    config = uvicorn.Config(
        "tests.benchmarks.serving_variants:application",
        factory=True,
        workers=options.workers,
        http=Connection,
        ws="none",
        log_config=logs.config(options.log_format),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=server.GRACE,
    )
    listening = server.listen(options.host, options.port)
    address = listening.getsockname()
    logging.getLogger("api").info("listening on http://%s:%d", *address[:2])
    Multiprocess(config, sockets=[listening]).run()


def application() -> FastAPI:
    """The application of one of uvicorn's workers."""
    app = create_app(_settings())
    gc.freeze()
    return app


def _settings() -> Settings:
    parser = argparse.ArgumentParser()
    Settings.add_arguments(parser)
    return Settings.from_arguments(parser, sys.argv[1:])


def searches_on_the_event_loop() -> None:
    """One after the other, and all else in between."""
    turn = asyncio.Lock()

    async def process(_request: object, search: Callable[[], object], _turns: object) -> object:
        with metrics.waiting() as wait_is_over:
            async with turn:
                await asyncio.sleep(0)
                wait_is_over()
                return search()

    processing.process = process
    sys.exit(main())


def without_freeze() -> None:
    gc.freeze = int
    sys.exit(main())


def rare_collections() -> None:
    """No garbage is collected before the fork, and rarely after it."""
    freeze = gc.freeze

    def freeze_and_tune() -> None:
        freeze()
        gc.set_threshold(COLLECTED)
        gc.enable()

    gc.freeze = freeze_and_tune
    gc.disable()
    sys.exit(main())
