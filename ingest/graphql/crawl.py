"""Reading a library page by page: smaller pages where a page fails, single icons skipped at last.

A library can change between two pages. So it is read until two readings agree: only then is the
result one version of the library, and not parts of two.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.common.console import progress
from ingest.common.failures import Incomplete
from ingest.graphql.checkpoint import Checkpoint, PageIcons, ReadPage
from ingest.graphql.client import Client
from ingest.graphql.drawings.reader import IconReader
from ingest.graphql.known_pages import KnownPages, MappedPage
from ingest.graphql.reading import Reading, check_skipped
from ingest.graphql.refusals.body import message
from ingest.graphql.refusals.page_size import PageSizes
from ingest.graphql.retry import Answer, PageFailed
from ingest.graphql.shapes.pagination import FIRST_PAGE, PagePosition
from ingest.graphql.transport import Unchanged
from ingest.graphql.traversal import Page, Traversal
from ingest.icon import CrawledIcon, Icon, SkippedIcon
from ingest.limits import LibrarySize, SourceLimits


@dataclass(frozen=True)
class CrawlSettings:
    """Limits of a crawl; all chosen by hand."""

    max_readings: int = 5
    max_repeated_pages: int = 10  # pages in a row without a new node: the pagination loops


SETTINGS = CrawlSettings()


@dataclass(frozen=True)
class ClientExecutor:
    """A `QueryExecutor` that sends through a client; the rest is as in `Client.execute`."""

    client: Client
    smallest: bool
    known: bytes = b""

    async def execute(self, query: str, variables: Mapping[str, Any]) -> Answer:
        """See `QueryExecutor`."""
        return await self.client.execute(query, variables, self.smallest, self.known)

    async def wait(self, seconds: float, why: str) -> None:
        """See `QueryExecutor`."""
        await self.client.wait(seconds, why)


@dataclass
class Crawl:
    """A crawl of one library: readings from the first page on, until two readings agree.

    `icons` makes the icons of a page. At most `max_skipped` icons may be missing. With
    `limit`, the crawl ends after that many icons. The icons of a reading may take `max_library`
    bytes.
    """

    client: Client
    traversal: Traversal
    icons: IconReader
    checkpoint: Checkpoint
    max_skipped: int = 0
    limit: int | None = None
    max_library: int = SourceLimits.max_library
    _sizes: PageSizes = field(init=False)
    _known: KnownPages = field(default_factory=KnownPages, init=False)

    def __post_init__(self) -> None:
        asked = self.traversal.size
        self._sizes = PageSizes(self.traversal.allows, min(asked, self.limit or asked))

    async def run(self) -> Reading:
        """The library. Raises Incomplete, and the failures of `Client.execute`."""
        before: Reading | None = None
        for number in range(1, SETTINGS.max_readings + 1):
            expected = before.nodes if before else None
            with progress(f"ingest: reading {number}", expected) as advance:
                reading = await self._read(number, before, advance)
            confirmed = before is not None and reading.agrees(before)
            if confirmed or not self._needs_confirmation(reading):
                reading.check_whole(limited=self.limit is not None)
                reading.icons = dict(list(reading.icons.items())[: self.limit])
                return reading
            before = reading
        raise Incomplete(
            f"the library changed during each of {SETTINGS.max_readings} readings: "
            "run it again when nobody works on it."
        )

    def _needs_confirmation(self, reading: Reading) -> bool:
        return self.traversal.confirm and self.limit is None and reading.pages != 1

    async def _read(
        self, number: int, before: Reading | None, advance: Callable[[int], None]
    ) -> Reading:
        reading = Reading(before=before.icons if before else {})
        library = LibrarySize(self.max_library)
        stored = self.checkpoint.pages(number)
        position: PagePosition | None = FIRST_PAGE
        self._known.begin_reading()
        size = self._sizes.most
        ceiling = size
        visited: set[str] = set()
        repeated = 0
        while position is not None and not self._has_enough(reading):
            _check_not_visited(position, visited)
            page = next(stored, None)
            is_stored = page is not None
            if page is None:
                page = await self._page(position, size, ceiling)
            # The icons of an unchanged page are in memory already.
            if page.icons.place is None:
                _measure(page, library)
            if not is_stored:
                self.checkpoint.add(number, page)
            advance(len(page.nodes))
            repeated = 0 if reading.add(page) else repeated + 1
            self._check_progress(reading, repeated)
            check_skipped(reading.skipped, self.max_skipped)
            position = page.next
            size = page.size
            ceiling = page.ceiling
        return reading

    def _has_enough(self, reading: Reading) -> bool:
        return self.limit is not None and len(reading.icons) >= self.limit

    def _check_progress(self, reading: Reading, repeated: int) -> None:
        if repeated < SETTINGS.max_repeated_pages and reading.pages <= self.traversal.max_pages:
            return
        raise Incomplete(
            f"the source still has pages after {reading.pages}, and they bring nothing new: "
            "its pagination is broken."
        )

    async def _page(self, position: PagePosition, size: int, ceiling: int) -> ReadPage:
        """The page at `position`, at the largest size that the source can give."""
        while True:
            try:
                mapped = await self._mapped_page(position, size)
            except PageFailed as failed:
                if size == 1:
                    return self._skipped_page(position, failed.reason, ceiling)
                size = self._sizes.after_failure(
                    position, size, failed.reason, failed.too_large, failed.always
                )
            else:
                page = mapped.page
                ceiling = min(page.server_size or ceiling, self._sizes.most)
                next_size = self._sizes.after_success(page.next, min(size, ceiling), ceiling)
                return ReadPage(mapped.icons, page.next, page.total, next_size, ceiling)

    async def _mapped_page(self, position: PagePosition, size: int) -> MappedPage:
        """The page of `size` nodes at `position`, with the icons of each node."""
        mapped = self._known.before(position, size)
        digest = mapped.page.digest if mapped else b""
        source = ClientExecutor(self.client, size == 1, digest)
        try:
            page = await self.traversal.page(source, position, size)
        except Unchanged:
            assert mapped is not None
        else:
            nodes = await self.icons.icons(page.nodes, partial=bool(page.errors))
            if page.errors:
                nodes = _with_reasons(nodes, page)
            mapped = MappedPage(replace(page, nodes=[]), PageIcons(nodes))
        self._known.add(position, size, mapped)
        return mapped

    def _skipped_page(self, position: PagePosition, reason: str, ceiling: int) -> ReadPage:
        """A page of one icon, which the source cannot give."""
        next_position = self.traversal.after_skipped(position)
        if next_position is None:
            raise Incomplete(
                f"the source fails on one icon and gives no way past it ({reason}): "
                "tell whoever runs it."
            )
        skipped = SkippedIcon(None, reason)
        return ReadPage(PageIcons([[skipped]]), next_position, None, 1, ceiling)


def _check_not_visited(position: PagePosition, visited: set[str]) -> None:
    key = json.dumps(position.get("after", position), sort_keys=True)
    if key in visited:
        raise Incomplete(
            f"the source's pages go in a circle, {key} comes again: "
            "its pagination is broken, tell whoever runs it."
        )
    visited.add(key)


def _measure(page: ReadPage, library: LibrarySize) -> None:
    for icons in page.nodes:
        for icon in icons:
            if isinstance(icon, Icon):
                library.add(icon)


def _reasons(page: Page) -> dict[int, str]:
    """The first error that the source gave for each node, by the node's place in the answer."""
    if len(page.nodes) == 1:
        return {0: message(page.errors[0])}
    reasons: dict[int, str] = {}
    for error in page.errors:
        path = error.get("path") if isinstance(error, dict) else None
        steps = path if isinstance(path, list) else []
        for place in steps:
            if isinstance(place, int):
                reasons.setdefault(place, message(error))
    return reasons


def _with_reasons(nodes: list[list[CrawledIcon]], page: Page) -> list[list[CrawledIcon]]:
    """The icons of each node; those that were skipped with the reasons that the source gave."""
    reasons = _reasons(page)
    explained = []
    for index, icons in enumerate(nodes):
        explained.append([_explained(icon, reasons.get(index)) for icon in icons])
    return explained


def _explained(icon: CrawledIcon, reason: str | None) -> CrawledIcon:
    """A skipped icon with the reason that the source gave, if it gave one."""
    if isinstance(icon, Icon) or reason is None:
        return icon
    return SkippedIcon(icon.id, reason)
