"""One run of ingest, from a source or from files to source.json, under the lock."""

import asyncio
import signal
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from ingest import acceptance as landing
from ingest.acceptance import Guards, Harvest
from ingest.common import console
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete, Terminated
from ingest.common.outcome import Figures
from ingest.files import svg_folder as files
from ingest.graphql.checkpoint import Checkpoint, Entry
from ingest.graphql.client import Client
from ingest.graphql.crawl import Asker, Crawl, within_budget
from ingest.graphql.retry import Deadline
from ingest.graphql.source import Source
from ingest.graphql.walk import FIRST

Result = TypeVar("Result")

STAGE = "ingest"
CHECKED = 5  # icons that a check asks for


@dataclass(frozen=True)
class Options:
    """How a crawl is run. `max_skipped` icons may be missing; `limit` icons are enough; `deadline` is in seconds."""

    max_skipped: int = 0
    limit: int | None = None
    deadline: float = 3600.0
    fresh: bool = False


def crawl(source: Source, folder: DataFolder, options: Options, guards: Guards) -> dict[str, Any]:
    """Crawl a source into the data folder; the run's metadata. Raises the failures of `ingest.common.failures`."""
    with folder.lock(STAGE):
        landing.check_origin(folder, source.origin, guards)
        checkpoint = Checkpoint(folder.checkpoint, f"{source.key} {options.limit}", options.fresh)
        try:
            if checkpoint.resumed:
                console.say(
                    f"{STAGE}: going on after {checkpoint.resumed} pages of an interrupted crawl"
                )
            harvest = _finish(_harvest(source, checkpoint, options))
            run = landing.land(folder, source.origin, harvest, guards, source.secrets.redact)
        except Incomplete:
            # What was read is no good: the next run asks anew.
            checkpoint.remove()
            raise
        finally:
            checkpoint.close()
        checkpoint.remove()
        return run


async def _harvest(source: Source, checkpoint: Checkpoint, options: Options) -> Harvest:
    started = datetime.now(UTC)
    async with _client(source, options.deadline) as client:
        reading = await Crawl(
            client, source.walk, source.entries, checkpoint, options.max_skipped, options.limit
        ).run()
    figures = {
        "pages": reading.pages,
        "requests": client.traffic.requests,
        "retries": client.traffic.retries,
        "duplicates": reading.duplicates,
    }
    nameless = any(skip.id is None for skip in reading.skips)
    complete = options.limit is None and not nameless
    return Harvest(list(reading.icons.values()), reading.skips, complete, started, figures)


def _client(source: Source, deadline: float) -> Client:
    tokens = source if source.exchanges_tokens else None
    return Client(
        source.endpoint, source.headers, source.secrets, source.patience, Deadline(deadline), tokens
    )


def import_files(
    path: Path, folder: DataFolder, max_skipped: int, guards: Guards
) -> dict[str, Any]:
    """Import a folder of SVG files or an Iconify set; the run's metadata. Raises the failures of `ingest.common.failures`."""
    with folder.lock(STAGE):
        origin = {"name": f"import of {path.resolve().name}"}
        landing.check_origin(folder, origin, guards)
        started = datetime.now(UTC)
        icons, skips = files.read(path)
        within_budget(skips, max_skipped)
        return landing.land(folder, origin, Harvest(icons, skips, True, started, {}), guards, str)


def check(source: Source, deadline: float) -> list[Entry]:
    """The first few icons of a source, with nothing written and no lock held. Raises the failures of `Client.ask`."""
    return _finish(_check(source, deadline))


async def _check(source: Source, deadline: float) -> list[Entry]:
    async with _client(source, deadline) as client:
        page = await source.walk.page(
            Asker(client, smallest=True), FIRST, min(CHECKED, source.walk.size)
        )
    return [entry for node in page.nodes[:CHECKED] for entry in source.entries(node)]


def _finish(work: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run`, with SIGTERM as Terminated. An exception out of an ordinary signal handler would not do: raised
    while the event loop runs a callback, it would be logged and forgotten.
    """

    async def cancellable() -> Result:
        task, terminated = asyncio.ensure_future(work), asyncio.Event()

        def terminate() -> None:
            terminated.set()
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminate)
        try:
            return await task
        except asyncio.CancelledError:
            raise Terminated if terminated.is_set() else asyncio.CancelledError from None

    handler = signal.getsignal(signal.SIGTERM)
    try:
        return asyncio.run(cancellable())
    finally:
        signal.signal(signal.SIGTERM, handler)


def figures(run: Mapping[str, Any]) -> Figures:
    """The figures of a run's metadata."""
    counted = {
        name: run[name] for name in ("pages", "requests", "retries", "duplicates") if name in run
    }
    lists = {name: len(run[name]) for name in ("added", "changed", "removed", "kept", "skipped")}
    return {**counted, **lists, "icons": run["new_total"]}


def summary(run: Mapping[str, Any], seconds: float) -> dict[str, object]:
    """The figures of a run's metadata, for people."""
    return {
        **figures(run),
        "icons": f"{run['old_total']} → {run['new_total']}",
        "seconds": f"{seconds:.1f}",
    }
