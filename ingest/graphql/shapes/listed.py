"""Lists without information about pages: whole, or ordered by a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ingest.graphql.paths.path import find
from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import PagePosition, Pagination, ReceivedPage, checked_place


@dataclass(frozen=True, kw_only=True)
class SinglePage(Pagination):
    """One answer holds the whole library."""

    one_page: ClassVar[bool] = True

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """No variables."""
        return {}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """Always None."""
        return None


@dataclass(frozen=True, kw_only=True)
class KeysetPagination(Pagination):
    """All icons after a key, in the order of the key."""

    size_variable: str = "limit"
    after_variable: str = "after"
    key: str = "id"  # path, within a node, to the value that the next page begins after
    start: str | int | None = None  # the value that asks for the first page

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The size, and the key of the last node."""
        key = position.get("after", self.start)
        return {self.size_variable: size, self.after_variable: key}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """After the last node; the end is at an empty page."""
        if not page.nodes or self.counts_to_end(page):
            return None
        key = find(page.nodes[-1], self.key, "pagination.key")
        if key is None:
            raise PageFailed(
                "the last icon of a page has no key, so that the next page cannot be asked for"
            )
        return {"after": checked_place(key), "read": page.read}
