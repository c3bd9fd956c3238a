"""One reading of a library: the icons of all its pages, and the checks that it must pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.common.failures import Incomplete
from ingest.graphql.checkpoint import ReadPage
from ingest.icon import CrawledIcon, Icon, SkippedIcon


@dataclass(frozen=True)
class ReadingSettings:
    """How many icons a message names; the run's metadata names all."""

    icons_named: int = 10  # chosen by hand


SETTINGS = ReadingSettings()


@dataclass
class Reading:
    """One reading of a library.

    A node is an entry of the source's list, which the source's total counts. It may hold several
    icons.
    """

    # Not in the repr: asyncio.run passes results to signal.signal, which prints them.
    icons: dict[str, Icon] = field(default_factory=dict, repr=False)
    skipped: list[SkippedIcon] = field(default_factory=list)
    total: int | None = None
    pages: int = 0
    duplicates: int = 0
    conflicts: set[str] = field(default_factory=set)
    total_changed: bool = False  # the total changed between two pages
    # The icons of the reading before: an icon that is still the same takes no memory again.
    before: Mapping[str, Icon] = field(default_factory=dict, repr=False)
    _nodes: set[tuple[str, ...]] = field(default_factory=set)
    _nodes_without_id: int = 0
    _skipped_ids: set[str] = field(default_factory=set)

    @property
    def nodes(self) -> int:
        """The number of different nodes. A node is identified by the ids of its icons."""
        return len(self._nodes) + self._nodes_without_id

    def add(self, page: ReadPage) -> bool:
        """Add one page; returns whether it held a new node."""
        before = self.nodes
        self.pages += 1
        if page.total is not None:
            self.total_changed |= self.total not in (None, page.total)
            self.total = page.total
        for icons in page.nodes:
            self._count_node(icons)
            for icon in icons:
                self._add_icon(icon)
        return self.nodes > before

    def _count_node(self, icons: list[CrawledIcon]) -> None:
        ids = tuple([icon.id for icon in icons if icon.id is not None])
        if not ids:
            self._nodes_without_id += 1
        elif ids in self._nodes:
            self.duplicates += 1
        else:
            self._nodes.add(ids)

    def _add_icon(self, icon: CrawledIcon) -> None:
        if isinstance(icon, Icon):
            known = self.before.get(icon.id)
            if known is not None and _same(known, icon):
                icon = known
            first = self.icons.setdefault(icon.id, icon)
            if not _same(first, icon):
                self.conflicts.add(icon.id)
            return
        if icon.id is None:
            self.skipped.append(icon)
        elif icon.id not in self._skipped_ids:
            self._skipped_ids.add(icon.id)
            self.skipped.append(icon)

    def agrees(self, other: "Reading") -> bool:
        """Whether two readings found the same library."""
        if self.total_changed or self.total != other.total:
            return False
        if [icon.id for icon in self.skipped] != [icon.id for icon in other.skipped]:
            return False
        return self.icons == other.icons

    def check_whole(self, limited: bool) -> None:
        """Raise Incomplete where this cannot be the whole library, or the `limited` part of it."""
        if self.conflicts:
            named = ", ".join(sorted(self.conflicts)[: SETTINGS.icons_named])
            raise Incomplete(
                f"the source lists different icons under one id ({named}): "
                "ids must be unique, does `fields.id` name the right one?"
            )
        if not self.icons and self.total:
            raise Incomplete(
                f"the source says it has {self.total} icons and its first page has none: are the "
                "query's arguments right, and first_page where pages have numbers?"
            )
        if not self.icons:
            raise Incomplete("the source has no icons at all: is it the right one?")
        if limited:
            return
        if self.total_changed or self.total not in (None, self.nodes):
            raise Incomplete(
                f"the source says it has {self.total} icons and gave {self.nodes}{self._advice()}."
            )

    def _advice(self) -> str:
        """What to do where the total is another number than that of the nodes."""
        if not self.total_changed and self.nodes + self.duplicates == self.total:
            return (
                f", and {self.duplicates} of them again: its pagination is broken, "
                "or the query does not hand its variables on to the list"
            )
        return ": run it again, or ask whoever runs it"


def _same(one: Icon, other: Icon) -> bool:
    # An icon of a page that has not changed is the same object.
    return one is other or one == other


def check_skipped(skipped: list[SkippedIcon], most: int) -> None:
    """Raise Incomplete, which names some icons, where more than `most` were skipped."""
    if len(skipped) <= most:
        return
    named = "; ".join(str(icon) for icon in skipped[: SETTINGS.icons_named])
    more = len(skipped) - SETTINGS.icons_named
    if more > 0:
        named += f" and {more} more"
    icons = "1 icon" if len(skipped) == 1 else f"{len(skipped)} icons"
    raise Incomplete(
        f"{icons} cannot be had and {most} may be missing: {named}. Have them mended, "
        "or allow for them with --max-skipped; `--dry-run --max-skipped 1000` lists all."
    )
