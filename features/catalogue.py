"""`catalogue.sqlite`: every icon's record, its SVG and its JPEGs, for random access without parsing. The format's one owner."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from features.library import Item
from ingest.failures import NotWritable

FILTERS = ("library", "style", "category", "license")

# `row` is the icon's place in the order of ids. Drawings and pictures lie apart, so that a search of the texts stays short.
SCHEMA = """
CREATE TABLE icons (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, library TEXT, style TEXT, category TEXT,
                    tags TEXT NOT NULL, aliases TEXT NOT NULL, license TEXT, updated_at TEXT, has_svg INTEGER NOT NULL,
                    grounds TEXT NOT NULL, searched TEXT NOT NULL);
CREATE TABLE drawings (row INTEGER PRIMARY KEY, svg TEXT NOT NULL);
CREATE TABLE pictures (row INTEGER NOT NULL, place INTEGER NOT NULL, ground TEXT NOT NULL, jpeg BLOB NOT NULL, PRIMARY KEY (row, place));
"""
COLUMNS = "id, name, library, style, category, tags, aliases, license, updated_at, has_svg, grounds"


@dataclass(frozen=True, slots=True)
class Entry:
    """An icon as the catalogue knows it; `grounds` are those it has a JPEG on, the preferred one first."""

    id: str
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


def write(path: Path, items: Iterable[Item]) -> None:
    """Write a new catalogue of items sorted by id; the same items always give the same bytes.

    Raises NotWritable.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            _fill(connection, items)
    except sqlite3.OperationalError as error:
        raise NotWritable(f"cannot write {path} ({error}): check its owner and free space.") from error


def _fill(connection: sqlite3.Connection, items: Iterable[Item]) -> None:
    connection.execute("PRAGMA journal_mode = OFF")  # a file that is cut short is never published
    connection.execute("PRAGMA synchronous = OFF")  # the generation is synced as a whole
    connection.executescript(SCHEMA)
    for row, item in enumerate(items):
        connection.execute("INSERT INTO icons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, *_record(item)))
        if item.icon.source_code:
            connection.execute("INSERT INTO drawings VALUES (?, ?)", (row, item.icon.source_code))
        pictures = [(row, place, picture.ground, picture.jpeg) for place, picture in enumerate(item.pictures)]
        connection.executemany("INSERT INTO pictures VALUES (?, ?, ?, ?)", pictures)


def _record(item: Item) -> tuple[Any, ...]:
    icon = item.icon
    searched = "\n".join((icon.name, *icon.tags, *icon.aliases)).casefold()
    grounds = [picture.ground for picture in item.pictures]
    known = (icon.id, icon.name, icon.library, icon.style, icon.category, json.dumps(icon.tags), json.dumps(icon.aliases))
    return (*known, icon.license, icon.updated_at, bool(icon.source_code), json.dumps(grounds), searched)


class Catalogue:
    """A catalogue open for reading. Safe to use from several threads, which then take turns."""

    def __init__(self, path: Path) -> None:
        """Open a file that nobody changes any more. Raises sqlite3.DatabaseError when it is no catalogue."""
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._length: int = self._rows("SELECT count(*) FROM icons")[0][0]

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def get(self, identifier: str) -> Entry | None:
        """The icon with this id."""
        rows = self._rows(f"SELECT {COLUMNS} FROM icons WHERE id = ?", identifier)
        return _entry(rows[0]) if rows else None

    def svg(self, identifier: str) -> str | None:
        """The icon's SVG as the source gave it; None where there is no such icon, or it came as a picture."""
        rows = self._rows("SELECT svg FROM drawings JOIN icons USING (row) WHERE id = ?", identifier)
        return str(rows[0][0]) if rows else None

    def jpeg(self, identifier: str, ground: str | None = None) -> bytes | None:
        """The icon's JPEG on a ground, or its preferred one; None where there is none."""
        chosen = "SELECT jpeg FROM pictures JOIN icons USING (row) WHERE id = ?1 AND (?2 IS NULL OR ground = ?2) ORDER BY place LIMIT 1"
        rows = self._rows(chosen, identifier, ground)
        return bytes(rows[0][0]) if rows else None

    def list(self, offset: int, limit: int, filters: Mapping[str, str], q: str | None = None) -> tuple[int, list[Entry]]:
        """How many icons match, and those from `offset` on, by id.

        Fields in `filters` (of FILTERS, else ValueError) must be equal; every word of `q` must stand in the name, a tag or an alias.
        """
        if unknown := filters.keys() - set(FILTERS):
            raise ValueError(f"no such filter: {', '.join(sorted(unknown))}")
        words = (q or "").casefold().split()
        conditions = [f"{name} = ?" for name in filters] + ["instr(searched, ?)" for _ in words]
        where = "FROM icons WHERE " + (" AND ".join(conditions) or "TRUE")
        values = (*filters.values(), *words)
        total: int = self._rows(f"SELECT count(*) {where}", *values)[0][0]
        rows = self._rows(f"SELECT {COLUMNS} {where} ORDER BY row LIMIT ? OFFSET ?", *values, limit, offset)
        return total, [_entry(row) for row in rows]

    def _rows(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _entry(row: tuple[Any, ...]) -> Entry:
    identifier, name, library, style, category, tags, aliases, licence, updated_at, has_svg, grounds = row
    several = (tuple(json.loads(tags)), tuple(json.loads(aliases)))
    return Entry(identifier, name, library, style, category, *several, licence, updated_at, bool(has_svg), tuple(json.loads(grounds)))
