"""One run of ingest under the lock: from a source, or from files, to source.json."""

import asyncio
import signal
from collections.abc import Coroutine, Mapping
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
from ingest.files import reader
from ingest.graphql.checkpoint import Checkpoint
from ingest.graphql.crawl import Crawl
from ingest.graphql.reading import check_skipped
from ingest.graphql.source import Source
from ingest.limits import SourceLimits

Result = TypeVar("Result")

STAGE = "ingest"
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
    return CrawlResult(list(reading.icons.values()), reading.skipped, complete, started, figures)


def import_files(
    path: Path,
    folder: DataFolder,
    max_skipped: int,
    policy: AcceptancePolicy,
    limits: SourceLimits | None = None,
) -> dict[str, Any]:
    """Import a folder of SVG files or an Iconify set; returns the run's metadata.

    Raises the failures of `ingest.common.failures`.
    """
    with folder.lock(STAGE):
        origin = {"name": f"import of {path.resolve().name}"}
        acceptance.check_origin(folder, origin, policy)
        started = datetime.now(UTC)
        icons, skipped = reader.read(path, limits or SourceLimits())
        check_skipped(skipped, max_skipped)
        result = CrawlResult(icons, skipped, complete=True, started=started, figures={})
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
