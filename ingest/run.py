"""One run of ingest under the lock: from a source, or from files, to source.json."""

import asyncio
import signal
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from ingest import acceptance
from ingest.acceptance import AcceptancePolicy, CrawlResult
from ingest.common import console
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete, Terminated
from ingest.common.outcome import Figures
from ingest.copying.templates import Copying
from ingest.files import reader
from ingest.graphql.checkpoint import Checkpoint
from ingest.graphql.client import Client
from ingest.graphql.crawl import ClientExecutor, Crawl
from ingest.graphql.pagination import FIRST_PAGE
from ingest.graphql.reading import check_skipped
from ingest.graphql.retry import PageFailed, RunDeadline
from ingest.graphql.source import Source
from ingest.icon import CrawledIcon
from ingest.limits import SourceLimits

Result = TypeVar("Result")

STAGE = "ingest"
TRAFFIC_FIGURES = ("pages", "requests", "retries", "duplicates")
CHANGE_LISTS = ("added", "changed", "removed", "kept", "skipped")


@dataclass(frozen=True)
class CheckSettings:
    """The size of the request that tries out a source."""

    icons: int = 5  # chosen by hand


CHECK = CheckSettings()


@dataclass(frozen=True)
class CrawlOptions:
    """The limits of a crawl; the defaults were chosen by hand.

    `max_skipped`: icons that may be missing. `limit`: icons that are enough. `deadline`: seconds
    for the whole run. `fresh`: ignore the pages of an interrupted crawl. `limits`: what the source
    may give.
    """

    max_skipped: int = 0
    limit: int | None = None
    deadline: float = 3600.0
    fresh: bool = False
    limits: SourceLimits = field(default_factory=SourceLimits)


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
            result = _finish(_crawl(source, checkpoint, options))
            redact = source.secrets.redact
            metadata = acceptance.accept(folder, source.origin, result, policy, redact)
        except Incomplete:
            # The pages are not one whole library, so the next run must read them anew.
            checkpoint.remove()
            raise
        finally:
            checkpoint.close()
        checkpoint.remove()
        return metadata


async def _crawl(source: Source, checkpoint: Checkpoint, options: CrawlOptions) -> CrawlResult:
    started = datetime.now(UTC)
    async with _client(source, options) as client:
        crawl = Crawl(
            client=client,
            traversal=source.traversal,
            icons_of=source.icons_of,
            checkpoint=checkpoint,
            max_skipped=options.max_skipped,
            limit=options.limit,
            max_library=options.limits.max_library,
        )
        reading = await crawl.run()
    figures = {
        "pages": reading.pages,
        "requests": client.traffic.requests,
        "retries": client.traffic.retries,
        "duplicates": reading.duplicates,
    }
    # A skipped icon without an id may be any present icon, so none may be removed.
    all_identified = all(icon.id is not None for icon in reading.skipped)
    complete = options.limit is None and all_identified
    icons = list(reading.icons.values())
    return CrawlResult(icons, reading.skipped, complete, started, figures, source.copying)


def _client(source: Source, options: CrawlOptions) -> Client:
    return Client(
        endpoint=source.endpoint,
        headers=source.headers,
        secrets=source.secrets,
        policy=source.retry,
        deadline=RunDeadline(options.deadline),
        tokens=source if source.issues_tokens else None,
        max_answer=options.limits.max_answer,
    )


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
        origin = {"name": f"import of {path.resolve().name}"}
        acceptance.check_origin(folder, origin, policy)
        started = datetime.now(UTC)
        limits = limits or SourceLimits()
        icons, skipped = reader.read(path, limits)
        check_skipped(skipped, max_skipped)
        if copying is None:
            copying = reader.known_copying(path, limits)
        result = CrawlResult(
            icons, skipped, complete=True, started=started, figures={}, copying=copying
        )
        return acceptance.accept(folder, origin, result, policy, redact=str)


def check(source: Source, options: CrawlOptions) -> list[CrawledIcon]:
    """The first few icons of a source. Writes nothing and holds no lock.

    Raises the failures of `Client.execute`.
    """
    try:
        return _finish(_check(source, options))
    except PageFailed as failed:
        raise Incomplete(f"the source gives no page of icons: {failed.reason}.") from failed


async def _check(source: Source, options: CrawlOptions) -> list[CrawledIcon]:
    async with _client(source, options) as client:
        executor = ClientExecutor(client, smallest=True)
        size = min(CHECK.icons, source.traversal.size)
        page = await source.traversal.page(executor, FIRST_PAGE, size)
    icons: list[CrawledIcon] = []
    for node in page.nodes[: CHECK.icons]:
        icons += source.icons_of(node)
    return icons


def _finish(work: Coroutine[Any, Any, Result]) -> Result:
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
