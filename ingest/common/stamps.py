"""By size and time stamp: is all that a stage read and wrote still as its last run left it? Then nothing of it needs to be read.

What is written anew has another time, and another inode where it was put in place by a rename. Content that changes beneath
all three, as on a failing disk, is what the stages' `--verify` finds.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.common.data_folder import write_atomically

Stamp = list[int]  # size in bytes, time of the last change in ns, inode


def of_file(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return None


def of_folder(path: Path) -> str:
    """SHA-256 over the name and the stamp of every file below a folder, empty where there is no folder."""
    content, root = hashlib.sha256(), str(path)
    for entry in _below(root):
        name = entry.path.removeprefix(root)  # another way of naming the folder changes nothing
        content.update(
            f"{name}\0{_stamp(entry.stat(follow_symlinks=False))}\n".encode(
                errors="surrogateescape"
            )
        )
    return content.hexdigest()


def note(path: Path, stamps: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Write down what a run told that left everything with these stamps. Raises NotWritable."""
    write_atomically(path, json.dumps({"sha256": _digest(stamps, told), "told": told}).encode())


def recall(path: Path, stamps: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the last run told, if these are the stamps it noted; None also where its note is damaged."""
    try:
        record = json.loads(path.read_bytes())
        told: dict[str, Any] = record["told"]
        return told if record["sha256"] == _digest(stamps, told) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(stamps: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([stamps, told], sort_keys=True).encode()).hexdigest()


def _stamp(status: os.stat_result) -> Stamp:
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, in the order of their names. Plain strings: pathlib takes several times as long."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        else:
            yield entry
