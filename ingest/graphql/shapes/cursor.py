"""Pages that begin after a cursor, which the page before gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.common.failures import ConfigurationError, Incomplete
from ingest.graphql.paths.path import find
from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import (
    COUNT,
    PagePosition,
    Pagination,
    ReceivedPage,
    checked_place,
)


@dataclass(frozen=True, kw_only=True)
class CursorPagination(Pagination):
    """A cursor to the next page: in Relay's `pageInfo { hasNextPage endCursor }`, or at `next`.

    A null or empty cursor at `next` ends the library.

    Specification: https://relay.dev/graphql/connections.htm
    """

    page_info: str | None = None
    next: str | None = None
    size_variable: str = "first"
    cursor_variable: str = "after"

    def __post_init__(self) -> None:
        """Raise ConfigurationError where not one of the two paths is given."""
        super().__post_init__()
        if (self.page_info is None) == (self.next is None):
            raise ConfigurationError(
                "pagination.page_info is missing: write the path to { hasNextPage endCursor }; or, "
                "in its place, next = the path to the next page's cursor or token."
            )

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The size, and the cursor that the page before gave."""
        return {self.size_variable: size, self.cursor_variable: position.get("after")}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """After the cursor, as long as there is a next page."""
        if self.counts_to_end(page):
            return None
        cursor = self._token(page) if self.next else self._end_cursor(page)
        return None if cursor is None else {"after": checked_place(cursor), "read": page.read}

    def _token(self, page: ReceivedPage) -> Any:
        token = find(page.data, str(self.next), "pagination.next")
        return token if token not in ("", False) else None

    def _end_cursor(self, page: ReceivedPage) -> Any:
        info = find(page.data, str(self.page_info), "pagination.page_info")
        if info is None:
            raise PageFailed("the page has no pageInfo, so that the next cannot be asked for")
        has_next = find(info, "hasNextPage", "pagination.page_info")
        if not has_next and self.until != COUNT:
            return None
        cursor = find(info, "endCursor", "pagination.page_info")
        # Some services call the page after the last icon a page.
        if cursor is None and has_next and not page.reaches_total(page.read):
            raise Incomplete(
                "the source says that there is another page, and gives no cursor to it: "
                "tell whoever runs it."
            )
        return cursor
