"""What native libraries write to standard error.

Python's sys.stderr does not reach them, so the file descriptor itself is replaced.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STANDARD_ERROR = 2  # its file descriptor
INFORMATION = b"INFO: "  # begins a line of LiteRT that only describes the machine

_lock = threading.Lock()


@contextmanager
def held_back(written: bytearray) -> Iterator[None]:
    """A block whose writes to standard error, of the whole process, are appended to `written`.

    They are in memory until then: a service has no disk to write to.
    """
    if sys.__stderr__ is None:  # it is closed, and its descriptor may be that of any file
        yield
        return
    with _lock, os.fdopen(os.memfd_create("stderr"), "rb") as held:
        terminal = os.dup(STANDARD_ERROR)
        os.dup2(held.fileno(), STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(terminal, STANDARD_ERROR)
            os.close(terminal)
            held.seek(0)
            written += held.read()


@contextmanager
def without_information() -> Iterator[None]:
    """A block whose writes to standard error come at its end, without LiteRT's information."""
    written = bytearray()
    try:
        with held_back(written):
            yield
    finally:
        lines = written.splitlines(keepends=True)
        others = [line for line in lines if not line.startswith(INFORMATION)]
        if others:
            os.write(STANDARD_ERROR, b"".join(others))
