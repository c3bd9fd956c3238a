"""Drawings that earlier runs fetched, by URL, in one SQLite file. Only this module knows it.

A drawing is committed as soon as it was fetched: a run that is killed loses none.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.common.failures import NotWritable

TABLE = """
CREATE TABLE IF NOT EXISTS drawings (
  name BLOB PRIMARY KEY, content BLOB, etag TEXT, modified TEXT, run TEXT
) WITHOUT ROWID"""
MEMORY = ":memory:"


@dataclass(frozen=True)
class CachedDrawing:
    """A drawing as its URL gave it. `etag` and `modified` are the server's validators, or None.

    `current`: this run fetched it, or asked whether it is still the same.
    """

    content: bytes
    etag: str | None
    modified: str | None
    current: bool

    @property
    def validators(self) -> dict[str, str]:
        """Headers that ask for the drawing only where it has changed (RFC 9110, 13.1)."""
        headers = {}
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.modified:
            headers["If-Modified-Since"] = self.modified
        return headers


class DrawingCache:
    """The drawings in a file, for one run; without a path, in memory.

    Raises NotWritable where the file cannot be written. A damaged file begins anew.
    """

    def __init__(self, path: Path | None, run: str) -> None:
        self._path = path
        self._run = run
        self._connection = self._open()

    def find(self, url: str) -> CachedDrawing | None:
        """The drawing of a URL, if there is one."""
        with self._writing():
            row = self._connection.execute(
                "SELECT content, etag, modified, run FROM drawings WHERE name = ?", (_name(url),)
            ).fetchone()
        if row is None:
            return None
        content, etag, modified, run = row
        return CachedDrawing(content, etag, modified, run == self._run)

    def add(self, url: str, content: bytes, etag: str | None, modified: str | None) -> None:
        """Store what a URL gave, in place of what it gave before."""
        row = (_name(url), content, etag, modified, self._run)
        with self._writing():
            self._connection.execute("INSERT OR REPLACE INTO drawings VALUES (?, ?, ?, ?, ?)", row)

    def confirm(self, url: str) -> None:
        """Note that the drawing of a URL is still the same."""
        with self._writing():
            self._connection.execute(
                "UPDATE drawings SET run = ? WHERE name = ?", (self._run, _name(url))
            )

    def remove_others(self) -> None:
        """Remove the drawings that this run did not need. To be called after a whole crawl."""
        with self._writing():
            self._connection.execute("DELETE FROM drawings WHERE run != ?", (self._run,))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._path is None:
            return _connect(MEMORY)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(self._path))
        except sqlite3.OperationalError as error:
            raise self._not_writable(error) from error
        except sqlite3.DatabaseError:
            # The drawings can be fetched again.
            self._path.unlink()
            return _connect(str(self._path))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._not_writable(error) from error

    def _not_writable(self, error: sqlite3.DatabaseError) -> NotWritable:
        return NotWritable(
            f"cannot write {self._path} ({error}): check its owner and the free space, "
            "or delete it."
        )


def _name(url: str) -> bytes:
    """What stands for a URL: its query may hold a signature, which is a secret."""
    return hashlib.sha256(url.encode(errors="surrogatepass")).digest()


def _connect(path: str) -> sqlite3.Connection:
    # Without a transaction for many statements: each is committed by itself.
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # After a power cut drawings may be lost; nothing waits for the disk.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute(TABLE)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
