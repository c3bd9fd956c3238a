"""The library that the demonstration source serves, and its pages."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from graphql import GraphQLError

from ingest import source_json
from ingest.files.iconify import read_set
from ingest.icon import Icon

BUNDLED = Path("data/demo/ant-design")


@dataclass(frozen=True)
class PageSizes:
    """Icons a page; both sizes were chosen by hand."""

    default: int = 100
    largest: int = 1000  # larger pages are shortened silently, as real services do


PAGE_SIZES = PageSizes()

Item = TypeVar("Item")
Record = dict[str, Any]  # an icon with the field names of the GraphQL schema


def load(path: Path) -> list[Icon]:
    """The icons of an Iconify set (a folder) or of a source.json (a file).

    Raises ConfigurationError.
    """
    return source_json.read(path) if path.is_file() else read_set(path)


def stretch(icons: Sequence[Icon], size: int) -> list[Icon]:
    """Exactly `size` icons: the first icons, or all icons repeatedly under numbered ids."""
    rounds = (
        icons if turn == 1 else [replace(icon, id=f"{icon.id}~{turn}") for icon in icons]
        for turn in count(1)
    )
    return list(islice((icon for icons in rounds for icon in icons), size))


def make_record(icon: Icon) -> Record:
    """An icon with the field names of the GraphQL schema."""
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


def bad_input(message: str) -> GraphQLError:
    """The error for an argument that makes no sense."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


class View:
    """The library as one request sees it. Every method is a hook for a server that misbehaves."""

    def __init__(self, records: list[Record]):
        self.records = records

    def total(self, items: Sequence[Any]) -> int:
        """The number of items that the source reports."""
        return len(items)

    def everything(self) -> list[Record]:
        """All icons at once."""
        return self.records

    def page_size(self, asked: int | None) -> int:
        """The largest number of icons on a page; `asked` is what the request asks for.

        Raises GraphQLError for a number that makes no sense.
        """
        size = PAGE_SIZES.default if asked is None else asked
        if size < 0:
            raise bad_input("a page cannot have fewer than 0 icons")
        return min(size, PAGE_SIZES.largest)

    def start(self, position: int) -> int:
        """The position at which a page begins."""
        return max(position, 0)

    def numbered(self, items: list[Item], page: int, asked: int | None) -> tuple[list[Item], int]:
        """The items of a page, numbered from 1, and the page size. Raises as `page_size` does."""
        size = self.page_size(asked)
        if page < 1 or size < 1:
            raise bad_input("pages are numbered from 1 and hold 1 icon or more")
        start = self.start((page - 1) * size)
        return items[start : start + size], size

    def after(self, identifier: str | None) -> list[Record]:
        """The icons with a greater id, sorted by id; all icons for None."""
        records = self.records
        if identifier is not None:
            records = [icon for icon in records if icon["id"] > identifier]
        return sorted(records, key=lambda icon: icon["id"])

    def page_info(self, start: int, end: int) -> dict[str, Any]:
        """Relay's `pageInfo` of the page from `start` to before `end`."""
        return {
            "hasNextPage": end < len(self.records),
            "endCursor": make_cursor(end) if end > start else None,
        }

    def drawings(self, records: Sequence[Record]) -> list[str] | None:
        """The SVGs of some icons."""
        return [record["sourceCode"] for record in records]


def make_cursor(position: int) -> str:
    """An opaque text for a position in the list."""
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """The position in a cursor. Raises GraphQLError."""
    try:
        return int(base64.urlsafe_b64decode(cursor).removeprefix(b"after:"))
    except (ValueError, binascii.Error) as error:
        raise bad_input(f"{cursor!r} is no cursor of this list") from error
