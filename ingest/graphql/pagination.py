"""The kinds of pagination: the variables that ask for a page, and the position of the next page.

Servers reduce the page size silently. So a short page is never taken for the last page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ingest.common.failures import Incomplete
from ingest.graphql.mapping import find
from ingest.graphql.retry import PageFailed


@dataclass(frozen=True)
class PositionSettings:
    """Limits of what a source says about the next page."""

    max_place: int = 4000  # characters of a cursor or a key; chosen by hand


SETTINGS = PositionSettings()

# Where a page begins; {} is the first page. It is JSON, so that a checkpoint can hold it.
PagePosition = dict[str, Any]
FIRST_PAGE: PagePosition = {}


@dataclass(frozen=True)
class ReceivedPage:
    """A page as it was received: the position and the size asked for, and the answer."""

    position: PagePosition
    size: int  # nodes
    nodes: list[Any]
    data: Any
    total: int | None  # nodes of the library

    def is_last(self, end: int) -> bool:
        """Whether no page follows; `end` is the number of nodes up to here."""
        if not self.nodes:
            return True
        return self.total is not None and end >= self.total


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """The settings that every kind of pagination has, by their names in [pagination].

    The defaults were chosen by hand.
    """

    size: int = 500  # icons a page
    total: str | None = None  # path to the number of icons in the library
    confirm: bool = True  # read the library until two readings agree
    max_pages: int = 10_000  # a source with more pages is taken for a source that loops

    one_page: ClassVar[bool] = False  # the whole library comes in one answer

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The query variables that ask for `size` icons at `position`."""
        raise NotImplementedError

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """The position of the next page; None after the last page."""
        raise NotImplementedError

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """The position after a single icon that the source cannot give; None if it is unknown."""
        return None

    def allows(self, position: PagePosition, size: int) -> bool:
        """Whether a page of this size can begin at `position`."""
        return True

    def server_size(self, position: PagePosition, size: int, nodes: list[Any]) -> int | None:
        """The server's largest page size, where the nodes show it and the pagination needs it."""
        return None


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
class CursorPagination(Pagination):
    """Relay's connections: `first` and `after`, and `pageInfo { hasNextPage endCursor }`.

    Specification: https://relay.dev/graphql/connections.htm
    """

    page_info: str
    size_variable: str = "first"
    cursor_variable: str = "after"

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The size, and the end cursor of the page before."""
        return {self.size_variable: size, self.cursor_variable: position.get("after")}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """After the end cursor, as long as the server has a next page."""
        info = find(page.data, self.page_info, "pagination.page_info")
        if not find(info, "hasNextPage", "pagination.page_info"):
            return None
        cursor = find(info, "endCursor", "pagination.page_info")
        if cursor is None:
            raise Incomplete(
                "the source says that there is another page, and gives no cursor to it: "
                "tell whoever runs it."
            )
        return {"after": _checked(cursor)}


@dataclass(frozen=True, kw_only=True)
class OffsetPagination(Pagination):
    """`skip` and `limit`: `limit` icons after the first `skip` icons."""

    size_variable: str = "limit"
    skip_variable: str = "skip"

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The size, and the number of nodes to leave out."""
        return {self.size_variable: size, self.skip_variable: position.get("skip", 0)}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """After the nodes received; the end is at the total, without a total at an empty page."""
        skip = page.position.get("skip", 0) + len(page.nodes)
        if page.is_last(skip):
            return None
        return {"skip": skip}

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """One node further on."""
        return {"skip": position.get("skip", 0) + 1}


@dataclass(frozen=True, kw_only=True)
class PageNumberPagination(Pagination):
    """`page` and `pageSize`. The position counts nodes, so that the page size can change."""

    size_variable: str = "pageSize"
    page_variable: str = "page"
    first_page: int = 1

    def variables(self, position: PagePosition, size: int) -> Mapping[str, Any]:
        """The size, and the number of the page at that size."""
        number = self.first_page + position.get("position", 0) // size
        return {self.size_variable: size, self.page_variable: number}

    def next_position(self, page: ReceivedPage) -> PagePosition | None:
        """One page on; the end is at the total or, without a total, at an empty page."""
        start = page.position.get("position", 0)
        count = len(page.nodes)
        before_total = page.total is not None and start + count < page.total
        if start and before_total and 0 < count < page.size:
            raise PageFailed(
                "a page in the middle came short: the server has a largest size of its own"
            )
        next_start = start + (self.server_size(page.position, page.size, page.nodes) or page.size)
        if page.is_last(next_start):
            return None
        return {"position": next_start}

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """One node further on."""
        return {"position": position.get("position", 0) + 1}

    def allows(self, position: PagePosition, size: int) -> bool:
        """Only where whole pages of this size come before it."""
        return bool(position.get("position", 0) % size == 0)

    def server_size(self, position: PagePosition, size: int, nodes: list[Any]) -> int | None:
        """The length of a short first page: pages are numbered in the server's own size."""
        return len(nodes) if not position and 0 < len(nodes) < size else None


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
        if not page.nodes:
            return None
        key = find(page.nodes[-1], self.key, "pagination.key")
        if key is None:
            raise PageFailed(
                "the last icon of a page has no key, so that the next page cannot be asked for"
            )
        return {"after": _checked(key)}


def _checked(place: Any) -> str | int | float:
    """A cursor or a key. Raises Incomplete: each page's is sent, and stored until the end."""
    too_long = isinstance(place, str | int) and len(str(place)) > SETTINGS.max_place
    if too_long or not isinstance(place, str | int | float):
        raise Incomplete(
            "the source names the next page by something that is no text or number of at most "
            f"{SETTINGS.max_place:,} characters: tell whoever runs it."
        )
    return place


# By the value of `shape` in a description's [pagination].
PAGINATIONS: Mapping[str, type[Pagination]] = {
    "cursor": CursorPagination,
    "skip": OffsetPagination,
    "page": PageNumberPagination,
    "keyset": KeysetPagination,
    "plain": SinglePage,
}
