"""A file that stays open: its content can be read whatever becomes of its name."""

import hashlib
import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20  # bytes read at a time where the whole file is


class OpenFile:
    """A file open for reading. It is closed when nothing refers to it any more.

    A generation's folder may be deleted while it is served, before all of its files were needed.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self.name = path
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        self._then = os.fstat(self._descriptor)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def path(self) -> Path:
        """A path of this process for this very file, while this object lives (Linux, proc(5))."""
        return Path(f"/proc/self/fd/{self._descriptor}")

    def open(self) -> BinaryIO:
        """The file as Python reads it, from its beginning."""
        return self.path.open("rb")

    def written(self) -> bool:
        """Whether its size or time stamp has changed since it was opened."""
        now = os.fstat(self._descriptor)
        same_size = now.st_size == self._then.st_size
        same_time = now.st_mtime_ns == self._then.st_mtime_ns
        return not (same_size and same_time)

    def matches(self, sha256: str) -> Iterator[bool]:
        """Compare its content with a digest, in steps of a millisecond or so.

        Yields True after each block, and last whether the content has the digest. Content that
        cannot be read has none.
        """
        digest = hashlib.sha256()
        size = os.fstat(self._descriptor).st_size
        for offset in range(0, size, BLOCK):
            try:
                block = os.pread(self._descriptor, BLOCK, offset)
            except OSError:  # of a failing disk
                break
            digest.update(block)
            yield True
        yield digest.hexdigest() == sha256
