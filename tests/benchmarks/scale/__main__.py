"""What everything costs, and how it grows: the night, the service and its stages, the search among
vectors, and what else one would take.

Real icons of Iconify sets, such as the packages `@iconify-json/…`, in several sizes of library,
each taken through the real commands. The vectors are those of the largest library, and copies of
them up to as many as are asked for, turned so that neighbours stay as close as real ones are. Needs
`pip install -e '.[bench]'`. On an idle machine: the sizes below take about an hour. What was
measured is kept in build/scale, so that the parts may be run one at a time; the tables show all of
them.

usage: python -m tests.benchmarks.scale [--sets SETS/* …] [--sizes 1000 10000 85000]
           [--vectors 1000000] [--parts night service vectors rivals] [--write]
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest.common.console import say
from ingest.common.data_folder import DataFolder
from tests import load
from tests.benchmarks.scale import night, report, rivals, service, vectors

DOCUMENT = night.ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
SHOTS = 200
CLIENTS = (1, 8, 32, 128)
SECONDS = 10


def main() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # heard by the processes that are started
    options = parse()
    options.work.mkdir(parents=True, exist_ok=True)
    kept = options.work / "measured.json"
    measured = json.loads(kept.read_text()) if kept.exists() else {}
    for part in options.parts:
        say(f"measuring: {part}")
        where = service.machine()
        result = PARTS[part](options)
        how = (
            f"--sets {sets(options)} --sizes {' '.join(map(str, options.sizes))} --vectors "
            f"{options.vectors} --parts {part}"
        )
        measured[part] = json.loads(
            json.dumps(
                {
                    "result": result,
                    "command": f"python -m tests.benchmarks.scale {how}",
                    "machine": where,
                }
            )
        )
        kept.write_text(json.dumps(measured, indent=1))
    tables = report.report(measured)
    print(tables)
    if options.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(before + BEGIN + tables + END + rest.partition(END)[2])


def parse() -> argparse.Namespace:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.scale",
        description=__doc__.partition("\nusage")[0],
        formatter_class=plain,
    )
    bundled = night.ROOT / "data/demo/ant-design"
    parser.add_argument(
        "--sets",
        nargs="+",
        type=Path,
        default=[bundled],
        metavar="FOLDER",
        help="where the icons are from (the bundled set)",
    )
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[100, 800],
        help="icons, the least first (%(default)s)",
    )
    parser.add_argument(
        "--vectors", type=int, default=100_000, help="vectors of the largest search (%(default)s)"
    )
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=list(PARTS),
        default=list(PARTS),
        help="what to measure (%(default)s)",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=night.ROOT / "build/scale",
        help="folder for what is kept (%(default)s)",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help=f"write the tables into {DOCUMENT.relative_to(night.ROOT)}",
    )
    options = parser.parse_args()
    if len(options.sizes) < 2:
        parser.error(
            "--sizes needs two or more: the tables tell how costs grow from the least to the "
            "largest."
        )
    return options


def sets(options: argparse.Namespace) -> str:
    """The sets without this machine's folders."""
    return "SETS/*" if len(options.sets) > 1 else options.sets[0].name


def folder(options: argparse.Namespace, size: int) -> DataFolder:
    return DataFolder((options.work / str(size)).resolve())


def largest(options: argparse.Namespace) -> DataFolder:
    return folder(options, options.sizes[-1])


def nights(options: argparse.Namespace) -> dict[str, Any]:
    icons = night.read(options.sets)
    if len(icons) < options.sizes[-1]:
        sys.exit(
            f"the sets have {len(icons)} icons: name more of them with --sets, or smaller --sizes."
        )
    result = {}
    for size in options.sizes:
        say(f"{size} icons")
        stages = night.measure(icons[:size], folder(options, size))
        result[str(size)] = {"stages": stages, "bytes": night.sizes(folder(options, size))}
    return result


def services(options: argparse.Namespace) -> dict[str, Any]:
    data = [folder(options, size) for size in options.sizes]
    pictures = [load.screenshots(one, SHOTS) for one in data]
    alone = {
        str(size): service.measure(one, some)
        for size, one, some in zip(options.sizes, data, pictures, strict=True)
    }
    return {"sizes": alone, "crowd": service.crowded(data[-1], pictures[-1], CLIENTS, SECONDS)}


def searches(options: argparse.Namespace) -> Sequence[dict[str, Any]]:
    real = vectors.of_library(largest(options))
    queries = vectors.of_pictures(largest(options), load.screenshots(largest(options), SHOTS))
    sizes = sorted({len(real), max(len(real), options.vectors)})
    return [
        vectors.compare(vectors.enlarged(real, rows), queries, options.work / "vectors")
        for rows in sizes
    ]


def others(options: argparse.Namespace) -> dict[str, Any]:
    return rivals.measure(largest(options), load.shots(largest(options), SHOTS // 2), options.work)


PARTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "night": nights,
    "service": services,
    "vectors": searches,
    "rivals": others,
}

if __name__ == "__main__":
    main()
