"""The pages of the reading before: one whose bytes are the same is not parsed and mapped again."""

import json
from dataclasses import dataclass, field

from ingest.graphql.checkpoint import PageIcons
from ingest.graphql.shapes.pagination import PagePosition
from ingest.graphql.traversal import Page
from ingest.icon import SkippedIcon

Key = tuple[str, int]  # where a page begins, and its size


@dataclass(frozen=True)
class MappedPage:
    """A page whose nodes have become icons; the nodes themselves are dropped."""

    page: Page
    icons: PageIcons


@dataclass
class KnownPages:
    """The pages of the present reading and of the one before, by the digest of their bytes.

    This class alone decides which pages are the same.
    """

    _before: dict[Key, MappedPage] = field(default_factory=dict, init=False)
    _now: dict[Key, MappedPage] = field(default_factory=dict, init=False)

    def begin_reading(self) -> None:
        """From now on pages belong to another reading."""
        self._before, self._now = self._now, {}

    def before(self, position: PagePosition, size: int) -> MappedPage | None:
        """The same page in the reading before; None where it cannot be taken again."""
        return self._before.get(_key(position, size))

    def add(self, position: PagePosition, size: int, mapped: MappedPage) -> None:
        """Keep a page for the next reading, unless it may be whole then."""
        if mapped.page.digest and not mapped.page.errors and not _any_skipped(mapped.icons):
            self._now[_key(position, size)] = mapped


def _key(position: PagePosition, size: int) -> Key:
    return json.dumps(position, sort_keys=True), size


def _any_skipped(page: PageIcons) -> bool:
    return any(isinstance(icon, SkippedIcon) for icons in page.nodes for icon in icons)
