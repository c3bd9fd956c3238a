"""The cost of `python -m render` beside that of another checkout of this repository.

Both draw the same libraries from nothing, in turns. Libraries are data folders with a source.json
that both can read. The processor time is that of the command and of all processes that it started.

usage: python -m tests.benchmarks.rendering.speed --other CHECKOUT --data FOLDER … [--rounds 3]
"""

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.quality.report import table
from tests.benchmarks.quality.stages import FOLDERS, ROOT

PR_SET_CHILD_SUBREAPER = 36  # prctl(2): orphans of our children become ours
HEADS = ["library", "processor time, s", "other", "ratio", "wall clock, s", "other", "ratio"]


@dataclass(frozen=True)
class Cost:
    """Seconds of one run."""

    processor: float
    wall: float


def main() -> None:
    options = parse()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    rows = []
    for folder in options.data:
        pairs = [both(folder, options.other) for _ in range(options.rounds)]
        rows.append(row(folder.name, pairs))
    print(table(HEADS, rows))


def parse() -> argparse.Namespace:
    made = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rendering.speed",
        description=__doc__.partition("\nusage")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--other", type=Path, required=True, help="the other checkout")
    made.add_argument("--data", **FOLDERS, required=True, help="data folders with a source.json")
    made.add_argument("--rounds", type=int, default=3, help="runs of each (%(default)s)")
    return made.parse_args()


def both(folder: Path, other: Path) -> tuple[Cost, Cost]:
    """The cost of this checkout and of the other, one run each."""
    return rendered(ROOT, folder), rendered(other, folder)


def rendered(checkout: Path, folder: Path) -> Cost:
    """The cost of drawing a library from nothing."""
    with tempfile.TemporaryDirectory() as data:
        shutil.copy(folder / "source.json", data)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        command = [sys.executable, "-m", "render", "--data", data, "--max-failed", "100"]
        subprocess.run(command, cwd=checkout, check=True, capture_output=True)
        wall = time.monotonic() - started
        await_orphans()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user = after.ru_utime - before.ru_utime
    system = after.ru_stime - before.ru_stime
    return Cost(user + system, wall)


def await_orphans() -> None:
    """Wait for the fork server, which outlives the command for a moment: only then it counts."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def row(name: str, pairs: list[tuple[Cost, Cost]]) -> list[str]:
    """Medians over the rounds; the ratios are those of pairs."""
    cells = [name]
    for kind in ("processor", "wall"):
        ours = [getattr(one, kind) for one, _ in pairs]
        others = [getattr(other, kind) for _, other in pairs]
        ratios = [one / other for one, other in zip(ours, others, strict=True)]
        cells += [f"{median(each):.2f}" for each in (ours, others, ratios)]
    return cells


if __name__ == "__main__":
    main()
