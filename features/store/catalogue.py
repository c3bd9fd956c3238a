"""`catalogue.sqlite`: every icon's record, its SVG and its JPEGs, for random access without parsing. The format's one owner."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.store.library import Item
from features.store.words import Texts, Words
from features.vision.cutout import Cutout, Record
from ingest.common.failures import NotWritable

FILTERS = ("library", "style", "category", "license")

# `row` is the icon's place in the order of ids. Drawings and pictures lie apart, so that the records lie close together; `fields` and
# `words` hold of all icons what searches look at, to be read in one go.
SCHEMA = """
CREATE TABLE icons (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, library TEXT, style TEXT, category TEXT,
                    tags TEXT NOT NULL, aliases TEXT NOT NULL, license TEXT, updated_at TEXT, has_svg INTEGER NOT NULL,
                    grounds TEXT NOT NULL);
CREATE TABLE drawings (row INTEGER PRIMARY KEY, svg TEXT NOT NULL);
CREATE TABLE fields (name TEXT PRIMARY KEY, of_each TEXT NOT NULL, numbers BLOB NOT NULL);
CREATE TABLE words (name TEXT PRIMARY KEY, words TEXT NOT NULL, starts BLOB NOT NULL, rows BLOB NOT NULL, weights BLOB NOT NULL);
CREATE TABLE cutouts (row INTEGER PRIMARY KEY, look TEXT NOT NULL, ink BLOB NOT NULL, square BLOB NOT NULL, pixels BLOB NOT NULL);
CREATE TABLE pictures (row INTEGER NOT NULL, place INTEGER NOT NULL, ground TEXT NOT NULL, jpeg BLOB NOT NULL, PRIMARY KEY (row, place));
"""
Filters = Mapping[str, Collection[str]]
Facets = Mapping[str, Sequence[tuple[str, int]]]

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


def write(path: Path, items: Iterable[Item], cutouts: Iterable[Record]) -> None:
    """Write a new catalogue of items sorted by id, with the record of each one's cutout; the same items always give the same bytes.

    Raises NotWritable.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            _fill(connection, items, cutouts)
    except sqlite3.OperationalError as error:
        raise NotWritable(
            f"cannot write {path} ({error}): check its owner and free space."
        ) from error


def _fill(connection: sqlite3.Connection, items: Iterable[Item], cutouts: Iterable[Record]) -> None:
    connection.execute("PRAGMA journal_mode = OFF")  # a file that is cut short is never published
    connection.execute("PRAGMA synchronous = OFF")  # the generation is synced as a whole
    connection.executescript(SCHEMA)
    texts = []
    for row, (item, cutout) in enumerate(zip(items, cutouts, strict=True)):
        connection.execute("INSERT INTO cutouts VALUES (?, ?, ?, ?, ?)", (row, item.look, *cutout))
        connection.execute(
            "INSERT INTO icons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, *_record(item))
        )
        if item.icon.source_code:
            connection.execute("INSERT INTO drawings VALUES (?, ?)", (row, item.icon.source_code))
        pictures = [
            (row, place, picture.ground, picture.jpeg)
            for place, picture in enumerate(item.pictures)
        ]
        connection.executemany("INSERT INTO pictures VALUES (?, ?, ?, ?)", pictures)
        texts.append(Texts(item.icon.name, item.icon.tags, item.icon.aliases))
    columns = zip(
        *connection.execute(f"SELECT {', '.join(FILTERS)} FROM icons ORDER BY row"), strict=True
    )
    records = [
        (field, *_Column.of(column).record())
        for field, column in zip(FILTERS, columns, strict=True)
    ]
    connection.executemany("INSERT INTO fields VALUES (?, ?, ?)", records)
    connection.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?)",
        [(name, *record) for name, record in Words.of(texts).records().items()],
    )


def _record(item: Item) -> tuple[Any, ...]:
    icon = item.icon
    grounds = [picture.ground for picture in item.pictures]
    known = (
        icon.id,
        icon.name,
        icon.library,
        icon.style,
        icon.category,
        json.dumps(icon.tags),
        json.dumps(icon.aliases),
    )
    return (*known, icon.license, icon.updated_at, bool(icon.source_code), json.dumps(grounds))


class Catalogue:
    """A catalogue open for reading. Safe to use from several threads, which then take turns."""

    def __init__(self, path: Path) -> None:
        """Open a file that nobody changes any more. Raises sqlite3.DatabaseError when it is no catalogue."""
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False
        )
        self._connection.execute(
            "PRAGMA cache_size = -16000"
        )  # KB: room for the index of the ids of a large library
        self._lock = threading.Lock()
        records: dict[str, Sequence[Any]] = {
            name: record
            for name, *record in self._rows("SELECT name, words, starts, rows, weights FROM words")
        }
        self._columns = {
            field: _Column.read(*record)
            for field, *record in self._rows("SELECT name, of_each, numbers FROM fields")
        }
        self._length = len(self._columns[FILTERS[0]].codes)
        self.words = Words.read(self._length, records)

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def get(self, identifier: str) -> Entry | None:
        """The icon with this id."""
        return self.entries([identifier]).get(identifier)

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The icons with these ids, of those that there are."""
        marks = ", ".join("?" * len(identifiers))
        return {
            row[0]: _entry(row)
            for row in self._rows(
                f"SELECT {COLUMNS} FROM icons WHERE id IN ({marks})", *identifiers
            )
        }

    def rows(self, identifiers: Sequence[str]) -> dict[str, int]:
        """The numbers of icons in the order of ids, of those that there are."""
        marks = ", ".join("?" * len(identifiers))
        return dict(self._rows(f"SELECT id, row FROM icons WHERE id IN ({marks})", *identifiers))

    def svg(self, identifier: str) -> str | None:
        """The icon's SVG as the source gave it; None where there is no such icon, or it came as a picture."""
        return self.svgs([identifier]).get(identifier)

    def svgs(self, identifiers: Sequence[str]) -> dict[str, str]:
        """The SVGs of these icons by id, of those that have one."""
        marks = ", ".join("?" * len(identifiers))
        return dict(
            self._rows(
                f"SELECT id, svg FROM drawings JOIN icons USING (row) WHERE id IN ({marks})",
                *identifiers,
            )
        )

    def jpeg(self, identifier: str, ground: str | None = None) -> bytes | None:
        """The icon's JPEG on a ground, or its preferred one; None where there is none."""
        chosen = "SELECT jpeg FROM pictures JOIN icons USING (row) WHERE id = ?1 AND (?2 IS NULL OR ground = ?2) ORDER BY place LIMIT 1"
        rows = self._rows(chosen, identifier, ground)
        return bytes(rows[0][0]) if rows else None

    def cutouts(self, identifiers: Sequence[str]) -> dict[str, Cutout]:
        """The drawings of these icons by id."""
        marks = ", ".join("?" * len(identifiers))
        rows = self._rows(
            f"SELECT id, ink, square, pixels FROM cutouts JOIN icons USING (row) WHERE id IN ({marks})",
            *identifiers,
        )
        return {identifier: Cutout.read(*record) for identifier, *record in rows}

    def cutout_records(self) -> Sequence[tuple[str, bytes, bytes, bytes]]:
        """Of every icon the digests of its pictures, and the record of the cutout made of them."""
        return self._rows("SELECT look, ink, square, pixels FROM cutouts ORDER BY row")

    def select(self, filters: Filters) -> NDArray[np.bool_]:
        """Which icons, in the order of ids, have one of the values asked for in each of these fields.

        Raises ValueError for a filter that is none of FILTERS.
        """
        if unknown := filters.keys() - set(FILTERS):
            raise ValueError(f"no such filter: {', '.join(sorted(unknown))}")
        chosen = np.ones(self._length, np.bool_)
        for field, values in filters.items():
            chosen &= self._columns[field].among(values)
        return chosen

    def facets(self, filters: Filters, q: str | None = None) -> Facets:
        """Of each field the values, and how many icons would have each with the words and all other filters: the most first."""
        found = (
            self.words.rank(q) > 0
            if q is not None and q.strip()
            else np.ones(self._length, np.bool_)
        )
        others = {
            field: {name: values for name, values in filters.items() if name != field}
            for field in FILTERS
        }
        return {
            field: self._columns[field].count(found & self.select(others[field]))
            for field in FILTERS
        }

    def list(
        self, offset: int, limit: int, filters: Filters, q: str | None = None
    ) -> tuple[int, Sequence[Entry]]:
        """How many icons match, and those from `offset` on: by id, or with words `q` those that match them best first.

        Raises ValueError for a filter that is none of FILTERS.
        """
        rows = np.flatnonzero(self.select(filters))
        if q is not None and q.strip():
            ranks = self.words.rank(q)[rows]
            found = np.flatnonzero(ranks)
            rows = rows[found[np.argsort(-ranks[found], kind="stable")]]
        return len(rows), self._entries(rows[offset : offset + limit].tolist())

    def _entries(self, rows: Sequence[int]) -> Sequence[Entry]:
        """The icons of these numbers, in this order."""
        marks = ", ".join("?" * len(rows))
        found = {
            row: _entry(record)
            for row, *record in self._rows(
                f"SELECT row, {COLUMNS} FROM icons WHERE row IN ({marks})", *rows
            )
        }
        return [found[row] for row in rows]

    def _rows(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


@dataclass(frozen=True)
class _Column:
    """A field of all icons: its values, and the number (n,) of each icon's value, -1 where it has none."""

    values: Mapping[str, int]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, column: Sequence[str | None]) -> "_Column":
        values = {
            value: code
            for code, value in enumerate(sorted({value for value in column if value is not None}))
        }
        return cls(
            values, np.array([-1 if value is None else values[value] for value in column], np.int32)
        )

    @classmethod
    def read(cls, values: str, codes: bytes) -> "_Column":
        """From what `record` made."""
        return cls(
            {value: code for code, value in enumerate(json.loads(values))},
            np.frombuffer(codes, "<i4"),
        )

    def record(self) -> tuple[str, bytes]:
        """For a database."""
        return json.dumps(list(self.values), ensure_ascii=False), self.codes.astype("<i4").tobytes()

    def among(self, values: Collection[str]) -> NDArray[np.bool_]:
        return np.isin(self.codes, [self.values[value] for value in values if value in self.values])

    def count(self, chosen: NDArray[np.bool_]) -> list[tuple[str, int]]:
        counted = np.bincount(self.codes[chosen] + 1, minlength=len(self.values) + 1)[1:].tolist()
        return sorted(
            ((value, count) for value, count in zip(self.values, counted, strict=True) if count),
            key=lambda entry: -entry[1],
        )


def _entry(row: Sequence[Any]) -> Entry:
    (
        identifier,
        name,
        library,
        style,
        category,
        tags,
        aliases,
        licence,
        updated_at,
        has_svg,
        grounds,
    ) = row
    several = (tuple(json.loads(tags)), tuple(json.loads(aliases)))
    return Entry(
        identifier,
        name,
        library,
        style,
        category,
        *several,
        licence,
        updated_at,
        bool(has_svg),
        tuple(json.loads(grounds)),
    )
