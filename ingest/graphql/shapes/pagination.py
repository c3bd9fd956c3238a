"""What all kinds of pagination share: the variables of a page, and the position of the next.

Servers reduce the page size silently. So a short page is never taken for the last page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ingest.common.failures import ConfigurationError, Incomplete


@dataclass(frozen=True)
class PositionSettings:
    """Limits of what a source says about the next page."""

    max_place: int = 4000  # characters of a cursor or a key; chosen by hand


SETTINGS = PositionSettings()

COUNT = "count"
ENDS = ("end", COUNT)  # values of `until`

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

    @property
    def read(self) -> int:
        """The number of nodes up to here, where the position counts them."""
        return int(self.position.get("read", 0)) + len(self.nodes)

    def reaches_total(self, end: int) -> bool:
        """Whether the library has no more than the `end` nodes up to here."""
        return self.total is not None and end >= self.total

    def is_last(self, end: int) -> bool:
        """Whether no page follows; `end` is the number of nodes up to here."""
        return not self.nodes or self.reaches_total(end)


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """The settings that every kind of pagination has, by their names in [pagination].

    The defaults were chosen by hand.
    """

    size: int = 500  # icons a page
    total: str | None = None  # path to the number of icons in the library
    until: str = "end"  # "count": the last page is where the total is reached
    confirm: bool = True  # read the library until two readings agree
    max_pages: int = 10_000  # a source with more pages is taken for a source that loops

    one_page: ClassVar[bool] = False  # the whole library comes in one answer

    def __post_init__(self) -> None:
        """Raise ConfigurationError where two settings do not fit."""
        if self.until not in ENDS:
            raise ConfigurationError(
                f"pagination.until = {self.until!r} is not known: choose one of {', '.join(ENDS)}."
            )
        if self.until == COUNT and self.total is None:
            raise ConfigurationError(
                'pagination.until = "count" needs pagination.total: '
                "write the path to the number of icons."
            )

    def counts_to_end(self, page: ReceivedPage) -> bool:
        """Whether the settings, and the total, say that no page follows."""
        return self.until == COUNT and page.reaches_total(page.read)

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


def checked_place(place: Any) -> str | int | float:
    """A cursor or a key. Raises Incomplete: each page's is sent, and stored until the end."""
    too_long = isinstance(place, str | int) and len(str(place)) > SETTINGS.max_place
    if too_long or not isinstance(place, str | int | float):
        raise Incomplete(
            "the source names the next page by something that is no text or number of at most "
            f"{SETTINGS.max_place:,} characters: tell whoever runs it."
        )
    return place
