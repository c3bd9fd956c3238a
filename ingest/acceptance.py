"""Accept the result of a crawl as the new source.json, or refuse it where it looks damaged.

Writes two files: the run's metadata, then source.json.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingest import source_json
from ingest.common.data_folder import DataFolder, write_atomically
from ingest.common.failures import ConfigurationError, Incomplete
from ingest.copying.templates import Copying
from ingest.icon import Icon, SkippedIcon
from ingest.source_json import Changes

FORMAT = 1

# Identifies a source: its name, endpoint and variables, without secrets.
Origin = Mapping[str, Any]


@dataclass(frozen=True)
class AcceptancePolicy:
    """Limits for replacing the present source.json.

    `max_shrink`: percent of its icons that may be removed in one run; 10 was chosen by hand.
    `replace`: accept whatever the present file is. `dry_run`: write nothing.
    """

    max_shrink: float = 10.0
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class CrawlResult:
    """The icons of a crawl or an import.

    `complete`: an icon that the result lacks has been removed from the source. `copying`: the
    source's templates of code.
    """

    icons: Sequence[Icon] = field(repr=False)
    skipped: Sequence[SkippedIcon]
    complete: bool
    started: datetime
    figures: Mapping[str, int]  # numbers of pages, requests, retries and duplicates
    copying: Copying = ()


def check_origin(folder: DataFolder, origin: Origin, policy: AcceptancePolicy) -> None:
    """Raise ConfigurationError where another source wrote the present source.json.

    To be called before the first request.
    """
    if policy.replace or not folder.source.exists():
        return
    present = _last_run(folder).get("origin")
    if present == dict(origin):
        return
    whose = f"comes from {_described(present)}" if present else "was not written by ingest"
    raise ConfigurationError(
        f"{folder.source} {whose}, this is {_described(origin)}: "
        "take another --data folder, or replace what is there with --replace."
    )


def accept(
    folder: DataFolder,
    origin: Origin,
    result: CrawlResult,
    policy: AcceptancePolicy,
    redact: Callable[[str], str],
) -> dict[str, Any]:
    """Write source.json and the run's metadata; returns the metadata.

    An icon that was skipped keeps its present record. So does every icon that an incomplete
    result lacks. Raises Incomplete, ConfigurationError, NotWritable; source.json is then untouched.
    """
    old = [] if policy.replace else _present_icons(folder)
    kept = _kept(old, result)
    icons = {icon.id: icon for icon in (*result.icons, *kept)}
    changes = source_json.compare(old, icons.values())
    _check_shrink(changes, len(old), policy.max_shrink)
    content = source_json.serialise(icons.values(), result.copying)
    run = {
        "format": FORMAT,
        "origin": dict(origin),
        "started": _timestamp(result.started),
        "finished": _timestamp(datetime.now(UTC)),
        "complete": result.complete,
        **result.figures,
        "old_total": len(old),
        "new_total": len(icons),
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "kept": [icon.id for icon in kept],
        "skipped": [{"id": icon.id, "reason": redact(icon.reason)} for icon in result.skipped],
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if not policy.dry_run:
        # The metadata comes first. A run that is killed between the two files finds its own origin
        # the next time, and repeats its work.
        record = json.dumps(run, ensure_ascii=False, indent=1) + "\n"
        write_atomically(folder.source_run, record.encode())
        source_json.write(folder.source, content, folder.previous_source)
    return run


def _kept(old: Sequence[Icon], result: CrawlResult) -> list[Icon]:
    """The present icons that stay although the result lacks them."""
    crawled = {icon.id for icon in result.icons}
    lacking = [icon for icon in old if icon.id not in crawled]
    if not result.complete:
        return lacking
    skipped = {icon.id for icon in result.skipped}
    return [icon for icon in lacking if icon.id in skipped]


def _check_shrink(changes: Changes, total: int, max_shrink: float) -> None:
    removed = len(changes.removed)
    if not total or removed <= total * max_shrink / 100:
        return
    needed = 100 * removed // total + 1
    raise Incomplete(
        f"{removed} of {total} icons would be removed, more than {max_shrink:g} %: "
        f"check the source; if it is right, run again with --max-shrink {needed}."
    )


def _present_icons(folder: DataFolder) -> list[Icon]:
    if not folder.source.exists():
        return []
    try:
        return source_json.read(folder.source)
    except ConfigurationError as error:
        raise ConfigurationError(f"{error} With --replace, ingest writes it anew.") from error


def _last_run(folder: DataFolder) -> dict[str, Any]:
    try:
        run = json.loads(folder.source_run.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return run if isinstance(run, dict) else {}


def _described(origin: Origin) -> str:
    words = [f'"{origin.get("name")}"']
    for key, value in origin.items():
        if key != "name" and value:
            words.append(f"({value})")
    return " ".join(words)


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
