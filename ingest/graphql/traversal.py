"""The traversal of a library, page by page. Most sources need one query and one pagination."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ingest.common.failures import ConfigurationError
from ingest.graphql.paths.path import find
from ingest.graphql.refusals.body import MESSAGES, message
from ingest.graphql.retry import Answer, PageFailed
from ingest.graphql.shapes.pagination import PagePosition, Pagination, ReceivedPage

TOTAL = re.compile(r"[0-9]{1,15}")
LARGEST_TOTAL = 10**15  # beyond what any library has; messages show totals


class QueryExecutor(Protocol):
    """Sends queries to the source."""

    async def execute(self, query: str, variables: Mapping[str, Any]) -> Answer:
        """The answer. Raises PageFailed and the failures of `Client.execute`."""

    async def wait(self, seconds: float, why: str) -> None:
        """Pause as the source asks. Raises SourceDown where the run's deadline comes first."""


@dataclass(frozen=True)
class Page:
    """One page: its nodes, and the position of the next page.

    A traversal gives the nodes as the source has them; a crawl makes icons of them. `next` is None
    after the last page. `server_size` is as in `Pagination.server_size`. `errors` came with the
    nodes. Pages of one `digest` have the same nodes; it is empty where unknown.
    """

    nodes: list[Any]
    next: PagePosition | None
    total: int | None = None
    server_size: int | None = None
    errors: Sequence[Any] = ()
    digest: bytes = b""


class Traversal(Protocol):
    """Reads a library page by page. A source's own module may define its own."""

    @property
    def size(self) -> int:
        """Icons a page to begin with; 1 where pages cannot be made smaller."""

    @property
    def confirm(self) -> bool:
        """Whether one reading may hold parts of two versions of the library."""

    @property
    def max_pages(self) -> int:
        """A source with more pages is taken for a source that loops."""

    async def page(self, source: QueryExecutor, position: PagePosition, size: int) -> Page:
        """The page of at most `size` nodes that begins at `position`. Raises PageFailed."""

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """See `Pagination.after_skipped`."""

    def allows(self, position: PagePosition, size: int) -> bool:
        """See `Pagination.allows`."""


@dataclass(frozen=True)
class QueryTraversal:
    """The traversal of a library that one query and one pagination describe."""

    query: str
    constants: Mapping[str, Any]  # query variables that are the same for each page
    icons: str  # path to the nodes
    pagination: Pagination

    @property
    def size(self) -> int:
        """See `Traversal`."""
        return 1 if self.pagination.one_page else self.pagination.size

    @property
    def confirm(self) -> bool:
        """See `Traversal`."""
        return self.pagination.confirm and not self.pagination.one_page

    @property
    def max_pages(self) -> int:
        """See `Traversal`."""
        return self.pagination.max_pages

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """See `Traversal`."""
        return self.pagination.after_skipped(position)

    def allows(self, position: PagePosition, size: int) -> bool:
        """See `Traversal`."""
        return self.pagination.allows(position, size)

    async def page(self, source: QueryExecutor, position: PagePosition, size: int) -> Page:
        """See `Traversal`."""
        variables = {**self.constants, **self.pagination.variables(position, size)}
        answer = await source.execute(self.query, variables)
        nodes = _nodes(answer, self.icons)
        total = None
        if self.pagination.total:
            total = _total(answer.data, self.pagination.total)
        received = ReceivedPage(position, size, nodes, answer.data, total)
        return Page(
            nodes=nodes,
            next=self.pagination.next_position(received),
            total=total,
            server_size=self.pagination.server_size(position, size, nodes),
            errors=answer.errors,
            digest=answer.digest,
        )


def _total(data: Any, path: str) -> int | None:
    """The number at `path`. Some services send large numbers as texts."""
    total = find(data, path, "pagination.total")
    if total is None:
        return None
    if isinstance(total, int) and not isinstance(total, bool) and abs(total) < LARGEST_TOTAL:
        return total
    if isinstance(total, str) and TOTAL.fullmatch(total):
        return int(total)
    shown = repr(total)[: MESSAGES.length]
    raise ConfigurationError(
        f'pagination.total = "{path}" leads to {shown}: it must lead to the number of icons.'
    )


def _nodes(answer: Answer, path: str) -> list[Any]:
    """The list at `path`, nested lists flattened."""
    nodes = find(answer.data, path, "icons")
    for _ in range(path.count("[]") - 1):
        nodes = _flattened(nodes or [])
    if nodes is None and answer.errors:
        reasons = [message(error) for error in answer.errors[: MESSAGES.errors]]
        raise PageFailed("; ".join(reasons))
    if not isinstance(nodes, list):
        found = "null" if nodes is None else "no list"
        raise ConfigurationError(
            f'icons = "{path}" leads to {found} in the answer: '
            "it must lead to the list of icons; are the query's variables right?"
        )
    return nodes


def _flattened(nested: list[Any]) -> list[Any]:
    nodes: list[Any] = []
    for entry in nested:
        if isinstance(entry, list):
            nodes += entry
        else:
            nodes.append(entry)
    return nodes
