"""The service behind uvicorn's own `workers=`: what `python -m tests.benchmarks.serving` compares with.

Each worker is spawned, opens the library by itself, and accepts clients at the socket that all share.
"""

import argparse
import gc
import logging
import logging.config
import os
import sys
import tempfile

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api import logs
from api.http.connection import Connection
from api.process import server
from api.settings import SHARED_METRICS, Settings


def settings() -> Settings:
    parser = argparse.ArgumentParser()
    Settings.add_arguments(parser)
    return Settings.from_arguments(parser, sys.argv[1:])


def application() -> FastAPI:
    """The application of one worker; garbage is collected as in the service's own workers."""
    gc.disable()
    from api.app import create_app

    app = create_app(settings())
    gc.freeze()
    gc.set_threshold(server.COLLECTED)
    gc.enable()
    return app


def main() -> None:
    options = settings()
    config = uvicorn.Config(
        "tests.benchmarks.uvicorn_workers:application",
        factory=True,
        workers=options.workers,
        host=options.host,
        port=options.port,
        http=Connection,
        ws="none",
        log_config=logs.config(options.log_format),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=server.GRACE,
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SHARED_METRICS] = folder
        listening = server._listen(options.host, options.port)
        address = listening.getsockname()
        logging.getLogger("api").info("listening on http://%s:%d", *address[:2])
        Multiprocess(config, sockets=[listening]).run()
