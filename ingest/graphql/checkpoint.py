"""The pages of a crawl under way, on disk, so that an interrupted crawl goes on where it was. The format's one owner.

One JSON value a line: first a header, then each page as it was read, handed to the kernel before the next one is asked
for. After `kill -9` all lines but perhaps the last are whole; a last line that is not is dropped. Nothing is synced to the
disk: a power cut may cost pages, and pages can be read again.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ingest.graphql.mapping import Skip
from ingest.icon import Icon

FORMAT = 1
OLDEST = 6 * 3600.0  # seconds; pages read before that say too little about the library now

Entry = Icon | Skip


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read: for each node its icons or skips, and where and how to go on."""

    nodes: list[list[Entry]]
    next: dict[str, Any] | None
    total: int | None
    size: int  # the page size to go on with
    ceiling: int  # the largest page size worth asking for


class Checkpoint:
    """Pages of one crawl, by reading (a crawl may read the library several times). Raises OSError when it cannot write.

    `key` says what is crawled: pages of another key, and pages too old, are thrown away. `resumed` counts those kept.
    """

    def __init__(self, folder: Path, key: str, fresh: bool = False) -> None:
        self.resumed = 0
        self._path = folder / "pages.jsonl"
        self._pages: dict[int, list[ReadPage]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        end = 0 if fresh else self._load(key)
        self._file: BinaryIO = self._path.open("r+b" if end else "wb")
        self._file.truncate(end)
        self._file.seek(end)
        if not end:
            self._line({"format": FORMAT, "key": key, "started": time.time()})

    def pages(self, reading: int) -> list[ReadPage]:
        """The pages of a reading, in order."""
        return self._pages.get(reading, [])

    def add(self, reading: int, page: ReadPage) -> None:
        """Keep one more page of a reading."""
        nodes = [[_entry_to_json(entry) for entry in node] for node in page.nodes]
        self._line(
            {
                "reading": reading,
                "next": page.next,
                "total": page.total,
                "size": page.size,
                "ceiling": page.ceiling,
                "nodes": nodes,
            }
        )

    def close(self) -> None:
        """Stop writing; the pages stay for the next run."""
        self._file.close()

    def remove(self) -> None:
        """The crawl is done, its pages are no longer needed."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _line(self, value: dict[str, Any]) -> None:
        self._file.write(
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        )
        self._file.flush()

    def _load(self, key: str) -> int:
        """Read what an earlier run left, if it fits; the number of bytes that are good, 0 for none."""
        if not self._path.exists():
            return 0
        lines = self._whole_lines()
        end = 0
        with suppress(
            KeyError, TypeError, ValueError
        ):  # of a damaged line; from there on the pages are read anew
            header, start = next(lines, ({}, 0))
            if (
                header.get("format") != FORMAT
                or header.get("key") != key
                or not 0 <= time.time() - header["started"] < OLDEST
            ):
                return 0
            end = start
            for value, following in lines:
                nodes = [[_entry_from_json(entry) for entry in node] for node in value["nodes"]]
                page = ReadPage(
                    nodes, value["next"], value["total"], value["size"], value["ceiling"]
                )
                self._pages.setdefault(value["reading"], []).append(page)
                self.resumed += 1
                end = following
        return end

    def _whole_lines(self) -> Iterator[tuple[dict[str, Any], int]]:
        end = 0
        with self._path.open("rb") as file:
            for line in file:
                end += len(line)
                try:
                    value = json.loads(line)
                except ValueError:
                    return
                if not line.endswith(b"\n") or not isinstance(value, dict):
                    return
                yield value, end


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return (
        entry.to_json() if isinstance(entry, Icon) else {"skip": entry.id, "reason": entry.reason}
    )


def _entry_from_json(record: dict[str, Any]) -> Entry:
    return Skip(record["skip"], record["reason"]) if "skip" in record else Icon.from_json(record)
