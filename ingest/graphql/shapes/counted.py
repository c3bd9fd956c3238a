"""Pages that begin after a number of icons, or a number of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import PagePosition, Pagination, ReceivedPage


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
