"""A page's nodes become icons: each is mapped, and drawings behind URLs are fetched."""

from collections.abc import Callable, Sequence
from typing import Any

from ingest.common.failures import Incomplete
from ingest.graphql.drawings.fetching import DrawingFetcher
from ingest.graphql.mapping import LinkedIcon, MappedIcon, UndrawnIcon
from ingest.icon import CrawledIcon, Icon


class IconReader:
    """Reads the icons of one crawl; `map_node` maps one node.

    Until the first icon has a drawing, a page without any ends the run: then it is not the icons
    that must be mended, but the description or the access.
    """

    def __init__(
        self, map_node: Callable[[Any], list[MappedIcon]], fetcher: DrawingFetcher | None = None
    ) -> None:
        self._map_node = map_node
        self._fetcher = fetcher
        self._has_drawn = False

    async def icons(self, nodes: Sequence[Any], partial: bool = False) -> list[list[CrawledIcon]]:
        """The icons of each node. `partial`: the source gave errors, which explain more.

        Raises ConfigurationError, Refused, SourceDown, Incomplete.
        """
        mapped = [self._map_node(node) for node in nodes]
        drawn = await self._draw(mapped)
        if not self._has_drawn and not partial:
            self._check_any_drawn(drawn)
        return drawn

    async def _draw(self, mapped: list[list[MappedIcon]]) -> list[list[CrawledIcon]]:
        if self._fetcher is not None:
            return await self._fetcher.draw(mapped)
        return [_without_links(icons) for icons in mapped]

    def _check_any_drawn(self, drawn: list[list[CrawledIcon]]) -> None:
        icons = [icon for group in drawn for icon in group]
        self._has_drawn = any(isinstance(icon, Icon) for icon in icons)
        if self._has_drawn or not icons:
            return
        first = icons[0]
        if isinstance(first, UndrawnIcon):
            raise first.failure
        if len(icons) > 1:
            raise Incomplete(
                f"none of the {len(icons)} icons of a page can be used, the first is {first}: "
                "do [fields] name the right ones, and may these credentials see them?"
            )


def _without_links(icons: list[MappedIcon]) -> list[CrawledIcon]:
    # Without a fetcher the mapping makes no links.
    return [icon for icon in icons if not isinstance(icon, LinkedIcon)]
