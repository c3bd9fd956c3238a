"""The pages of a crawl under way, on disk, so that an interrupted crawl can go on.

This module alone knows the format: one JSON value a line, first a header, then each page as it was
read. A page that a reading found unchanged names the place of the line that has its icons.

Each line reaches the kernel before the next page is asked for. After `kill -9` all lines but
perhaps the last are whole; a damaged last line is dropped. Nothing is synced to the disk: a power
cut may lose pages, and pages can be read again.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from ingest.icon import CrawledIcon, Icon, SkippedIcon

FORMAT = 2


@dataclass(frozen=True)
class CheckpointSettings:
    """Limits of the pages that a crawl goes on with."""

    # Seconds, chosen by hand. Older pages say too little about the library as it is now.
    max_age: float = 6 * 3600.0


SETTINGS = CheckpointSettings()


@dataclass
class PageIcons:
    """The icons of each node of a page, which an unchanged page of a later reading has too.

    `place` is where the checkpoint's line with them begins, once there is one.
    """

    nodes: list[list[CrawledIcon]]
    place: int | None = None


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read: its icons, and where and how to go on."""

    icons: PageIcons
    next: dict[str, Any] | None
    total: int | None
    size: int  # the page size to go on with
    ceiling: int  # the largest page size worth asking for

    @property
    def nodes(self) -> list[list[CrawledIcon]]:
        """The icons of each node."""
        return self.icons.nodes


class Checkpoint:
    """The pages of one crawl, by reading: a crawl may read the library several times.

    `key` identifies the crawl. Pages of another key, and pages too old, are deleted. `resumed` is
    the number of pages that were loaded. Raises OSError where the file cannot be written.
    """

    def __init__(self, folder: Path, key: str, fresh: bool = False) -> None:
        self.resumed = 0
        self._path = folder / "pages.jsonl"
        self._places: dict[int, list[int]] = {}  # where the line of each page begins, by reading
        folder.mkdir(parents=True, exist_ok=True)
        end = 0 if fresh else self._load(key)
        self._file: BinaryIO = self._path.open("r+b" if end else "wb")
        try:
            self._file.truncate(end)
            self._file.seek(end)
            if not end:
                self._write_line({"format": FORMAT, "key": key, "started": time.time()})
        except OSError:
            # A file that is left open is flushed once more when it is collected. On a full disk
            # Python 3.13 then prints a traceback behind the message of the failure.
            with suppress(OSError):
                self.close()
            raise

    def pages(self, reading: int) -> Iterator[ReadPage]:
        """The loaded pages of a reading, in order.

        One is in memory at a time: a library may have been read five times.
        """
        with self._path.open("rb") as file:
            for place in self._places.get(reading, []):
                value = _line_at(file, place)
                if "same" in value:
                    value["nodes"] = _line_at(file, value["same"])["nodes"]
                yield _page_from_json(value)

    def add(self, reading: int, page: ReadPage) -> None:
        """Append one page of a reading."""
        value: dict[str, Any] = {
            "reading": reading,
            "next": page.next,
            "total": page.total,
            "size": page.size,
            "ceiling": page.ceiling,
        }
        if page.icons.place is not None:
            value["same"] = page.icons.place
        else:
            page.icons.place = self._file.tell()
            value["nodes"] = [[_to_json(icon) for icon in node] for node in page.nodes]
        self._write_line(value)

    def close(self) -> None:
        """Stop writing; the pages stay for the next run."""
        self._file.close()

    def remove(self) -> None:
        """Delete the pages: the crawl is done."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _write_line(self, value: dict[str, Any]) -> None:
        self._file.write(orjson.dumps(value) + b"\n")
        self._file.flush()

    def _load(self, key: str) -> int:
        """Load the pages of an earlier run where they fit; returns the number of good bytes."""
        if not self._path.exists():
            return 0
        lines = self._whole_lines()
        end = 0
        # These are the errors of a damaged line. From there on the pages are read anew.
        with suppress(KeyError, TypeError, ValueError):
            header, header_end = next(lines, ({}, 0))
            if not _is_current(header, key):
                return 0
            end = header_end
            places = set()
            for value, line_end in lines:
                if value.get("same") not in places:
                    _page_from_json(value)  # raises where the line is damaged
                    places.add(end)
                self._places.setdefault(value["reading"], []).append(end)
                self.resumed += 1
                end = line_end
        return end

    def _whole_lines(self) -> Iterator[tuple[dict[str, Any], int]]:
        """The values up to the first damaged line, each with the position where its line ends."""
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


def _line_at(file: BinaryIO, place: int) -> Any:
    file.seek(place)
    return json.loads(file.readline())


def _is_current(header: dict[str, Any], key: str) -> bool:
    if header.get("format") != FORMAT or header.get("key") != key:
        return False
    age = time.time() - header["started"]
    return bool(0 <= age < SETTINGS.max_age)


def _page_from_json(value: dict[str, Any]) -> ReadPage:
    nodes = [_node_from_json(records) for records in value["nodes"]]
    return ReadPage(
        icons=PageIcons(nodes),
        next=value["next"],
        total=value["total"],
        size=value["size"],
        ceiling=value["ceiling"],
    )


def _node_from_json(records: list[dict[str, Any]]) -> list[CrawledIcon]:
    return [_from_json(record) for record in records]


def _to_json(icon: CrawledIcon) -> dict[str, Any]:
    if isinstance(icon, Icon):
        return icon.to_json()
    return {"skip": icon.id, "reason": icon.reason}


def _from_json(record: dict[str, Any]) -> CrawledIcon:
    if "skip" in record:
        return SkippedIcon(record["skip"], record["reason"])
    return Icon.from_json(record)
