"""From what was read to source.json: the guards against a bad night, then the two files, source.json last."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingest import source_json as catalogue
from ingest.common.data_folder import DataFolder, write_atomically
from ingest.common.failures import ConfigurationError, Incomplete
from ingest.graphql.mapping import Skip
from ingest.icon import Icon

FORMAT = 1

Origin = Mapping[
    str, Any
]  # what tells one source from another: name, endpoint, variables; no secrets


@dataclass(frozen=True)
class Guards:
    """What may become of the present source.json. `max_shrink` is in percent of its icons."""

    max_shrink: float = 10.0
    replace: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Harvest:
    """What a crawl or an import brought. `complete`: an icon that is not in it is gone from the source."""

    icons: Sequence[Icon] = field(repr=False)
    skips: Sequence[Skip]
    complete: bool
    started: datetime
    figures: Mapping[str, int]  # pages, requests and the like


def check_origin(folder: DataFolder, origin: Origin, guards: Guards) -> None:
    """Raise ConfigurationError when the present source.json is another source's, before any request is made."""
    if guards.replace or not folder.source.exists():
        return
    present = _last_run(folder).get("origin")
    if present == dict(origin):
        return
    whose = f"comes from {_described(present)}" if present else "was not written by ingest"
    raise ConfigurationError(
        f"{folder.source} {whose}, this is {_described(origin)}: take another --data folder, or replace what is there with --replace."
    )


def land(
    folder: DataFolder,
    origin: Origin,
    harvest: Harvest,
    guards: Guards,
    redact: Callable[[str], str],
) -> dict[str, Any]:
    """Write source.json and the run's metadata beside it, unless a guard objects; the metadata.

    Icons that could not be had, and all that an incomplete harvest did not come to, stay as they were.
    Raises Incomplete, ConfigurationError, NotWritable; source.json is then untouched.
    """
    old = [] if guards.replace else _present(folder)
    icons = {icon.id: icon for icon in harvest.icons}
    missed = {skip.id for skip in harvest.skips}
    kept = [
        icon for icon in old if icon.id not in icons and (not harvest.complete or icon.id in missed)
    ]
    icons |= {icon.id: icon for icon in kept}
    changes = catalogue.compare(old, icons.values())
    if old and len(changes.removed) > len(old) * guards.max_shrink / 100:
        raise Incomplete(
            f"{len(changes.removed)} of {len(old)} icons would go, more than {guards.max_shrink:g} %: "
            f"look at the source; if it is right, run it with --max-shrink {100 * len(changes.removed) // len(old) + 1}."
        )
    run = {
        "format": FORMAT,
        "origin": dict(origin),
        "started": _stamp(harvest.started),
        "finished": _stamp(datetime.now(UTC)),
        "complete": harvest.complete,
        **harvest.figures,
        "old_total": len(old),
        "new_total": len(icons),
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "kept": [icon.id for icon in kept],
        "skipped": [{"id": skip.id, "reason": redact(skip.reason)} for skip in harvest.skips],
        "sha256": hashlib.sha256(catalogue.serialise(icons.values())).hexdigest(),
    }
    if not guards.dry_run:
        # The metadata first: a run that is killed in between finds its own origin, and does its work again.
        write_atomically(
            folder.source_run, (json.dumps(run, ensure_ascii=False, indent=1) + "\n").encode()
        )
        catalogue.write(folder.source, icons.values(), folder.previous_source)
    return run


def _present(folder: DataFolder) -> list[Icon]:
    if not folder.source.exists():
        return []
    try:
        return catalogue.read(folder.source)
    except ConfigurationError as error:
        raise ConfigurationError(f"{error} With --replace, ingest writes it anew.") from error


def _last_run(folder: DataFolder) -> dict[str, Any]:
    try:
        run = json.loads(folder.source_run.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return run if isinstance(run, dict) else {}


def _described(origin: Origin) -> str:
    parts = [str(value) for key, value in origin.items() if key != "name" and value]
    return " ".join([f'"{origin.get("name")}"', *(f"({part})" for part in parts)])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
