"""Writes `catalogue.sqlite`. `features.store.catalogue` reads it."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from features.store.catalogue import FILTERS
from features.store.entry import COLUMNS, Entry
from features.store.field_values import FieldValues
from features.store.library import Item
from features.store.words import Texts, Words
from features.vision.cutout import Record
from ingest.common.failures import NotWritable

# `row` is the icon's number in the order of ids. Drawings and pictures have tables of their own, so
# that the records of all icons are close together on the disk. `fields` and `words` hold one row a
# field of all icons, because every filter and every word search reads them whole.
SCHEMA = f"""
CREATE TABLE icons (row INTEGER PRIMARY KEY, {", ".join(column.sql for column in COLUMNS)});
CREATE TABLE drawings (row INTEGER PRIMARY KEY, svg TEXT NOT NULL);
CREATE TABLE fields (name TEXT PRIMARY KEY, of_each TEXT NOT NULL, numbers BLOB NOT NULL);
CREATE TABLE words (name TEXT PRIMARY KEY, words TEXT NOT NULL, starts BLOB NOT NULL,
                    rows BLOB NOT NULL, weights BLOB NOT NULL);
CREATE TABLE cutouts (row INTEGER PRIMARY KEY, look TEXT NOT NULL, ink BLOB NOT NULL,
                      square BLOB NOT NULL, pixels BLOB NOT NULL);
CREATE TABLE pictures (row INTEGER NOT NULL, place INTEGER NOT NULL, ground TEXT NOT NULL,
                       jpeg BLOB NOT NULL, PRIMARY KEY (row, place));
"""


def write(path: Path, items: Iterable[Item], cutouts: Iterable[Record]) -> None:
    """Write a new catalogue of items sorted by id, with the record of each icon's cutout.

    The same items always give the same bytes. Raises NotWritable.
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
    entries = []
    pairs = zip(items, cutouts, strict=True)
    for row, (item, cutout) in enumerate(pairs):
        entry = Entry.of(item)
        entries.append(entry)
        _insert(connection, "cutouts", row, item.look, *cutout)
        _insert(connection, "icons", row, *entry.record())
        _insert_drawing(connection, row, item)
    _insert_fields(connection, entries)
    _insert_words(connection, entries)


def _insert_drawing(connection: sqlite3.Connection, row: int, item: Item) -> None:
    """Insert an icon's SVG, if it has one, and its JPEGs."""
    if item.icon.source_code:
        _insert(connection, "drawings", row, item.icon.source_code)
    for place, picture in enumerate(item.pictures):
        _insert(
            connection,
            "pictures",
            row,
            place,
            picture.ground,
            picture.jpeg,
        )


def _insert_fields(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Insert the values of the fields that searches filter by."""
    for field in FILTERS:
        of_each = [getattr(entry, field) for entry in entries]
        values = FieldValues.of(of_each)
        _insert(connection, "fields", field, *values.record())


def _insert_words(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Insert the inverted index of the icons' texts."""
    texts = [
        Texts(entry.name, entry.tags, entry.aliases)
        for entry in entries  # in the order of their numbers
    ]
    words = Words.of(texts)
    for name, record in words.records().items():
        _insert(connection, "words", name, *record)


def _insert(connection: sqlite3.Connection, table: str, *values: Any) -> None:
    """Insert a row with a value for each column of the table."""
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT INTO {table} VALUES ({marks})",
        values,
    )
