"""Reads `catalogue.sqlite`: every icon's record, SVG, JPEGs and cutout.

`features.store.catalogue_writer` writes it, and has its schema.
"""

import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from features.store.entry import COLUMNS, Entry
from features.store.field_values import FieldValues
from features.store.words import Words
from features.vision.cutout import Cutout

FILTERS = ("library", "style", "category", "license")

Filters = Mapping[str, Collection[str]]
Facets = Mapping[str, Sequence[tuple[str, int]]]

ENTRY = ", ".join(column.name for column in COLUMNS)


@dataclass(frozen=True)
class CatalogueSettings:
    """How a catalogue is read."""

    # KiB of SQLite's page cache: room for the index of the ids of a large library. Chosen by hand.
    cache: int = 16_000


SETTINGS = CatalogueSettings()


class Catalogue:
    """A catalogue open for reading. Safe to use from several threads, which then take turns."""

    def __init__(self, path: Path) -> None:
        """Open a file that nobody changes any more.

        Raises sqlite3.DatabaseError when it is no catalogue.
        """
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1",
            uri=True,
            check_same_thread=False,
        )
        try:
            self._connection.execute(f"PRAGMA cache_size = -{SETTINGS.cache}")
            # SQLite would sort much in a temporary file, and the disk may be full.
            self._connection.execute("PRAGMA temp_store = MEMORY")
            self._fields = self._read_fields()
            self._length = len(self._fields[FILTERS[0]].numbers)
            self.words = self._read_words()
        except BaseException:
            self._connection.close()
            raise

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def get(self, identifier: str) -> Entry | None:
        """The icon with this id."""
        found = self.entries([identifier])
        return found.get(identifier)

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The entries of these icons by id; unknown ids are left out."""
        found = self._of_ids(f"SELECT {ENTRY} FROM icons", identifiers)
        entries = map(Entry.read, found)
        return {entry.id: entry for entry in entries}

    def rows(self, identifiers: Sequence[str]) -> dict[str, int]:
        """The numbers of these icons in the order of ids, by id; unknown ids are left out."""
        select = "SELECT id, row FROM icons"
        found = self._of_ids(select, identifiers)
        return dict(found)

    def svg(self, identifier: str) -> str | None:
        """The icon's SVG as the source gave it; None for an unknown id, or an icon without SVG."""
        found = self.svgs([identifier])
        return found.get(identifier)

    def svgs(self, identifiers: Sequence[str]) -> dict[str, str]:
        """The SVGs of these icons by id; icons without SVG are left out."""
        select = "SELECT id, svg FROM drawings JOIN icons USING (row)"
        found = self._of_ids(select, identifiers)
        return dict(found)

    def jpeg(self, identifier: str, ground: str | None = None) -> bytes | None:
        """The icon's JPEG on a ground, by default the preferred ground; None where it has none."""
        rows = self._query(
            "SELECT jpeg FROM pictures JOIN icons USING (row) "
            "WHERE id = ?1 AND (?2 IS NULL OR ground = ?2) ORDER BY place LIMIT 1",
            identifier,
            ground,
        )
        if not rows:
            return None
        (jpeg,) = rows[0]
        return bytes(jpeg)

    def cutouts(self, identifiers: Sequence[str]) -> dict[str, Cutout]:
        """The cutouts of these icons by id; unknown ids are left out."""
        select = "SELECT id, ink, square, pixels FROM cutouts JOIN icons USING (row)"
        found = self._of_ids(select, identifiers)
        return {
            identifier: Cutout.read(*record)
            for identifier, *record in found  # in no order
        }

    def cutout_records(self) -> Sequence[tuple[str, bytes, bytes, bytes]]:
        """For every icon, the digests of its pictures, and the record of the cutout of them."""
        return self._query("SELECT look, ink, square, pixels FROM cutouts ORDER BY row")

    def select(self, filters: Filters) -> NDArray[np.bool_]:
        """(n,): whether each icon, in the order of ids, has in each field one of the values given.

        Raises ValueError for a filter that is none of FILTERS.
        """
        unknown = filters.keys() - set(FILTERS)
        if unknown:
            raise ValueError(f"no such filter: {', '.join(sorted(unknown))}")
        chosen = np.ones(self._length, np.bool_)
        for field, values in filters.items():
            chosen &= self._fields[field].among(values)
        return chosen

    def facets(self, filters: Filters, q: str | None = None) -> Facets:
        """For each field its values with the number of icons that have it, the most frequent first.

        An icon counts if it has the words `q` and passes the filters of all other fields.
        """
        worded = self._with_words(q)
        facets = {}
        for field in FILTERS:
            others = dict(filters)
            others.pop(field, None)
            chosen = worded & self.select(others)  # (n,)
            facets[field] = self._fields[field].count(chosen)
        return facets

    def list(
        self, offset: int, limit: int, filters: Filters, q: str | None = None
    ) -> tuple[int, Sequence[Entry]]:
        """The number of icons that match, and a page of them: `limit` icons from `offset` on.

        They are sorted by id, or with words `q` by how well they match them. Raises ValueError for
        a filter that is none of FILTERS.
        """
        rows = np.flatnonzero(self.select(filters))
        if _is_text(q):
            rows = self._best_first(rows, q)
        end = offset + limit
        page = self._entries_of_rows(rows[offset:end].tolist())
        return len(rows), page

    def has_words(self, q: str, identifiers: Sequence[str]) -> bool:
        """Whether one of these icons has one of the words of a text."""
        relevance = self.words.relevance(q)  # (n,)
        rows = list(self.rows(identifiers).values())
        return bool(np.any(relevance[rows] > 0))

    def _best_first(self, rows: NDArray[np.int64], q: str) -> NDArray[np.int64]:
        """Those of the rows that match a text, the best match first, equal ones in their order."""
        ranks = self.words.rank(q)[rows]
        matching = np.flatnonzero(ranks)
        order = np.argsort(-ranks[matching], kind="stable")
        best_first = matching[order]
        return rows[best_first]

    def _with_words(self, q: str | None) -> NDArray[np.bool_]:
        """(n,): whether each icon has all words of a text; True without a text."""
        if not _is_text(q):
            return np.ones(self._length, np.bool_)
        ranks = self.words.rank(q)
        return ranks > 0

    def _entries_of_rows(self, rows: Sequence[int]) -> Sequence[Entry]:
        """The icons with these numbers, in this order."""
        select = f"SELECT row, {ENTRY} FROM icons WHERE row IN ({_marks(rows)})"
        entries = {}
        for row, *record in self._query(select, *rows):
            entries[row] = Entry.read(record)
        return [entries[row] for row in rows]

    def _read_fields(self) -> dict[str, FieldValues]:
        """The values of each field that searches filter by."""
        rows = self._query("SELECT name, of_each, numbers FROM fields")
        return {
            name: FieldValues.read(*record)
            for name, *record in rows  # one row a field
        }

    def _read_words(self) -> Words:
        """The inverted index of the icons' texts."""
        rows = self._query("SELECT name, words, starts, rows, weights FROM words")
        records = {name: record for name, *record in rows}
        return Words.read(self._length, records)

    def _of_ids(self, select: str, identifiers: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """The rows of a SELECT without WHERE whose `id` is one of these."""
        marks = _marks(identifiers)
        return self._query(f"{select} WHERE id IN ({marks})", *identifiers)

    def _query(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        with self._lock:
            cursor = self._connection.execute(statement, values)
            return cursor.fetchall()


def _is_text(q: str | None) -> TypeGuard[str]:
    """Whether a query has any characters but spaces."""
    return q is not None and bool(q.strip())


def _marks(values: Sequence[object]) -> str:
    """SQL's placeholders for these values."""
    marks = ["?"] * len(values)
    return ", ".join(marks)
