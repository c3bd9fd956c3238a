"""Search quality: how often a Chromium screenshot finds its icon, how often the answer knows that
it is not there, and how long it takes.

Each library goes through the real stages (import, render, features); the screenshots and the rule
for what counts as right are the ruler's (`tests/benchmarks/ruler`). Libraries, absent sets and
distractors are folders of Iconify sets, such as the packages `@iconify-json/…`; needs Debian's
chromium. What was made is kept in build/quality.

usage: python -m tests.benchmarks.quality [--library SETS/carbon …] [--absent SETS/octicon …]
           [--distractors SETS/mdi …] [--extractor vgg16 …] [--count 300] [--seed 7 8 …] [--write]
           [--failures FILE.png]
"""

import argparse
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from features.encoders import DEFAULTS
from ingest.common.console import say
from tests.benchmarks.quality import buttons, sheet, shots
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.measure import Crowd, Measured, measure
from tests.benchmarks.quality.report import report
from tests.benchmarks.quality.shots import Shot
from tests.benchmarks.quality.stages import FOLDERS, ROOT, indexed, library_parser, rendered

DOCUMENT = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
SLOW, SLOW_ICONS = (
    "vgg16-classic",
    3_000,
)  # hours beyond that: it is asked about no larger library, nor with distractors


def main() -> None:
    options = parse()
    work = options.work.resolve()
    libraries, others, distractors = (
        read(folders) for folders in (options.library, options.absent, options.distractors)
    )
    taken = {
        one.name: shots.screenshots(one, work, options.count, options.seed)
        for one in (*libraries, *others)
    }
    held = {
        one.name: buttons.screenshots(one, work, options.count, options.seed[0])
        for one in libraries
    }
    queries = {
        one.name: (taken[one.name], absent(one, [*libraries, *others], taken), held[one.name])
        for one in libraries
    }
    crowds = together(distractors)
    data = {one.name: rendered(one, work) for one in (*libraries, *crowds)}
    measured = []
    for extractor in options.extractor:
        slow = extractor == SLOW
        beside = (
            [] if slow else [Crowd(one, indexed(data[one.name], extractor)[0]) for one in crowds]
        )
        for library in libraries:
            if slow and len(library.icons) > SLOW_ICONS:
                say(
                    f"{extractor} is left out for {library.name}, which has more than "
                    f"{SLOW_ICONS:,} icons."
                )
                continue
            asked = [
                shots.few(some, options.slow_count) if slow else some
                for some in queries[library.name]
            ]
            crowd = next((one for one in beside if one.icons.coloured == library.coloured), None)
            measured.append(
                measure(extractor, library, indexed(data[library.name], extractor), asked, crowd)
            )
    finish(measured, options)


def read(folders: Sequence[Path]) -> list[IconSet]:
    return [IconSet.read(folder.resolve()) for folder in folders]


def absent(
    library: IconSet, sets: Sequence[IconSet], taken: Mapping[str, list[Shot]]
) -> list[Shot]:
    """Absent queries: of the other sets whose icons have one colour, or several, as the
    library's have.
    """
    return shots.absent(
        library,
        [
            shot
            for one in sets
            if one is not library and one.coloured == library.coloured
            for shot in taken[one.name]
        ],
    )


def together(distractors: Sequence[IconSet]) -> list[IconSet]:
    """All sets of one colour as one, and all of several."""
    kinds = {"one-colour": False, "multi-colour": True}
    sets = {
        kind: [one for one in distractors if one.coloured == coloured]
        for kind, coloured in kinds.items()
    }
    return [IconSet.together(f"distractors-{kind}", some) for kind, some in sets.items() if some]


def parse() -> argparse.Namespace:
    made = library_parser("quality", __doc__)
    made.add_argument(
        "--absent",
        **FOLDERS,
        default=[],
        help="more sets to take absent queries from; the other libraries are taken anyhow",
    )
    made.add_argument(
        "--distractors",
        **FOLDERS,
        default=[],
        help="sets to put beside each library whose colours are of the same kind",
    )
    made.add_argument(
        "--extractor",
        nargs="+",
        default=[*DEFAULTS, SLOW, "phash"],
        help="the first one's failures are drawn (%(default)s)",
    )
    made.add_argument(
        "--count",
        type=int,
        default=300,
        help="screenshots a kind and seed, at most 900 (%(default)s)",
    )
    made.add_argument(
        "--seed",
        nargs="+",
        type=int,
        default=[7],
        help="the ruler's seeds; each adds `--count` screenshots (%(default)s)",
    )
    made.add_argument(
        "--slow-count", type=int, default=100, help=f"queries a kind for {SLOW} (%(default)s)"
    )
    made.add_argument(
        "--work",
        type=Path,
        default=ROOT / "build/quality",
        help="folder for what is kept (%(default)s)",
    )
    made.add_argument(
        "--write", action="store_true", help=f"write the tables into {DOCUMENT.relative_to(ROOT)}"
    )
    made.add_argument(
        "--failures", type=Path, metavar="FILE.png", help="draw a contact sheet of failures"
    )
    options = made.parse_args()
    names = [folder.resolve().name for folder in (*options.library, *options.absent)]
    if len(names) > len(set(names)):
        made.error("two sets of queries have the same name")
    return options


def finish(measured: Sequence[Measured], options: argparse.Namespace) -> None:
    """Print the tables, and write what is asked for."""
    tables = report(measured, command(options))
    print(tables)
    if options.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(before + BEGIN + tables + END + rest.partition(END)[2])
    if options.failures:
        sheet.write(
            options.failures, [one for one in measured if one.extractor == measured[0].extractor]
        )


def command(options: argparse.Namespace) -> str:
    """The command line that measures the same, without this machine's folders."""
    words = ["python -m tests.benchmarks.quality"]
    for name in ("library", "absent", "distractors"):
        if folders := getattr(options, name):
            words += [f"--{name}", *(f"SETS/{folder.resolve().name}" for folder in folders)]
    return " ".join(
        [
            *words,
            "--extractor",
            *options.extractor,
            f"--count {options.count}",
            "--seed",
            *map(str, options.seed),
        ]
    )


if __name__ == "__main__":
    if shutil.which("chromium") is None:
        sys.exit("chromium is missing: install it (Debian: `apt-get install chromium`).")
    main()
