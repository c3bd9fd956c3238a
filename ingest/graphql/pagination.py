"""The pagination shapes: what to ask for a page, and where the next one begins.

Servers clamp the page size without a word, so no shape takes a short page for the last one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ingest.common.failures import Incomplete
from ingest.graphql.client import PageFailed
from ingest.graphql.mapping import find

State = dict[str, Any]  # where a page begins; JSON, so that a checkpoint can hold it


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What all shapes have: settings of a description's [pagination], by their names there."""

    size: int = 500  # icons a page
    total: str | None = None  # path to the number of icons in the library
    confirm: bool = True  # read the library until two readings agree
    max_pages: int = 10_000  # a source that gives more pages than this is thought to be looping

    one_page: ClassVar[bool] = False  # the whole library comes in one answer

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """The query variables that ask for the page at `state`."""
        raise NotImplementedError

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """Where the page after this one begins."""
        raise NotImplementedError

    def past(self, state: State) -> State | None:
        """Where to go on after a single icon that the source cannot give; None when that cannot be known."""
        return None

    def fits(self, state: State, size: int) -> bool:
        """Whether a page of this size can begin at `state`."""
        return True

    def clamp(self, state: State, size: int, nodes: list[Any]) -> int | None:
        """The page size that the server showed to be its largest, where that matters."""
        return None


@dataclass(frozen=True, kw_only=True)
class Plain(Shape):
    """One answer holds the whole library."""

    one_page: ClassVar[bool] = True

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """None at all."""
        return {}

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """None, always."""
        return None


@dataclass(frozen=True, kw_only=True)
class Cursor(Shape):
    """Relay's connections: `first` and `after`, and a `pageInfo` with `hasNextPage` and `endCursor`."""

    page_info: str
    size_variable: str = "first"
    cursor_variable: str = "after"

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """The size, and the last page's end cursor."""
        return {self.size_variable: size, self.cursor_variable: state.get("after")}

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """After the end cursor, as long as the server says that there is more."""
        info = find(data, self.page_info, "pagination.page_info")
        if not find(info, "hasNextPage", "pagination.page_info"):
            return None
        cursor = find(info, "endCursor", "pagination.page_info")
        if cursor is None:
            raise Incomplete(
                "the source says that there is another page, and gives no cursor to it: tell whoever runs it."
            )
        return {"after": cursor}


@dataclass(frozen=True, kw_only=True)
class Skip(Shape):
    """`skip` and `limit`: as many as asked, from a position on."""

    size_variable: str = "limit"
    skip_variable: str = "skip"

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """The size, and the number of nodes to leave out."""
        return {self.size_variable: size, self.skip_variable: state.get("skip", 0)}

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """As far on as nodes really came; the end is at the total or, without one, at an empty page."""
        position = state.get("skip", 0) + len(nodes)
        return {"skip": position} if nodes and (total is None or position < total) else None

    def past(self, state: State) -> State | None:
        """One further on."""
        return {"skip": state.get("skip", 0) + 1}


@dataclass(frozen=True, kw_only=True)
class Numbered(Shape):
    """`page` and `pageSize`. The state counts nodes, so that the size can change where it divides them."""

    size_variable: str = "pageSize"
    page_variable: str = "page"
    first_page: int = 1

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """The size, and the page's number at that size."""
        return {
            self.size_variable: size,
            self.page_variable: self.first_page + state.get("position", 0) // size,
        }

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """One page on; the end is at the total or, without one, at an empty page."""
        start = state.get("position", 0)
        if start and total is not None and 0 < len(nodes) < size and start + len(nodes) < total:
            raise PageFailed(
                "a page in the middle came short: the server has a largest size of its own"
            )
        position = start + (self.clamp(state, size, nodes) or size)
        return {"position": position} if nodes and (total is None or position < total) else None

    def past(self, state: State) -> State | None:
        """One further on."""
        return {"position": state.get("position", 0) + 1}

    def fits(self, state: State, size: int) -> bool:
        """Only where whole pages of this size come before it."""
        return bool(state.get("position", 0) % size == 0)

    def clamp(self, state: State, size: int, nodes: list[Any]) -> int | None:
        """Pages are numbered in the server's own size, which a short first page gives away."""
        return len(nodes) if not state and 0 < len(nodes) < size else None


@dataclass(frozen=True, kw_only=True)
class Keyset(Shape):
    """All after the last key, in the order of the key."""

    size_variable: str = "limit"
    after_variable: str = "after"
    key: str = "id"  # path, within a node, to the value that the next page begins after
    start: str | int | None = None  # the value that asks for the first page

    def variables(self, state: State, size: int) -> Mapping[str, Any]:
        """The size, and the last key."""
        return {self.size_variable: size, self.after_variable: state.get("after", self.start)}

    def next(
        self, state: State, size: int, nodes: list[Any], data: Any, total: int | None
    ) -> State | None:
        """After the last node; the end is at an empty page."""
        if not nodes:
            return None
        key = find(nodes[-1], self.key, "pagination.key")
        if key is None:
            raise PageFailed(
                "the last icon of a page has no key, so that the next page cannot be asked for"
            )
        return {"after": key}


SHAPES: Mapping[str, type[Shape]] = {
    "cursor": Cursor,
    "skip": Skip,
    "page": Numbered,
    "keyset": Keyset,
    "plain": Plain,
}
