"""Runs the demonstration source: in a thread beside a test, or as a process of its own."""

import asyncio
import signal
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread
from typing import TypeVar

from aiohttp import web

from ingest.common.failures import ConfigurationError
from ingest.demo.library import BUNDLED, load
from ingest.demo.server import Demo
from ingest.icon import Icon

LOOPBACK = "127.0.0.1"
SHUTDOWN = 0.5  # seconds for requests under way when the server stops; chosen by hand

AnyDemo = TypeVar("AnyDemo", bound=Demo)


def serve(icons: Iterable[Icon] | None = None) -> AbstractContextManager[Demo]:
    """Serve icons, by default the bundled icons, while the `with` block runs; see `running`."""
    return running(Demo(load(BUNDLED) if icons is None else icons))


@contextmanager
def running(demo: AnyDemo) -> Iterator[AnyDemo]:
    """Serve on a free loopback port, in a thread, while the `with` block runs."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="demonstration source", daemon=True)
    thread.start()
    try:
        runner = asyncio.run_coroutine_threadsafe(start(demo, LOOPBACK, 0), loop).result()
        try:
            yield demo
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def start(demo: Demo, host: str, port: int) -> web.AppRunner:
    """Accept connections, on any free port where `port` is 0; `demo.root` is then the address.

    Raises ConfigurationError where the address cannot be used.
    """
    runner = web.AppRunner(
        demo.application(),
        access_log=None,
        shutdown_timeout=SHUTDOWN,
        handler_cancellation=True,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        raise ConfigurationError(
            f"cannot listen on {host}, port {port} ({error}): choose another --port or --host."
        ) from error
    demo.root = f"http://{host}:{runner.addresses[0][1]}"
    return runner


async def run(demo: Demo, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; prints on stdout that connections are accepted."""
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    runner = await start(demo, host, port)
    try:
        print(f"demo source ready on {demo.url}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
