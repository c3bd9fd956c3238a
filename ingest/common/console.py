"""What a stage shows while it runs: a progress bar on a terminal, plain lines elsewhere, one summary at the end."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PLAIN_INTERVAL = 10.0  # seconds between two plain lines: a night's log stays short
_stderr = Console(stderr=True)


@contextmanager
def progress(doing: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield a function to be told how many units are newly done; `total` may be unknown (None)."""
    if _stderr.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=_stderr, transient=True) as bar:
            task = bar.add_task(doing, total=total)
            yield lambda count: bar.advance(task, count)
        return
    done, last = 0, time.monotonic()

    def advance(count: int) -> None:
        nonlocal done, last
        done += count
        if time.monotonic() - last >= PLAIN_INTERVAL:
            last = time.monotonic()
            say(f"{doing}: {done}" + (f" of {total}" if total is not None else ""))

    yield advance


def say(line: str) -> None:
    """One line to stderr, for people and for the night's log."""
    print(line, file=sys.stderr, flush=True)


def summary(stage: str, figures: Mapping[str, object]) -> None:
    """The one summary at a stage's end, on stdout: `ingest: pages 9, requests 10, …`."""
    print(
        f"{stage}: " + ", ".join(f"{name} {value}" for name, value in figures.items()), flush=True
    )
