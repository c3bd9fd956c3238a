"""`python -m render` over 10,000 icons: icons per second of the whole command, the median of several runs.

Beside it, what CairoSVG alone takes for an icon to PNG in one process, measured before each run: a yardstick of what the machine
does at the moment. On ext4, files deleted in the minutes before slow down making new ones: its inodes are not used again at once.

usage: python -m tests.benchmarks.render [RUNS] [SET]

SET is an Iconify set, the bundled Ant Design icons when not given. Where it has fewer icons than 10,000 they are repeated with
a viewBox shifted by a little, so that each is a drawing of its own.
"""

import dataclasses
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cairosvg

from ingest import catalogue, iconify
from ingest.folder import DataFolder
from ingest.icon import Icon

ROOT = Path(__file__).parent.parent.parent
ICONS = 10_000


def main(runs: int = 5, source: Path = ROOT / "data" / "demo" / "ant-design") -> None:
    icons = varied(iconify.read_set(source))
    print(f"{processor()}, {len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f}; {ICONS} icons from {source.name}")
    (ROOT / "build").mkdir(exist_ok=True)  # beside the default data folder: a system's /tmp may be another kind of disk
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        alone, drawn = [], []
        for number in range(runs):
            alone.append(cairosvg_alone(icons[:500]))
            drawn.append(seconds(Path(folder) / str(number), icons))
        again = seconds(Path(folder) / "0")
    rates = [ICONS / one for one in drawn]
    print(f"python -m render: median {statistics.median(rates):.0f} icons/s of {', '.join(f'{rate:.0f}' for rate in sorted(rates))}")
    print(f"CairoSVG alone, one process: median {1000 * statistics.median(alone):.2f} ms/icon")
    print(f"run again, nothing changed: {again:.1f} s")


def varied(icons: list[Icon]) -> list[Icon]:
    """10,000 different icons: whole rounds of the set, the viewBox further to the left in each."""
    rounds = (
        dataclasses.replace(icon, id=f"{icon.id} {shift}", source_code=icon.source_code.replace('viewBox="0 ', f'viewBox="{-shift / 10} '))
        for shift in itertools.count()
        for icon in icons
    )
    return list(itertools.islice(rounds, ICONS))


def seconds(data: Path, icons: list[Icon] | None = None) -> float:
    """Wall clock of one run of the command; with `icons`, on a folder of its own."""
    if icons is not None:
        catalogue.write(DataFolder(data).source, icons)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "render", "--data", data], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def cairosvg_alone(icons: list[Icon]) -> float:
    """Seconds an icon for CairoSVG's own way from a source to a PNG, in this process."""
    started = time.perf_counter()
    for icon in icons:
        cairosvg.svg2png(bytestring=icon.source_code.encode(), output_width=64, output_height=64)
    return (time.perf_counter() - started) / len(icons)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor")


if __name__ == "__main__":
    runs, *source = sys.argv[1:] or ["5"]
    main(int(runs), *map(Path, source))
