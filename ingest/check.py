"""`--check`: a few icons of a source, without a data folder."""

from dataclasses import dataclass

from ingest.common.failures import Incomplete
from ingest.connection import CrawlOptions, connected
from ingest.graphql.crawl import ClientExecutor
from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import FIRST_PAGE
from ingest.graphql.source import Source
from ingest.icon import CrawledIcon
from ingest.run import finish


@dataclass(frozen=True)
class CheckSettings:
    """The size of the request that tries out a source."""

    icons: int = 5  # chosen by hand


SETTINGS = CheckSettings()


def check(source: Source, options: CrawlOptions) -> list[CrawledIcon]:
    """The first few icons of a source. Writes nothing and holds no lock.

    Raises the failures of `Client.execute`.
    """
    try:
        return finish(_check(source, options))
    except PageFailed as failed:
        raise Incomplete(f"the source gives no page of icons: {failed.reason}.") from failed


async def _check(source: Source, options: CrawlOptions) -> list[CrawledIcon]:
    async with connected(source, options) as connection:
        executor = ClientExecutor(connection.client, smallest=True)
        size = min(SETTINGS.icons, source.traversal.size)
        page = await source.traversal.page(executor, FIRST_PAGE, size)
        nodes = page.nodes[: SETTINGS.icons]
        drawn = await connection.icons.icons(nodes, partial=bool(page.errors))
    return [icon for icons in drawn for icon in icons]
