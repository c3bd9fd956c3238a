"""Numbers that forked processes count together, in memory that is allocated before the fork.

prometheus_client's own mechanism is a file for each process, which grows while requests are
answered. A process that writes to a page of such a file ends by SIGBUS where the disk is full.
Here no file is involved: the memory is anonymous and has a fixed size.
"""

import json
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np


@dataclass(frozen=True)
class TableSettings:
    """The size of a process's table; 0.7 MB in all."""

    # Twice what every route with every status of HTTP takes; tests/api/test_counts.py computes it.
    rows: int = 4096
    # Bytes of a key in UTF-8. The longest has about 90.
    key_bytes: int = 160


SETTINGS = TableSettings()
NUMBER_BYTES = 8  # of a float64 and of an int64


class Table:
    """The numbers of one process by their keys. It alone adds; every process may read.

    In shared memory: the number of rows in use, the values, the keys.
    """

    def __init__(self) -> None:
        rows, key_bytes = SETTINGS.rows, SETTINGS.key_bytes
        values_at = NUMBER_BYTES
        keys_at = values_at + NUMBER_BYTES * rows
        size = keys_at + key_bytes * rows
        memory = mmap.mmap(-1, size)
        memory.write(bytes(size))  # takes the pages now
        self._length = np.frombuffer(memory, np.int64, 1)
        self._values = np.frombuffer(memory, np.float64, rows, values_at)
        self._keys = np.frombuffer(memory, f"S{key_bytes}", rows, keys_at)
        self._rows: dict[str, int] = {}  # of the keys that this process has read

    def add(self, key: str, amount: float) -> None:
        """Add to a number, which is 0 at first. Raises ValueError where it has no room."""
        row = self._row(key)
        if row is None:
            row = self._append(key)
        self._values[row] += amount

    def get(self, key: str) -> float:
        """A number; 0 where it was never added to."""
        row = self._row(key)
        return 0.0 if row is None else float(self._values[row])

    def clear(self, key: str) -> None:
        """Set a number to 0. Only the process that adds may do so, or any after its end."""
        row = self._row(key)
        if row is not None:
            self._values[row] = 0.0

    def counted(self) -> Iterator[str]:
        """The keys that were added to."""
        self._read_keys()
        return iter(self._rows)

    def _row(self, key: str) -> int | None:
        if key not in self._rows:
            self._read_keys()
        return self._rows.get(key)

    def _read_keys(self) -> None:
        """Read the keys that were appended since the last time."""
        for row in range(len(self._rows), int(self._length[0])):
            self._rows[self._keys[row].decode()] = row

    def _append(self, key: str) -> int:
        encoded = key.encode()
        row = len(self._rows)
        if row == SETTINGS.rows or len(encoded) > SETTINGS.key_bytes:
            raise ValueError(f"no room to count {key}")
        self._keys[row] = encoded
        self._length[0] = row + 1  # last, so that no other process reads an unfinished key
        self._rows[key] = row
        return row


class Counts:
    """The tables of all processes. A process adds to its own; a number is the sum over all."""

    def __init__(self) -> None:
        self._tables = [Table()]
        self._own = self._tables[0]
        self._lock = Lock()  # between the threads of a process

    def allocate(self, processes: int) -> None:
        """Allocate tables for that many processes. To be called before they are forked."""
        self._tables += [Table() for _ in range(len(self._tables), processes)]

    def count_as(self, number: int) -> None:
        """Add to the table of this number from now on, as no other process may at the same time.

        The counts of the process before it stay.
        """
        self._own = self._tables[number]

    def add(self, key: str, amount: float) -> None:
        """Add to a number of this process."""
        with self._lock:
            self._own.add(key, amount)

    def total(self, key: str) -> float:
        """A number's sum over all processes."""
        with self._lock:
            return sum(table.get(key) for table in self._tables)

    def counted(self) -> set[str]:
        """The keys that any process has added to."""
        with self._lock:
            return {key for table in self._tables for key in table.counted()}

    def clear(self, number: int, key: str) -> None:
        """Set a number of a process that has ended to 0."""
        self._tables[number].clear(key)


COUNTS = Counts()


class SharedValue:
    """A number of a metric in `COUNTS`; prometheus_client makes one for each that it counts."""

    def __init__(
        self,
        kind: str,
        metric: str,
        sample: str,
        labels: Sequence[str],
        values: Sequence[str],
        explanation: str,
        **options: object,
    ) -> None:
        """The arguments are those of `prometheus_client.values.MutexValue`, by position."""
        named = dict(zip(labels, values, strict=True))
        bucket = named.pop("le", "")
        self._key = key(metric, tuple(named.values()), sample + bucket)

    def inc(self, amount: float) -> None:
        """Add to it."""
        COUNTS.add(self._key, amount)

    def get(self) -> float:
        """Its sum over all processes."""
        return COUNTS.total(self._key)

    def get_exemplar(self) -> None:
        """No metric of ours has exemplars."""


def key(metric: str, labels: Sequence[str], sample: str) -> str:
    """The key of one number: of a metric, with the values of its labels."""
    return json.dumps([metric, labels, sample])


def metric_and_labels(key: str) -> tuple[str, tuple[str, ...]]:
    """The metric and the values of its labels that a key names."""
    metric, labels, _ = json.loads(key)
    return metric, tuple(labels)
