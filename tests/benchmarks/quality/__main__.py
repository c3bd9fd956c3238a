"""Search quality: Chromium screenshots of a library's icons, each extractor's recall side by side.

The library goes through the real stages (import, render, features); the screenshots and the rule for what counts as
right are the ruler's (`tests/benchmarks/ruler`). Needs Debian's chromium.

usage: python -m tests.benchmarks.quality [--library data/demo/ant-design] [--extractor vgg16 …] [--count 300] [--write]
"""

import argparse
import json
import math
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from features.embed import Embedder
from features.generation import Generation, open_current
from features.index import Index
from ingest.folder import DataFolder
from tests.benchmarks.ruler.looks import looks

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
KINDS = ("clean", "ui", "hard")
DEPTH = 10


@dataclass(frozen=True)
class Score:
    """What one extractor found of one kind of screenshot: the rank of the right look of each, from 1; infinite beyond ten."""

    ranks: list[float]

    def recall(self, depth: int) -> float:
        return sum(rank <= depth for rank in self.ranks) / len(self.ranks)

    def mean_reciprocal_rank(self) -> float:
        return statistics.fmean(1 / rank for rank in self.ranks)

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of recall at 1."""
        n, share, z = len(self.ranks), self.recall(1), 1.96
        middle = share + z * z / (2 * n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.quality", description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=Path, default=ROOT / "data/demo/ant-design", help="folder of an Iconify set")
    parser.add_argument("--extractor", nargs="+", default=["vgg16", "vgg16-classic", "phash"])
    parser.add_argument("--count", type=int, default=300, help="screenshots a kind")
    parser.add_argument("--work", type=Path, default=ROOT / "build/quality", help="folder for screenshots and the library's data")
    parser.add_argument("--write", action="store_true", help=f"write the table into {DOCUMENT.relative_to(ROOT)}")
    arguments = parser.parse_args()
    library = arguments.library.resolve()
    shots = screenshots(library, arguments.work.resolve(), arguments.count)
    generation = build(library, arguments.work.resolve() / f"data-{library.name}", arguments.extractor)
    table = measure(generation, shots, arguments.extractor, library.name)
    print(table)
    if arguments.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(before + BEGIN + table + END + rest.partition(END)[2])


def screenshots(library: Path, work: Path, count: int) -> Path:
    """Make the ruler's screenshots of a library, once; returns their folder."""
    out = work / f"screenshots-{count}"
    if not (out / library.name / "truth.json").exists():
        run(str(ROOT / "tests/benchmarks/ruler/screenshots.py"), str(library.parent), str(out), library.name, "--n", str(count))
    return out / library.name


def build(library: Path, data: Path, extractors: list[str]) -> Generation:
    """Take the library through the stages into a data folder of its own, whose rendering and vectors are kept."""
    run("-m", "ingest", "import", str(library), "--data", str(data))
    run("-m", "render", "--data", str(data))
    chosen = [argument for name in extractors for argument in ("--extractor", name)]
    run("-m", "features", "--data", str(data), *chosen)
    return open_current(DataFolder(data))


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


def measure(generation: Generation, shots: Path, extractors: list[str], library: str) -> str:
    """The table, in Markdown."""
    truth: dict[str, str] = json.loads((shots / "truth.json").read_text())
    ids = [entry.id for entry in generation.catalogue.list(0, len(generation.catalogue), {}, None)[1]]
    look = {identifier: looks(generation.catalogue.svg(identifier)) for identifier in ids}
    lines = [
        f"`{library}`, {len(ids)} icons, {len(truth)} screenshots, index `{generation.name}`\n",
        "| extractor | values | screenshots | R@1 (95 % interval) | R@5 | R@10 | MRR | ms a query |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for extractor in extractors:
        scores, milliseconds, values = search(generation, extractor, shots, truth, look)
        for kind in KINDS:
            score = scores[kind]
            low, high = score.interval()
            figures = f"**{score.recall(1):.3f}** ({low:.3f}–{high:.3f}) | {score.recall(5):.3f} | {score.recall(10):.3f}"
            figures += f" | {score.mean_reciprocal_rank():.3f} | {milliseconds:.1f}"
            lines.append(f"| `{extractor}` | {values} | {kind} ({len(score.ranks)}) | {figures} |")
    return "\n".join(lines) + "\n"


def search(
    generation: Generation, extractor: str, shots: Path, truth: dict[str, str], look: dict[str, str]
) -> tuple[dict[str, Score], float, int]:
    """Every screenshot through the query path: ranks by kind, median milliseconds, values a vector."""
    embedder = Embedder(generation.encoder(extractor), generation.model(extractor), threads=2)
    index = Index.open(generation, extractor)
    ranks: dict[str, list[float]] = {kind: [] for kind in KINDS}
    times, values = [], 0
    for file, identifier in truth.items():
        with Image.open(shots / file) as picture:
            image = picture.convert("RGB")
        started = time.perf_counter()
        seen = embedder.look(image)
        hits = index.search(seen.vectors, len(index))
        times.append(time.perf_counter() - started)
        values = seen.vectors.shape[1]
        distinct = list(dict.fromkeys(look[hit.id] for hit in hits))[:DEPTH]
        ranks[file.split("/")[0]].append(distinct.index(look[identifier]) + 1 if look[identifier] in distinct else math.inf)
    return {kind: Score(found) for kind, found in ranks.items()}, float(np.median(times)) * 1000, values


if __name__ == "__main__":
    if shutil.which("chromium") is None:
        sys.exit("chromium is missing: install it (Debian: `apt-get install chromium`).")
    main()
