"""The library the demonstration source serves, and how one request sees it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from graphql import GraphQLError

from ingest import source_json as catalogue
from ingest.demo.faults import Struck
from ingest.files.iconify import read_set
from ingest.icon import Icon

BUNDLED = Path("data/demo/ant-design")
DEFAULT_PAGE = 100
MAX_PAGE = 1000  # larger pages are shortened without a word, as real services do

Item = TypeVar("Item")
Record = dict[str, Any]  # an icon with the field names of the GraphQL schema

NEWCOMER = Icon(
    "0-newcomer",
    "newcomer",
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6z"/></svg>',
)

# What each fault makes of an icon. An exception in place of a value becomes an entry in "errors", and null in the data;
# where null is not allowed, as with a name, the whole page goes with it.
SPOILT: Mapping[str, Callable[[Record], Record]] = {
    "edit": lambda icon: {
        "sourceCode": icon["sourceCode"].replace("</svg>", '<path d="M0 0h1v1z"/></svg>')
    },
    "partial": lambda icon: {"sourceCode": _unreadable(icon)},
    "poison": lambda icon: {"name": _unreadable(icon)},
    "null-source": lambda icon: {"sourceCode": None},
    "empty-source": lambda icon: {"sourceCode": ""},
    "non-svg": lambda icon: {"sourceCode": "no drawing here"},
}


def _unreadable(icon: Record) -> GraphQLError:
    return GraphQLError(
        f"{icon['id']} could not be read", extensions={"code": "INTERNAL_SERVER_ERROR"}
    )


def load(path: Path) -> list[Icon]:
    """The icons of an Iconify set (a folder) or of a source.json (a file).

    Raises ConfigurationError.
    """
    return catalogue.read(path) if path.is_file() else read_set(path)


def stretch(icons: Sequence[Icon], size: int) -> list[Icon]:
    """Exactly `size` icons: the first ones, or all of them again and again under numbered ids."""
    rounds = (
        icons if turn == 1 else [replace(icon, id=f"{icon.id}~{turn}") for icon in icons]
        for turn in count(1)
    )
    return list(islice((icon for icons in rounds for icon in icons), size))


def record(icon: Icon) -> Record:
    """An icon as the GraphQL schema names its fields."""
    return {
        "id": icon.id,
        "name": icon.name,
        "sourceCode": icon.source_code,
        "library": icon.library,
        "style": icon.style,
        "category": icon.category,
        "tags": list(icon.tags),
        "aliases": list(icon.aliases),
        "license": icon.license,
        "updatedAt": icon.updated_at,
    }


class View:
    """The library as one request sees it: the faults that strike the request have been at work on it."""

    def __init__(self, records: list[Record], struck: Struck):
        self.struck = struck
        self.records = _alter(records, struck) if struck else records
        self.too_slow = False  # the request asks for so much that it will time out

    def named(self, fault: str) -> set[str]:
        """The ids of the icons that a fault is about."""
        return _named(self.struck[fault], self.records)

    @property
    def total(self) -> int:
        """How many icons the source says it has."""
        distinct = len({icon["id"] for icon in self.records}) if self.struck else len(self.records)
        return distinct + (self.struck.number("total") or 0)

    def size(self, asked: int | None) -> int:
        """How long a page may be when `asked` icons are asked for.

        Raises GraphQLError when that is too many or makes no sense.
        """
        size = DEFAULT_PAGE if asked is None else asked
        if size < 0:
            raise GraphQLError(
                "a page cannot have fewer than 0 icons", extensions={"code": "BAD_USER_INPUT"}
            )
        self.weigh(size)
        clamp = self.struck.number("clamp")
        return min(size, MAX_PAGE) if clamp is None else min(size, clamp)

    def weigh(self, size: int) -> None:
        """Raise GraphQLError when `size` icons at once are too complex; note when they are too slow."""
        most, fast = self.struck.number("complexity"), self.struck.number("too-slow")
        self.too_slow = fast is not None and size > fast
        if most is not None and size > most:
            message = f"the query has a complexity of {size}, the most is {most}"
            raise GraphQLError(message, extensions={"code": "MAX_COMPLEXITY_EXCEEDED"})

    def numbered(self, items: list[Item], page: int, asked: int | None) -> tuple[list[Item], int]:
        """The items of a page, numbered from 1, and how many a page holds.

        Raises GraphQLError like `size`.
        """
        size = self.size(asked)
        if page < 1 or size < 1:
            raise GraphQLError(
                "pages are numbered from 1 and hold 1 icon or more",
                extensions={"code": "BAD_USER_INPUT"},
            )
        start = self.start((page - 1) * size)
        return items[start : start + size], size

    def start(self, position: int) -> int:
        """Where a page begins."""
        return 0 if "loop" in self.struck else max(position, 0)


def _named(ids: str, records: list[Record]) -> set[str]:
    """The ids that a fault's value means: as written with commas, * for all, nothing for the first icon's."""
    if ids == "*" or not ids:
        return {icon["id"] for icon in (records if ids else records[:1])}
    return set(ids.split(","))


def _alter(records: list[Record], struck: Struck) -> list[Record]:
    altered = records
    for fault, spoil in SPOILT.items():
        if fault in struck:
            ids = _named(struck[fault], records)
            altered = [icon | spoil(icon) if icon["id"] in ids else icon for icon in altered]
    for fault in ("duplicate", "conflict"):
        if fault in struck:
            ids = _named(struck[fault], records)
            again = [
                icon | SPOILT["edit"](icon) if fault == "conflict" else icon
                for icon in records
                if icon["id"] in ids
            ]
            altered = altered + again
    if "delete" in struck:
        ids = _named(struck["delete"], records)
        altered = [icon for icon in altered if icon["id"] not in ids]
    if "insert" in struck:
        altered = [record(NEWCOMER), *altered]
    return altered[: struck.number("shrink")]
