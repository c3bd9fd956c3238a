"""What a run needs to read a source: a client, and a reader of icons."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns

from ingest.graphql.client import Client
from ingest.graphql.drawings.cache import DrawingCache
from ingest.graphql.drawings.fetching import DrawingFetcher
from ingest.graphql.drawings.reader import IconReader
from ingest.graphql.retry import RunDeadline, Traffic
from ingest.graphql.source import Source
from ingest.limits import SourceLimits


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


@dataclass(frozen=True)
class Connection:
    """A source that can be asked. `fetcher` is None where no drawing is behind a URL."""

    client: Client
    icons: IconReader
    fetcher: DrawingFetcher | None

    @property
    def traffic(self) -> Traffic:
        """The requests so far, those for drawings too."""
        queries = self.client.traffic
        if self.fetcher is None:
            return queries
        drawings = self.fetcher.traffic
        return Traffic(queries.requests + drawings.requests, queries.retries + drawings.retries)

    def forget_drawings(self) -> None:
        """Forget the drawings of earlier runs that the whole library did not need."""
        if self.fetcher is not None:
            self.fetcher.finish()


@asynccontextmanager
async def connected(
    source: Source, options: CrawlOptions, cached: Path | None = None
) -> AsyncIterator[Connection]:
    """A connection to a source. `cached`: the file of the drawings of earlier runs."""
    deadline = RunDeadline(options.deadline)
    client = Client(
        endpoint=source.endpoint,
        headers=source.headers,
        secrets=source.secrets,
        policy=source.retry,
        deadline=deadline,
        tokens=source if source.issues_tokens else None,
        max_answer=options.limits.max_answer,
        form=source.form,
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(client)
        fetcher = None
        if source.drawings.fetch:
            fetcher = DrawingFetcher(
                hosts=source.drawing_hosts,
                cache=DrawingCache(cached, run=str(time_ns())),
                secrets=source.secrets,
                policy=source.retry,
                deadline=deadline,
                at_once=source.drawings.at_once,
                max_library=options.limits.max_library,
                tls=source.form.tls(),
            )
            await stack.enter_async_context(fetcher)
        yield Connection(client, IconReader(source.icons_of, fetcher), fetcher)
