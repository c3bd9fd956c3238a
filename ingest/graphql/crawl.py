"""Reading a library page by page: smaller pages where they fail, single icons left out, and no belief in one reading.

A library can change between two pages. So it is read until two readings agree: only then is a crawl's result one
version of the library, and not parts of two.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.common.console import progress
from ingest.common.failures import Incomplete
from ingest.graphql.checkpoint import Checkpoint, Entry, ReadPage
from ingest.graphql.client import Answer, Client, PageFailed
from ingest.graphql.failure_policy import message
from ingest.graphql.mapping import Skip
from ingest.graphql.pagination import State
from ingest.graphql.walk import FIRST, Page, Walk
from ingest.icon import Icon

MAX_READINGS = 5
MAX_REPEATS = 10  # pages in a row that bring nothing new: the source goes round in circles
CALM = 10  # pages after which a size that was too large is tried again
NAMED = 10  # icons that a message names; the run's metadata names all


@dataclass
class Reading:
    """One reading of a library. A node is what a source lists and its total counts; it may hold several icons."""

    icons: dict[str, Icon] = field(
        default_factory=dict, repr=False
    )  # asyncio.run shows results to signal.signal, which prints them
    skips: list[Skip] = field(default_factory=list)
    total: int | None = None
    pages: int = 0
    duplicates: int = 0
    conflicts: set[str] = field(default_factory=set)
    moved: bool = False  # the total changed between two pages
    _nodes: set[tuple[str, ...]] = field(default_factory=set)
    _nameless: int = 0

    @property
    def nodes(self) -> int:
        """Different nodes seen. A node is known by its icons' ids."""
        return len(self._nodes) + self._nameless

    def add(self, page: ReadPage) -> bool:
        """Take in one more page; whether it brought anything new."""
        before = self.nodes
        self.pages += 1
        if page.total is not None:
            self.moved |= self.total not in (None, page.total)
            self.total = page.total
        for entries in page.nodes:
            ids = tuple(entry.id for entry in entries if entry.id is not None)
            if not ids:
                self._nameless += 1
            elif ids in self._nodes:
                self.duplicates += 1
            else:
                self._nodes.add(ids)
            for entry in entries:
                self._take(entry)
        return self.nodes > before

    def _take(self, entry: Entry) -> None:
        if isinstance(entry, Icon):
            if self.icons.setdefault(entry.id, entry) != entry:
                self.conflicts.add(entry.id)
        elif entry.id is None or all(skip.id != entry.id for skip in self.skips):
            self.skips.append(entry)

    def agrees(self, other: "Reading") -> bool:
        """Whether two readings saw the same library."""
        same_skips = [skip.id for skip in self.skips] == [skip.id for skip in other.skips]
        return (
            not self.moved
            and self.total == other.total
            and same_skips
            and self.icons == other.icons
        )


@dataclass(frozen=True)
class Asker:
    """`walk.Ask`, by way of a client; `smallest` as `Client.ask` has it."""

    client: Client
    smallest: bool

    async def __call__(self, query: str, variables: Mapping[str, Any]) -> Answer:
        """See `Ask`."""
        return await self.client.ask(query, variables, self.smallest)

    async def wait(self, seconds: float, why: str) -> None:
        """See `Ask`."""
        await self.client.wait(seconds, why)


@dataclass
class Crawl:
    """A crawl of one library, from `walk`'s first page to a reading that can be believed.

    `entries` makes icons, or skips, of a node. At most `max_skipped` icons may be missing; with `limit`, reading stops
    after that many icons.
    """

    client: Client
    walk: Walk
    entries: Callable[[Any], list[Entry]]
    checkpoint: Checkpoint
    max_skipped: int = 0
    limit: int | None = None
    _too_large: int | None = field(
        default=None, init=False
    )  # a page size that failed for its size, and is not tried for a while
    _calm: int = field(default=0, init=False)  # pages read since

    async def run(self) -> Reading:
        """The library. Raises Incomplete when it cannot be had whole, and the failures of `Client.ask`."""
        before = None
        for number in range(1, MAX_READINGS + 1):
            with progress(f"ingest: reading {number}", before.nodes if before else None) as tell:
                reading = await self._read(number, tell)
            at_once = not self.walk.confirm or self.limit is not None or reading.pages == 1
            if at_once or (before is not None and reading.agrees(before)):
                self._judge(reading)
                reading.icons = dict(list(reading.icons.items())[: self.limit])
                return reading
            before = reading
        raise Incomplete(
            f"the library changed during each of {MAX_READINGS} readings: run it again when nobody works on it."
        )

    async def _read(self, number: int, tell: Callable[[int], None]) -> Reading:
        reading = Reading()
        stored = iter(self.checkpoint.pages(number))
        state: State | None = FIRST
        size = ceiling = min(self.walk.size, self.limit or self.walk.size)
        met: set[str] = set()
        repeats = 0
        while state is not None and (self.limit is None or len(reading.icons) < self.limit):
            _not_met_before(state, met)
            page = next(stored, None)
            if page is None:
                page = await self._page(state, size, ceiling)
                self.checkpoint.add(number, page)
            tell(len(page.nodes))
            repeats = 0 if reading.add(page) else repeats + 1
            if repeats == MAX_REPEATS or reading.pages > self.walk.max_pages:
                raise Incomplete(
                    f"the source still has pages after {reading.pages}, and they bring nothing new: its pagination is broken."
                )
            within_budget(reading.skips, self.max_skipped)
            state, size, ceiling = page.next, page.size, page.ceiling
        return reading

    async def _page(self, state: State, size: int, ceiling: int) -> ReadPage:
        """The page at `state`, at the largest size that the source can give."""
        while True:
            try:
                page = await self.walk.page(Asker(self.client, smallest=size == 1), state, size)
            except PageFailed as failed:
                if size == 1:
                    return self._without(state, failed.reason, ceiling)
                if failed.too_large:
                    self._too_large, self._calm = size, 0
                size = _smaller(size)
            else:
                self._calm += 1
                ceiling = page.clamp or ceiling
                return ReadPage(
                    self._nodes(page),
                    page.next,
                    page.total,
                    self._larger(page.next, min(size, ceiling), ceiling),
                    ceiling,
                )

    def _nodes(self, page: Page) -> list[list[Entry]]:
        nodes = [self.entries(node) for node in page.nodes]
        if not page.errors:
            return nodes
        return [
            [_explained(entry, position, page) for entry in node]
            for position, node in enumerate(nodes)
        ]

    def _without(self, state: State, reason: str, ceiling: int) -> ReadPage:
        """A page of one icon that the source cannot give."""
        beyond = self.walk.past(state)
        if beyond is None:
            raise Incomplete(
                f"the source fails on one icon and gives no way past it ({reason}): tell whoever runs it."
            )
        return ReadPage([[Skip(None, reason)]], beyond, None, 1, ceiling)

    def _larger(self, state: State | None, size: int, ceiling: int) -> int:
        """The next size up, after a page of `size` went well."""
        larger = ceiling
        while _smaller(larger) > size:
            larger = _smaller(larger)
        if state is None or larger <= size or not self.walk.fits(state, larger):
            return size
        return (
            size
            if self._too_large is not None and larger >= self._too_large and self._calm < CALM
            else larger
        )

    def _judge(self, reading: Reading) -> None:
        """Raise Incomplete when a reading cannot be the whole library."""
        if reading.conflicts:
            named = ", ".join(sorted(reading.conflicts)[:NAMED])
            raise Incomplete(
                f"the source lists different icons under one id ({named}): ids must be unique, does `fields.id` name the right one?"
            )
        if not reading.icons:
            raise Incomplete("the source has no icons at all: is it the right one?")
        if self.limit is None and (reading.moved or reading.total not in (None, reading.nodes)):
            raise Incomplete(
                f"the source says it has {reading.total} icons and gave {reading.nodes}: run it again, or ask whoever runs it."
            )


def within_budget(skips: list[Skip], most: int) -> None:
    """Raise Incomplete when more icons are missing than may be, naming some."""
    if len(skips) > most:
        named = "; ".join(map(str, skips[:NAMED])) + (
            f" and {len(skips) - NAMED} more" if len(skips) > NAMED else ""
        )
        raise Incomplete(
            f"{len(skips)} icons cannot be had and {most} may be missing: {named}. "
            f"Have them mended, or allow for them with --max-skipped; `--dry-run --max-skipped 1000` lists all."
        )


def _not_met_before(state: State, met: set[str]) -> None:
    key = json.dumps(state, sort_keys=True)
    if key in met:
        raise Incomplete(
            f"the source's pages go in a circle, {key} comes again: its pagination is broken, tell whoever runs it."
        )
    met.add(key)


def _smaller(size: int) -> int:
    """The next size down, about half; it divides `size`, so that pages counted in it begin where the larger ones did."""
    return next((size // divisor for divisor in (2, 3, 5, 7) if size % divisor == 0), 1)


def _explained(entry: Entry, position: int, page: Page) -> Entry:
    """A skip with the reason that the source gave for this position of its answer."""
    if isinstance(entry, Icon):
        return entry
    alone = len(page.nodes) == 1
    said = [
        message(error)
        for error in page.errors
        if alone or (isinstance(error, dict) and position in (error.get("path") or ()))
    ]
    return Skip(entry.id, said[0]) if said else entry
