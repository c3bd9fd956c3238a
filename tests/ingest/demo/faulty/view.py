"""The library as a request with faults sees it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from ingest.demo.library import Record, View, make_record
from ingest.icon import Icon
from tests.ingest.demo.faulty.faults import ActiveFaults

NEWCOMER = Icon(
    "0-newcomer",
    "newcomer",
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6z"/></svg>',
)


def unreadable(icon: Record) -> GraphQLError:
    return GraphQLError(
        f"{icon['id']} could not be read", extensions={"code": "INTERNAL_SERVER_ERROR"}
    )


def edited(icon: Record) -> Record:
    drawing = icon["sourceCode"].replace("</svg>", '<path d="M0 0h1v1z"/></svg>')
    return {"sourceCode": drawing}


# The fields that each fault changes. An exception in place of a value becomes an entry in "errors",
# and null in the data. Where null is not allowed, as for a name, the whole page becomes null.
CHANGES: Mapping[str, Callable[[Record], Record]] = {
    "edit": edited,
    "partial": lambda icon: {"sourceCode": unreadable(icon)},
    "poison": lambda icon: {"name": unreadable(icon)},
    "null-source": lambda icon: {"sourceCode": None},
    "empty-source": lambda icon: {"sourceCode": ""},
    "non-svg": lambda icon: {"sourceCode": "no drawing here"},
}


def named(ids: str, records: Sequence[Record]) -> set[str]:
    """The ids in a fault's value: as written with commas, * for all, nothing for the first icon."""
    if ids == "*":
        return {icon["id"] for icon in records}
    if not ids:
        return {icon["id"] for icon in records[:1]}
    return set(ids.split(","))


def changed(records: list[Record], faults: ActiveFaults) -> list[Record]:
    """The records after the faults have changed, added and removed some."""
    result = records
    for fault, change in CHANGES.items():
        if fault in faults:
            ids = named(faults[fault], records)
            result = [icon | change(icon) if icon["id"] in ids else icon for icon in result]
    for fault in ("duplicate", "conflict"):
        if fault in faults:
            ids = named(faults[fault], records)
            again = [icon for icon in records if icon["id"] in ids]
            if fault == "conflict":
                again = [icon | edited(icon) for icon in again]
            result = result + again
    if "delete" in faults:
        ids = named(faults["delete"], records)
        result = [icon for icon in result if icon["id"] not in ids]
    if "insert" in faults:
        result = [make_record(NEWCOMER), *result]
    return result[: faults.number("shrink")]


class FaultyView(View):
    """A view with the faults of one request. `too_slow`: the request must end in a 504."""

    def __init__(self, records: list[Record], faults: ActiveFaults):
        super().__init__(changed(records, faults) if faults else records)
        self.faults = faults
        self.too_slow = False

    def total(self, items: Sequence[Any]) -> int:
        # An icon that is listed twice counts once.
        distinct = len({item["id"] for item in items}) if self.faults else len(items)
        return distinct + (self.faults.number("total") or 0)

    def everything(self) -> list[Record]:
        self._check_cost(len(self.records))
        return super().everything()

    def page_size(self, asked: int | None) -> int:
        size = super().page_size(asked)
        self._check_cost(size if asked is None else asked)
        clamp = self.faults.number("clamp")
        return size if clamp is None else min(size, clamp)

    def start(self, position: int) -> int:
        return 0 if "loop" in self.faults else super().start(position)

    def after(self, identifier: str | None) -> list[Record]:
        return super().after(None if "loop" in self.faults else identifier)

    def page_info(self, start: int, end: int) -> dict[str, Any]:
        info = super().page_info(start, end)
        if "loop" in self.faults:
            info["hasNextPage"] = True
        if "null-cursor" in self.faults:
            info |= {"hasNextPage": True, "endCursor": None}
        return info

    def drawings(self, records: Sequence[Record]) -> list[str] | None:
        drawings = super().drawings(records)
        if None in drawings:
            return None
        for drawing in drawings:
            if isinstance(drawing, GraphQLError):
                raise drawing
        return drawings

    def named(self, fault: str) -> set[str]:
        """The ids of the icons that an active fault names."""
        return named(self.faults[fault], self.records)

    def _check_cost(self, size: int) -> None:
        """Note a request that is too slow. Raise GraphQLError for a request that is too complex."""
        fast = self.faults.number("too-slow")
        self.too_slow = fast is not None and size > fast
        most = self.faults.number("complexity")
        if most is not None and size > most:
            message = f"the query has a complexity of {size}, the most is {most}"
            raise GraphQLError(message, extensions={"code": "MAX_COMPLEXITY_EXCEEDED"})
