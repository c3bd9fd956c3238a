"""What a stage shows while it runs: its progress, and a summary at the end.

The progress is a bar on a terminal and plain lines elsewhere.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.common.printable import printable


@dataclass(frozen=True)
class ConsoleSettings:
    """How often the progress is shown where there is no terminal."""

    plain_interval: float = 10.0  # seconds between two plain lines; by hand: short nightly logs


SETTINGS = ConsoleSettings()
_stderr = Console(stderr=True)


@contextmanager
def progress(doing: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield a function that is called with the number of units newly done.

    `total` is None where the number of units is unknown.
    """
    shown = _progress_bar if _stderr.is_terminal else _plain_lines
    with shown(doing, total) as advance:
        yield advance


@contextmanager
def _progress_bar(doing: str, total: int | None) -> Iterator[Callable[[int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_stderr, transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda count: bar.advance(task, count)


@contextmanager
def _plain_lines(doing: str, total: int | None) -> Iterator[Callable[[int], None]]:
    done = 0
    last = time.monotonic()
    of_total = "" if total is None else f" of {total}"

    def advance(count: int) -> None:
        nonlocal done, last
        done += count
        if time.monotonic() - last >= SETTINGS.plain_interval:
            last = time.monotonic()
            say(f"{doing}: {done}{of_total}")

    yield advance


def say(line: str) -> None:
    """Print one line on stderr, for people and for the night's log, `printable`."""
    print(printable(line), file=sys.stderr, flush=True)


def show(line: str) -> None:
    """Print one line of a command's result on stdout, `printable`."""
    print(printable(line), flush=True)


def summary(stage: str, figures: Mapping[str, object]) -> None:
    """Print a stage's summary on stdout: `ingest: pages 9, requests 10, …`."""
    parts = [f"{name} {value}" for name, value in figures.items()]
    show(f"{stage}: {', '.join(parts)}")
