"""Read, write and compare `source.json`. This module alone knows the format."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

import orjson

from ingest.common.data_folder import write_atomically
from ingest.common.failures import ConfigurationError
from ingest.copying import templates
from ingest.copying.templates import Copying, Templates
from ingest.icon import Icon, InvalidIcon

BEGIN = b'{"icons":[\n'
BETWEEN = b",\n"
END = b"\n]"
COPY = b',"copy":'  # before the templates, where there are any


@dataclass(frozen=True)
class Changes:
    """The ids that differ between two crawls, sorted."""

    added: list[str]
    changed: list[str]
    removed: list[str]


def serialise(icons: Iterable[Icon], copying: Copying = ()) -> bytes:
    """The bytes of a source.json, sorted by id, one icon a line; on the last, the templates.

    The same icons and templates always give the same bytes.
    """
    by_id = sorted(icons, key=attrgetter("id"))
    lines = [orjson.dumps(icon.to_json()) for icon in by_id]
    copy = COPY + orjson.dumps(templates.to_json(copying)) if copying else b""
    return b"".join((BEGIN, BETWEEN.join(lines), END, copy, b"}\n"))


def parse(content: bytes, where: Path) -> list[Icon]:
    """The icons in the bytes of a source.json, sorted by id.

    Raises ConfigurationError, which names the file `where`, the icon and the mistake.
    """
    icons: dict[str, Icon] = {}
    for number, record in enumerate(_records(content, where), start=1):
        try:
            icon = Icon.from_json(record)
        except InvalidIcon as error:
            raise ConfigurationError(
                f"{where}: icon {number} cannot be used, {error}: mend it or crawl again."
            ) from error
        if icon.id in icons:
            raise ConfigurationError(
                f"{where}: two icons have the id {icon.id!r}: give each its own."
            )
        icons[icon.id] = icon
    return sorted(icons.values(), key=lambda icon: icon.id)


def _records(content: bytes, where: Path) -> list[Any]:
    if content.startswith(BEGIN) and END in content:
        # Line by line: the text of the whole file may take four bytes for each of its characters.
        with suppress(ValueError, RecursionError):  # another form after all
            json.loads(_after_icons(content))
            return [json.loads(line) for line in _lines(content)]
    try:
        document = json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(
            f"{where} is not JSON ({error}): crawl again with `python -m ingest`."
        ) from error
    records = document.get("icons") if isinstance(document, dict) else None
    if not isinstance(records, list):
        raise ConfigurationError(
            f'{where} holds no list "icons": crawl again with `python -m ingest`, '
            'or write {"icons": [...]}.'
        )
    return records


def _lines(content: bytes) -> Iterator[bytes]:
    """The lines of the icons in what `serialise` wrote."""
    start = len(BEGIN)
    stop = content.rfind(END)
    while start < stop:
        end = content.find(BETWEEN, start, stop)
        if end < 0:
            end = stop
        yield content[start:end]
        start = end + len(BETWEEN)


def _after_icons(content: bytes) -> bytes:
    """What `serialise` wrote, without the icons."""
    return BEGIN + content[content.rfind(END) :]


def parse_copying(content: bytes, where: Path) -> tuple[Templates, ...]:
    """The templates in the bytes of a source.json that `parse` accepts; none in older files.

    Raises ConfigurationError, which names the file `where`.
    """
    try:
        document = json.loads(_after_icons(content) if content.startswith(BEGIN) else content)
        return templates.from_json(document.get("copy", ()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f'{where}: "copy" holds no templates ({error!r:.200}): '
            "mend it or crawl again with `python -m ingest`."
        ) from error


def read(path: Path) -> list[Icon]:
    """The icons of a source.json, sorted by id.

    Raises ConfigurationError where the file is missing or not usable.
    """
    return parse(_content(path), path)


def read_copying(path: Path) -> tuple[Templates, ...]:
    """The templates of a source.json.

    Raises ConfigurationError where the file is missing or not usable.
    """
    return parse_copying(_content(path), path)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path} is not there: run `python -m ingest` first, "
            "or name another folder with --data."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}): check its owner and permissions."
        ) from error


def write(path: Path, content: bytes, previous: Path | None = None) -> None:
    """Replace a source.json, in one step, by what `serialise` gave.

    The old file becomes `previous`. Raises NotWritable; the old file is then untouched.
    """
    if previous is not None and path.exists():
        old = path.read_bytes()
        if old == content:
            return
        write_atomically(previous, old)
    write_atomically(path, content)


def compare(old: Iterable[Icon], new: Iterable[Icon]) -> Changes:
    """The ids added, changed in any field, and removed between two crawls."""
    before = {icon.id: icon for icon in old}
    after = {icon.id: icon for icon in new}
    added = after.keys() - before.keys()
    removed = before.keys() - after.keys()
    in_both = after.keys() & before.keys()
    changed = [identifier for identifier in in_both if after[identifier] != before[identifier]]
    return Changes(sorted(added), sorted(changed), sorted(removed))
