"""`python -m features` over 4,000 icons: icons per second of the whole command, the median of several runs.

usage: python -m tests.benchmarks.embed [RUNS] [EXTRACTOR]

The icons are the bundled ones, repeated with small shifts as in the benchmark of `render`. Exporting the model, which is done
once and kept, is measured by itself; so are a build in which nothing has changed, and one query.
"""

import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image

from features import generation
from features.embed import Embedder
from features.encoders import DEFAULTS
from features.index import Index
from ingest import catalogue, iconify
from ingest.folder import DataFolder
from tests.benchmarks.render import ROOT, processor, varied

ICONS = 4_000
QUERIES = 200


def main(runs: int = 5, extractor: str = DEFAULTS[0]) -> None:
    print(f"{processor()}, {len(os.sched_getaffinity(0))} processors, load {os.getloadavg()[0]:.1f}; {ICONS} icons, {extractor}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = DataFolder(Path(temporary))
        icons = list(itertools.islice(varied(iconify.read_set(ROOT / "data" / "demo" / "ant-design")), ICONS))
        catalogue.write(folder.source, icons[:1])
        seconds("render", folder)
        print(f"export of the model and a library of one icon: {seconds('features', folder, extractor):.1f} s")
        catalogue.write(folder.source, icons)
        seconds("render", folder)
        rates = []
        for _ in range(runs):
            shutil.rmtree(folder.generations)
            folder.current.unlink()
            rates.append(ICONS / seconds("features", folder, extractor))
        print(f"python -m features: median {statistics.median(rates):.0f} icons/s of {', '.join(f'{rate:.0f}' for rate in sorted(rates))}")
        print(f"run again, nothing changed: {seconds('features', folder, extractor):.1f} s")
        query(folder, extractor)


def seconds(stage: str, folder: DataFolder, extractor: str | None = None) -> float:
    """Wall clock of one run of a stage's command."""
    more = ["--extractor", extractor] if extractor else []
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", stage, "--data", folder.root, *more], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def query(folder: DataFolder, extractor: str) -> None:
    """One query after another in this process: what the model and the search take of it."""
    started = time.perf_counter()
    opened = generation.open_current(folder)
    index, embedder = Index.open(opened, extractor), Embedder.open(opened, extractor, threads=2)
    print(f"opening the generation: {1000 * (time.perf_counter() - started):.0f} ms")
    picture = Image.open(BytesIO(opened.catalogue.jpeg(opened.catalogue.list(0, 1, {})[1][0].id))).resize((48, 40))
    looked, searched = [], []
    for _ in range(QUERIES):
        times = [time.perf_counter()]
        seen = embedder.look(picture)
        times.append(time.perf_counter())
        index.search(seen.vectors, 10)
        times.append(time.perf_counter())
        looked.append(times[1] - times[0])
        searched.append(times[2] - times[1])
    print(f"a query: {1000 * statistics.median(looked):.2f} ms to look, {1000 * statistics.median(searched):.2f} ms to search (medians)")
    opened.close()


if __name__ == "__main__":
    runs, *extractor = sys.argv[1:] or ["5"]
    main(int(runs), *extractor)
