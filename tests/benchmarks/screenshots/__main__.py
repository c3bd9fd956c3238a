"""Whole screenshots: how many of the library's icons are found in a window, how much else is taken
for one, and how long it takes.

Pages of templates are filled with icons of the library and of other sets, drawn by Debian's
chromium at device pixel ratios 1 and 2, and searched as `POST /search/screenshot` searches them.
Libraries and foreign sets are folders of Iconify sets, such as the packages `@iconify-json/…`. The
detector's settings were chosen with `--templates development`; figures are those of `testing`. What
was made is kept in build/screenshots.

- recall: of the library's icons on the pages, how many have a box of IoU 0.5 or more. - precision:
of all boxes with that verdict, how many are such a box of a library's icon. - R@1: of the found
boxes that are an icon's, how often the first result is it, or looks the same by the ruler's rule.

A library that is also named as foreign lends no icons to its own pages.

usage: python -m tests.benchmarks.screenshots --library SETS/ant-design … --foreign SETS/octicon …
           [--templates testing] [--count 24] [--seed 1] [--extractor NAME] [--jpeg QUALITY]
           [--failures]
"""

import argparse
import statistics
from pathlib import Path

from features.encoders import DEFAULTS
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.stages import ROOT, indexed, rendered
from tests.benchmarks.screenshots import development, testing
from tests.benchmarks.screenshots.measure import Measured, measure
from tests.benchmarks.screenshots.shots import screenshots

TEMPLATES = {"development": development, "testing": testing}
HEAD = """\
| library | icons | recall, found | recall, found or unsure | precision, found | precision, unsure \
| R@1 | 1440×900, ms | 2200×1520, ms |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, nargs="+", required=True)
    parser.add_argument("--foreign", type=Path, nargs="+", required=True)
    parser.add_argument("--templates", choices=TEMPLATES, default="testing")
    parser.add_argument("--count", type=int, default=24, help="pages for each library")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--extractor", default=DEFAULTS[0])
    parser.add_argument(
        "--jpeg", type=int, metavar="QUALITY", help="compress each screenshot before it is searched"
    )
    parser.add_argument(
        "--failures",
        action="store_true",
        help="name what was missed and what was taken for an icon",
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "screenshots")
    options = parser.parse_args()
    foreign = [IconSet.read(folder) for folder in options.foreign]
    measured = []
    for folder in options.library:
        library = IconSet.read(folder)
        others = [one for one in foreign if one.name != library.name]
        shots = screenshots(
            TEMPLATES[options.templates], library, others, options.work, options.count, options.seed
        )
        data, _ = indexed(rendered(library, options.work), options.extractor)
        measured.append(measure(library, shots, data, options.jpeg))
        if options.failures:
            print(*measured[-1].told, sep="\n")
    print(HEAD)
    for one in measured:
        print(row(one))
    if len(measured) > 1:
        print(row(sum(measured[1:], measured[0])))


def row(one: Measured) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part / whole:.3f}" if whole else "–"

    times = [
        f"{1000 * statistics.median(one.seconds[ratio]):.0f}" if one.seconds[ratio] else "–"
        for ratio in (1, 2)
    ]
    cells = [
        one.name,
        str(one.placed),
        share(one.recalled["found"], one.placed),
        share(one.recalled["found"] + one.recalled["unsure"], one.placed),
        f"{share(one.recalled['found'], one.answered['found'])} of {one.answered['found']}",
        f"{share(one.recalled['unsure'], one.answered['unsure'])} of {one.answered['unsure']}",
        share(one.right, one.recalled["found"]),
        *times,
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
