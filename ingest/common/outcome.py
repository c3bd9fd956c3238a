"""`runs/STAGE.json`: how the last run of each stage ended.

Written for the operators; the service's /metrics reads it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from ingest.common import failures
from ingest.common.console import say
from ingest.common.data_folder import DataFolder, write_atomically
from ingest.common.failures import Locked, NotWritable

FORMAT = 1
STAGES = ("ingest", "render", "features")

Figures = dict[str, int | float]


@dataclass(frozen=True)
class Outcome:
    """A run that has ended: ISO 8601 times, exit status, and the figures counted until then.

    `succeeded` is the time when a run of this stage last ended with status 0.
    Raises ValueError or TypeError for values that cannot be an outcome.
    """

    started: str
    finished: str
    status: int
    succeeded: str | None
    figures: Figures = field(default_factory=dict)
    format: int = FORMAT

    def __post_init__(self) -> None:
        for moment in (self.started, self.finished, self.succeeded or self.finished):
            datetime.fromisoformat(moment)
        if self.format != FORMAT:
            raise ValueError(self)
        for number in (self.status, *dict(self.figures).values()):
            if not isinstance(number, int | float):
                raise ValueError(self)


@contextmanager
def recorded(folder: DataFolder, stage: str) -> Iterator[Figures]:
    """Record how the run within ends, with the figures that it puts into the dictionary.

    Records nothing where another run holds the lock, or where the data folder does not exist.
    Raises NotWritable.
    """
    started = _now()
    figures = Figures()
    try:
        yield figures
    except Locked:
        raise
    except BaseException as error:
        _write_after_failure(folder, stage, started, failures.status(error), figures)
        raise
    _write(folder, stage, started, 0, figures)


def read(folder: DataFolder, stage: str) -> Outcome | None:
    """How the last run of a stage ended; None where there is no record or it is damaged."""
    try:
        return Outcome(**json.loads(folder.outcome(stage).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _write_after_failure(
    folder: DataFolder, stage: str, started: str, status: int, figures: Figures
) -> None:
    """Write the record; a record that cannot be written must not replace the run's own failure."""
    try:
        _write(folder, stage, started, status, figures)
    except NotWritable as error:
        say(f"{stage}: {error}")


def _write(folder: DataFolder, stage: str, started: str, status: int, figures: Figures) -> None:
    if not folder.root.is_dir():
        return
    now = _now()
    before = read(folder, stage)
    succeeded = before.succeeded if before else None
    if status == 0:
        succeeded = now
    outcome = Outcome(started, now, status, succeeded, figures)
    record = json.dumps(asdict(outcome), indent=1) + "\n"
    write_atomically(folder.outcome(stage), record.encode())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
