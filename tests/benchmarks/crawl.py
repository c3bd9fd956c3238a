"""`python -m ingest` on 10,000 icons of the demonstration source, which runs beside it: seconds,
and twenty kills.

usage: python -m tests.benchmarks.crawl [RUNS] [KILLS]

The icons are the bundled ones, repeated with a viewBox shifted by a little, so that each is a
drawing of its own. Each of KILLS crawls into an empty folder is killed (SIGKILL) at a moment drawn
at random over the time that a crawl takes, and run again; its source.json must be byte for byte
that of a crawl which nobody killed. The bar: 10 s, and twenty kills.
"""

import dataclasses
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest import source_json
from ingest.files import iconify
from ingest.icon import Icon

ROOT = Path(__file__).parent.parent.parent
ICONS = 10_000
SEED = 2


def main(runs: int = 5, kills: int = 20) -> None:
    icons = varied(iconify.read_set(ROOT / "data" / "demo" / "ant-design"))
    print(
        f"{processor()}, {len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f}; "
        f"{ICONS} icons"
    )
    with tempfile.TemporaryDirectory() as temporary, served(icons, Path(temporary)) as url:
        folders = [Path(temporary) / str(number) for number in range(runs)]
        times = sorted(seconds(url, folder) for folder in folders)
        again = seconds(url, folders[0])
        print(
            f"crawl: median {statistics.median(times):.1f} s of "
            f"{', '.join(f'{one:.1f}' for one in times)}; unchanged again {again:.1f} s"
        )
        whole = (folders[0] / "source.json").read_bytes()
        assert whole == source_json.serialise(icons)
        rng = random.Random(SEED)
        moments = [rng.uniform(0, statistics.median(times)) for _ in range(kills)]
        outcomes = [
            killed(url, Path(temporary) / f"killed{number}", moment)
            for number, moment in enumerate(moments)
        ]
        resumed = sum(pages > 0 for pages, _ in outcomes)
        same = sum(content == whole for _, content in outcomes)
        print(
            f"killed at {kills} random moments and run again: {same} byte-identical; {resumed} had "
            "pages to go on from"
        )
    sys.exit(same != kills)


def varied(icons: list[Icon]) -> list[Icon]:
    """10,000 different icons: whole rounds of the set, the viewBox further to the left in each."""
    rounds = (
        [
            dataclasses.replace(
                icon,
                id=f"{icon.id}~{turn}",
                source_code=icon.source_code.replace('viewBox="0 ', f'viewBox="-{turn / 100} ', 1),
            )
            for icon in icons
        ]
        for turn in itertools.count()
    )
    return sorted(
        itertools.islice(itertools.chain.from_iterable(rounds), ICONS), key=lambda icon: icon.id
    )


@contextmanager
def served(icons: list[Icon], folder: Path) -> Iterator[str]:
    """The demonstration source over these icons, as a process of its own; yields its endpoint."""
    library = folder / "library.json"
    library.write_bytes(source_json.serialise(icons))
    command = [sys.executable, "-m", "ingest.demo", "--port", "0", "--library", str(library)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def start(url: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "ingest",
        "--source",
        "demo",
        "--endpoint",
        url,
        "--data",
        str(folder),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds(url: str, folder: Path) -> float:
    """What a whole crawl takes, the start of the interpreter included."""
    began = time.monotonic()
    assert start(url, folder).wait() == 0
    return time.monotonic() - began


def killed(url: str, folder: Path, moment: float) -> tuple[int, bytes]:
    """The pages that a killed crawl left behind, and source.json after the next one."""
    process = start(url, folder)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    pages = folder / "crawl" / "pages.jsonl"
    left = pages.read_bytes().count(b"\n") - 1 if pages.exists() else 0
    seconds(url, folder)
    return left, (folder / "source.json").read_bytes()


def processor() -> str:
    names = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else "unknown processor"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
