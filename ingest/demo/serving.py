"""Running the demonstration source: beside a test in a thread, or as a process of its own."""

import asyncio
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread

from aiohttp import web

from ingest.common.failures import ConfigurationError
from ingest.demo.faults import Fault
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.library import BUNDLED, load
from ingest.demo.server import Demo
from ingest.icon import Icon

LOOPBACK = "127.0.0.1"


@contextmanager
def serve(
    icons: Iterable[Icon] | None = None,
    faults: Iterable[Fault] = (),
    fontawesome: FontAwesome | None = None,
) -> Iterator[Demo]:
    """Serve icons (the bundled ones when None) on a free loopback port, in a thread, while the `with` block runs.

    `demo.url` is the GraphQL endpoint, `demo.requests` what was asked; `demo.faults` and `demo.icons` may be set meanwhile.
    """
    demo = Demo(load(BUNDLED) if icons is None else icons, faults, fontawesome)
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
    """Accept connections from now on, on any free port when `port` is 0; `demo.root` then names the address.

    Raises ConfigurationError when the address cannot be had.
    """
    runner = web.AppRunner(
        demo.application(), access_log=None, shutdown_timeout=0.5, handler_cancellation=True
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
    """Serve until SIGINT or SIGTERM, saying on stdout when connections are accepted."""
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    runner = await start(demo, host, port)
    try:
        print(f"demo source ready on {demo.url}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
