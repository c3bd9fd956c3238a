"""The pages of the reading before: one whose bytes are the same is not parsed and mapped again."""

import json
from dataclasses import dataclass, field, replace

from ingest.graphql.shapes.pagination import PagePosition
from ingest.graphql.traversal import Page
from ingest.icon import SkippedIcon

Key = tuple[str, int]  # where a page begins, and its size


@dataclass
class KnownPages:
    """The pages of the present reading and of the one before, with their icons as nodes."""

    _before: dict[Key, Page] = field(default_factory=dict, init=False)
    _now: dict[Key, Page] = field(default_factory=dict, init=False)

    def begin_reading(self) -> None:
        """From now on pages belong to another reading."""
        self._before, self._now = self._now, {}

    def before(self, position: PagePosition, size: int) -> Page | None:
        """The same page in the reading before; None where it cannot be taken again."""
        return self._before.get(_key(position, size))

    def add(self, position: PagePosition, size: int, page: Page) -> Page:
        """Keep a page for the next reading; returns it.

        One that may be whole the next time loses its digest: it must be read again.
        """
        if page.errors or _any_skipped(page):
            page = replace(page, digest=b"")
        if page.digest:
            self._now[_key(position, size)] = page
        return page


def _key(position: PagePosition, size: int) -> Key:
    return json.dumps(position, sort_keys=True), size


def _any_skipped(page: Page) -> bool:
    return any(isinstance(icon, SkippedIcon) for icons in page.nodes for icon in icons)
