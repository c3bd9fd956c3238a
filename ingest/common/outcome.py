"""How the last run of each stage ended: `runs/STAGE.json`, written for the operators and read by the service's /metrics."""

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
    """A run that has ended: times in ISO 8601, its exit status, and its figures as far as it came.

    `succeeded` is when a run of this stage last ended with status 0. Raises ValueError or TypeError for what can be none of this.
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
        if self.format != FORMAT or not all(
            isinstance(number, int | float)
            for number in (self.status, *dict(self.figures).values())
        ):
            raise ValueError(self)


@contextmanager
def noted(folder: DataFolder, stage: str) -> Iterator[Figures]:
    """Note how the run within ends, with the figures that it puts into the dictionary.

    Not noted are a run that finds another at work, and one whose data folder was never made. Raises NotWritable.
    """
    started, figures = _now(), Figures()
    try:
        yield figures
    except Locked:
        raise
    except BaseException as error:
        try:
            _write(folder, stage, started, failures.status(error), figures)
        except NotWritable as worse:
            say(f"{stage}: {worse}")
        raise
    _write(folder, stage, started, 0, figures)


def read(folder: DataFolder, stage: str) -> Outcome | None:
    """How the last run of a stage ended; None where none did, or where what was written of it is damaged."""
    try:
        return Outcome(**json.loads(folder.outcome(stage).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _write(folder: DataFolder, stage: str, started: str, status: int, figures: Figures) -> None:
    if not folder.root.is_dir():
        return
    now, before = _now(), read(folder, stage)
    succeeded = now if status == 0 else before.succeeded if before else None
    outcome = Outcome(started, now, status, succeeded, figures)
    write_atomically(folder.outcome(stage), (json.dumps(asdict(outcome), indent=1) + "\n").encode())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
