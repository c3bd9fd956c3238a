"""The way through a library, page by page; most sources are walked by one query and one pagination shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ingest.common.failures import ConfigurationError
from ingest.graphql.client import Answer, PageFailed
from ingest.graphql.mapping import find
from ingest.graphql.pagination import Shape, State

FIRST: State = {}


class Ask(Protocol):
    """Puts one query to the source: `await ask(query, variables)`."""

    async def __call__(self, query: str, variables: Mapping[str, Any]) -> Answer:
        """The answer. Raises PageFailed and the failures of `Client.ask`."""

    async def wait(self, seconds: float, why: str) -> None:
        """Pause as the source asks. Raises SourceDown when the run's deadline comes first."""


@dataclass(frozen=True)
class Page:
    """One page: its nodes as the source gave them, where the next page begins (None after the last), and the total.

    `clamp` is as in `Shape.clamp`. `errors` came with the nodes.
    """

    nodes: list[Any]
    next: State | None
    total: int | None = None
    clamp: int | None = None
    errors: Sequence[Any] = ()


class Walk(Protocol):
    """A way through a library, page by page. A source's own module may bring its own."""

    @property
    def size(self) -> int:
        """Icons a page to begin with; 1 where pages cannot be made smaller."""

    @property
    def confirm(self) -> bool:
        """Whether one reading may hold parts of two versions of the library."""

    @property
    def max_pages(self) -> int:
        """A source that gives more pages than this is thought to be looping."""

    async def page(self, ask: Ask, state: State, size: int) -> Page:
        """The page of at most `size` nodes that begins at `state`. Raises PageFailed."""

    def past(self, state: State) -> State | None:
        """See `Shape.past`."""

    def fits(self, state: State, size: int) -> bool:
        """See `Shape.fits`."""


@dataclass(frozen=True)
class QueryWalk:
    """The way through a library that one query and one shape describe."""

    query: str
    constants: Mapping[str, Any]  # query variables that are the same for each page
    icons: str  # path to the nodes
    shape: Shape

    @property
    def size(self) -> int:
        """See `Walk`."""
        return 1 if self.shape.one_page else self.shape.size

    @property
    def confirm(self) -> bool:
        """See `Walk`."""
        return self.shape.confirm and not self.shape.one_page

    @property
    def max_pages(self) -> int:
        """See `Walk`."""
        return self.shape.max_pages

    def past(self, state: State) -> State | None:
        """See `Walk`."""
        return self.shape.past(state)

    def fits(self, state: State, size: int) -> bool:
        """See `Walk`."""
        return self.shape.fits(state, size)

    async def page(self, ask: Ask, state: State, size: int) -> Page:
        """See `Walk`."""
        answer = await ask(self.query, {**self.constants, **self.shape.variables(state, size)})
        nodes = _nodes(answer, self.icons)
        total = _total(answer.data, self.shape.total) if self.shape.total else None
        return Page(
            nodes=nodes,
            next=self.shape.next(state, size, nodes, answer.data, total),
            total=total,
            clamp=self.shape.clamp(state, size, nodes),
            errors=answer.errors,
        )


def _total(data: Any, path: str) -> int | None:
    """The number that `path` leads to; large numbers come as texts from some services."""
    total = find(data, path, "pagination.total")
    if total is None or (isinstance(total, int) and not isinstance(total, bool)):
        return total
    if isinstance(total, str) and total.isdecimal():
        return int(total)
    raise ConfigurationError(
        f'pagination.total = "{path}" leads to {total!r}: it must lead to the number of icons.'
    )


def _nodes(answer: Answer, path: str) -> list[Any]:
    """The list that `path` leads to, lists in lists made one."""
    nodes = find(answer.data, path, "icons")
    for _ in range(path.count("[]") - 1):
        nodes = [
            node for part in nodes or [] for node in (part if isinstance(part, list) else [part])
        ]
    if nodes is None and answer.errors:
        raise PageFailed("; ".join(str(error.get("message", error)) for error in answer.errors[:3]))
    if not isinstance(nodes, list):
        raise ConfigurationError(
            f'icons = "{path}" leads to {"null" if nodes is None else "no list"} in the answer: '
            f"it must lead to the list of icons; are the query's variables right?"
        )
    return nodes
