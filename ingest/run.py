"""One run of ingest under the lock: from a source, or from files, to source.json."""

import asyncio
import gc
import signal
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from ingest import acceptance
from ingest.acceptance import AcceptancePolicy, CrawlResult
from ingest.common import console
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete, Terminated
from ingest.common.outcome import Figures
from ingest.connection import CrawlOptions, connected
from ingest.copying.templates import Copying
from ingest.files import reader
from ingest.graphql.checkpoint import Checkpoint
from ingest.graphql.crawl import Crawl
from ingest.graphql.reading import check_skipped
from ingest.graphql.source import Source
from ingest.limits import SourceLimits

Result = TypeVar("Result")

STAGE = "ingest"


@dataclass(frozen=True)
class RunSettings:
    """When garbage is collected; both values were chosen by hand."""

    new_objects: int = 100_000  # before a collection among them, some 20 MB; Python's are 700
    collections: int = 1000  # before one among older objects; Python's are 10


SETTINGS = RunSettings()

TRAFFIC_FIGURES = ("pages", "requests", "retries", "duplicates")
CHANGE_LISTS = ("added", "changed", "removed", "kept", "skipped")


def crawl(
    source: Source, folder: DataFolder, options: CrawlOptions, policy: AcceptancePolicy
) -> dict[str, Any]:
    """Crawl a source into the data folder; returns the run's metadata.

    Raises the failures of `ingest.common.failures`.
    """
    with folder.lock(STAGE):
        acceptance.check_origin(folder, source.origin, policy)
        checkpoint = Checkpoint(folder.checkpoint, f"{source.key} {options.limit}", options.fresh)
        try:
            if checkpoint.resumed:
                console.say(
                    f"{STAGE}: going on after {checkpoint.resumed} pages of an interrupted crawl"
                )
            with _rare_collections():
                result = finish(_crawl(source, checkpoint, options, folder.drawings))
                redact = source.secrets.redact
                for line in source.mapping.dropped.lines():
                    console.say(f"{STAGE}: {line}")
                metadata = acceptance.accept(folder, source.origin, result, policy, redact)
        except Incomplete:
            # The pages are not one whole library, so the next run must read them anew.
            checkpoint.remove()
            raise
        finally:
            checkpoint.close()
        checkpoint.remove()
        return metadata


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Garbage is collected rarely while the `with` block runs, and among new objects alone.

    Nearly all that a crawl makes lives to its end, so a collection finds next to nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(SETTINGS.new_objects, SETTINGS.collections, SETTINGS.collections)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _crawl(
    source: Source, checkpoint: Checkpoint, options: CrawlOptions, cached: Path
) -> CrawlResult:
    started = datetime.now(UTC)
    async with connected(source, options, cached) as connection:
        crawl = Crawl(
            client=connection.client,
            traversal=source.traversal,
            icons=connection.icons,
            checkpoint=checkpoint,
            max_skipped=options.max_skipped,
            limit=options.limit,
            max_library=options.limits.max_library,
        )
        reading = await crawl.run()
        # A skipped icon without an id may be any present icon, so none may be removed.
        all_identified = all(icon.id is not None for icon in reading.skipped)
        complete = options.limit is None and all_identified
        if complete:
            connection.forget_drawings()
    figures = {
        "pages": reading.pages,
        "requests": connection.traffic.requests,
        "retries": connection.traffic.retries,
        "duplicates": reading.duplicates,
    }
    icons = list(reading.icons.values())
    return CrawlResult(icons, reading.skipped, complete, started, figures, source.copying)


def import_files(
    path: Path,
    folder: DataFolder,
    max_skipped: int,
    policy: AcceptancePolicy,
    limits: SourceLimits | None = None,
    copying: Copying | None = None,
) -> dict[str, Any]:
    """Import a folder of SVG files or an Iconify set; returns the run's metadata.

    `copying`: the templates of code; None takes those known for an Iconify set.
    Raises the failures of `ingest.common.failures`.
    """
    with folder.lock(STAGE):
        started = datetime.now(UTC)
        limits = limits or SourceLimits()
        # Before the origin: --replace is no advice about a path that is wrong.
        icons, skipped = reader.read(path, limits)
        origin = {"name": f"import of {path.resolve().name}"}
        acceptance.check_origin(folder, origin, policy)
        check_skipped(skipped, max_skipped)
        if copying is None:
            copying = reader.known_copying(path, limits)
        result = CrawlResult(
            icons, skipped, complete=True, started=started, figures={}, copying=copying
        )
        return acceptance.accept(folder, origin, result, policy, redact=str)


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run`, with SIGTERM as Terminated.

    An ordinary signal handler cannot raise it: an exception raised while the event loop runs a
    callback would be logged and forgotten.
    """

    async def cancellable() -> Result:
        task = asyncio.ensure_future(work)
        terminated = asyncio.Event()

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


def figures(metadata: Mapping[str, Any]) -> Figures:
    """The figures in a run's metadata."""
    counted: Figures = {}
    for name in TRAFFIC_FIGURES:
        if name in metadata:  # an import has no traffic
            counted[name] = metadata[name]
    for name in CHANGE_LISTS:
        counted[name] = len(metadata[name])
    counted["icons"] = metadata["new_total"]
    return counted


def summary(metadata: Mapping[str, Any], seconds: float) -> dict[str, object]:
    """The figures in a run's metadata, for people."""
    return {
        **figures(metadata),
        "icons": f"{metadata['old_total']} → {metadata['new_total']}",
        "seconds": f"{seconds:.1f}",
    }
