"""`--check`: a few icons of a source, or a description for it, without a data folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.common.failures import Incomplete
from ingest.connection import CrawlOptions, connected
from ingest.graphql.crawl import ClientExecutor
from ingest.graphql.proposal.proposal import Proposal, propose
from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import FIRST_PAGE
from ingest.graphql.source import Source, from_document
from ingest.icon import CrawledIcon
from ingest.run import finish


@dataclass(frozen=True)
class CheckSettings:
    """The size of the request that tries out a source."""

    icons: int = 5  # chosen by hand


SETTINGS = CheckSettings()

# What makes a description of an endpoint alone one that loads.
ASKED_FOR_THE_SCHEMA = {
    "query": "{ __typename }",
    "icons": "icons",
    "fields": {"id": "id", "name": "name", "source_code": "svg"},
    "variables": {},
    "pagination": {},
    "drawings": {},
}


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


def lacks_a_query(document: Mapping[str, Any]) -> bool:
    """Whether a description names an endpoint, and not yet what to ask it for."""
    return not document.keys() & {"query", "icons", "fields", "module"}


def described(document: Mapping[str, Any], path: Path) -> Source:
    """The source of a description that lacks a query, to ask it for its schema."""
    return from_document({**document, **ASKED_FOR_THE_SCHEMA}, path)


def proposal(document: Mapping[str, Any], path: Path, options: CrawlOptions) -> Proposal:
    """A description of the source in `document`, which lacks a query.

    Raises the failures of `ingest.graphql.proposal.proposal.propose`.
    """
    return finish(_proposal(document, path, options))


async def _proposal(document: Mapping[str, Any], path: Path, options: CrawlOptions) -> Proposal:
    async with connected(described(document, path), options) as connection:
        return await propose(connection.client, document, path)
