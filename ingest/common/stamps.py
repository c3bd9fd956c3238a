"""Size and time stamps: whether all that a stage read and wrote is unchanged since its last run.

Where nothing has changed, nothing needs to be read again. A file that is written anew has another
time; a file that is put in place by a rename has another inode. Content that changes beneath all
three, as on a failing disk, is found by the stages' `--verify`.
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
    """SHA-256 over the name and the stamp of every file below a folder.

    A folder that does not exist gives the digest of an empty folder.
    """
    content = hashlib.sha256()
    root = str(path)
    for entry in _files_below(root):
        name = entry.path.removeprefix(root)  # another spelling of the folder's path is no change
        stamp = _stamp(entry.stat(follow_symlinks=False))
        content.update(f"{name}\0{stamp}\n".encode(errors="surrogateescape"))
    return content.hexdigest()


def note(path: Path, stamps: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Write a run's result together with the stamps of its files. Raises NotWritable."""
    record = {"sha256": _digest(stamps, result), "told": result}
    write_atomically(path, json.dumps(record).encode())


def recall(path: Path, stamps: Mapping[str, Any]) -> dict[str, Any] | None:
    """The result of the last run where the stamps are still the same.

    None where they differ, or where the record is damaged.
    """
    try:
        record = json.loads(path.read_bytes())
        result: dict[str, Any] = record["told"]
        unchanged = record["sha256"] == _digest(stamps, result)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return result if unchanged else None


def _digest(stamps: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    content = json.dumps([stamps, result], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _stamp(status: os.stat_result) -> Stamp:
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _files_below(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, in the order of their names.

    The paths are plain strings: pathlib takes several times as long.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(entry.path)
        else:
            yield entry
