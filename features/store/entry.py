"""The record of an icon in the catalogue. The columns of the table `icons` follow from it."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Self

from features.store.library import Item

SQL = "sql"  # key of a field's metadata: a constraint that its column has besides its type
UNIQUE = MappingProxyType({SQL: "UNIQUE"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An icon as the catalogue holds it.

    `grounds` are the grounds of its JPEGs, the preferred ground first. Each field is a column of
    the table `icons`: a field more, or one of another type, is another format.
    """

    id: str = field(metadata=UNIQUE)
    name: str
    library: str | None
    style: str | None
    category: str | None
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    license: str | None
    updated_at: str | None
    has_svg: bool
    grounds: tuple[str, ...]

    @classmethod
    def of(cls, item: Item) -> Self:
        """The entry of an icon of a library."""
        icon = item.icon
        grounds = [picture.ground for picture in item.pictures]
        return cls(
            id=icon.id,
            name=icon.name,
            library=icon.library,
            style=icon.style,
            category=icon.category,
            tags=icon.tags,
            aliases=icon.aliases,
            license=icon.license,
            updated_at=icon.updated_at,
            has_svg=bool(icon.source_code),
            grounds=tuple(grounds),
        )

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """The entry of a row of the table, its values in the order of `COLUMNS`."""
        values = list(row)
        for number, decode in _DECODED:
            values[number] = decode(values[number])
        return cls(*values)

    def record(self) -> list[Any]:
        """The values of its row, in the order of `COLUMNS`."""
        values = []
        for column in COLUMNS:
            value = getattr(self, column.name)
            values.append(column.encode(value))
        return values


def _as_it_is(value: Any) -> Any:
    return value


@functools.lru_cache(maxsize=1024)  # most icons have the same few texts
def _read_texts(text: str) -> tuple[str, ...]:
    texts = json.loads(text)
    return tuple(texts)


@dataclass(frozen=True)
class ColumnType:
    """How SQLite stores a Python type: the SQL type, and the functions there and back."""

    sql: str
    encode: Callable[[Any], Any] = _as_it_is
    decode: Callable[[Any], Any] = _as_it_is


@dataclass(frozen=True)
class Column:
    """A column of the table `icons`."""

    name: str
    sql: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]

    @classmethod
    def of(cls, name: str, python_type: Any, metadata: Mapping[str, str]) -> Self:
        """The column of a field of `Entry`."""
        stored = _TYPES[python_type]
        words = [name, stored.sql]
        if SQL in metadata:
            words.append(metadata[SQL])
        return cls(name, " ".join(words), stored.encode, stored.decode)


_TYPES: dict[Any, ColumnType] = {
    str: ColumnType("TEXT NOT NULL"),
    str | None: ColumnType("TEXT"),
    bool: ColumnType("INTEGER NOT NULL", decode=bool),
    tuple[str, ...]: ColumnType("TEXT NOT NULL", json.dumps, _read_texts),
}

COLUMNS = [Column.of(each.name, each.type, each.metadata) for each in fields(Entry)]
_DECODED = [
    (number, column.decode)
    for number, column in enumerate(COLUMNS)
    if column.decode is not _as_it_is
]
