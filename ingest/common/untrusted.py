"""Files and JSON of somebody else, read within limits. Imports nothing of ours.

A few bytes can become many: a list of empty lists takes 24 times its JSON in memory, and a device
or a pipe under the name of a file never ends.
"""

import errno
import json
import os
import re
import stat
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class JsonLimits:
    """Limits of one JSON document.

    All were chosen by hand: a page of 500 icons has some 10,000 values and 8 levels.
    """

    values: int = 1_000_000  # values of any document; each takes some 100 bytes of memory
    bytes_a_value: int = 32  # a document may have one more value for each 32 bytes of its length
    depth: int = 64  # levels; Python's own recursion ends at 1,000


LIMITS = JsonLimits()
MEGABYTE = 1_000_000  # bytes

_STRING = re.compile(rb'"[^"]*"')
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(set(range(256)) - set(_STEPS))
_NO_MARKS = bytes(set(_NO_BRACKETS) - set(b',"\\'))


class TooLarge(ValueError):
    """A file or a document is over a limit. The message says which, as the end of a sentence."""


def read_file(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes.

    Raises TooLarge for a longer file, and OSError for a file that cannot be read, for a folder, and
    for a device or a pipe, whose content may never end.
    """
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        if status.st_size > most:
            raise TooLarge(f"it is larger than {megabytes(most)}")
        return file.read(status.st_size)


def parse_json(content: bytes) -> Any:
    """The value of a JSON document in UTF-8, with a byte order mark or without.

    Raises TooLarge for more values or levels than LIMITS, ValueError for what is no JSON.
    """
    _check_structure(content)
    return json.loads(content.decode("utf-8-sig"))


def megabytes(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / MEGABYTE:g} MB"


def _check_structure(content: bytes) -> None:
    most = max(LIMITS.values, len(content) // LIMITS.bytes_a_value)
    if content.count(b"\\") == content.count(b'\\"'):
        # No other escape could come before a quotation mark once the letters have gone.
        content = content.translate(None, _NO_MARKS)
    # What is between the strings: first no quotation mark within a string may be left.
    unescaped = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * most:  # a value may have a key, and each has two marks
        raise TooLarge(f"it holds more than {most:,} values")
    between = _STRING.sub(b"", unescaped)
    values = between.count(b",") + between.count(b"[") + between.count(b"{")
    if values > most:
        raise TooLarge(f"it holds more than {most:,} values")
    brackets = between.translate(None, _NO_BRACKETS)
    steps = map(_STEPS.__getitem__, brackets)
    if max(accumulate(steps), default=0) > LIMITS.depth:
        raise TooLarge(f"it is nested more than {LIMITS.depth} levels deep")
