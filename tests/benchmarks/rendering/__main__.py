"""Our drawings beside Chromium's: icons of sets, and small documents of one feature each.

Sets are folders of Iconify sets, such as the packages `@iconify-json/…`, or of SVG files, as other
packages have them. The documents are those of `tests/benchmarks/rendering/cases.py`. With `--save`,
icons that are wrong are kept as pictures: ours on the left, Chromium's on the right. No process
guards the drawing here, so name sets that you trust.

usage: python -m tests.benchmarks.rendering [--sets SETS/ion …] [--count 150] [--seed 7]
           [--without-cases] [--save DIR] [--write]
"""

import argparse
import contextlib
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from ingest.common.console import say
from ingest.files.reader import read
from ingest.limits import SourceLimits
from render.svg.screen import Undrawable
from tests.benchmarks.quality.stages import FOLDERS, ROOT
from tests.benchmarks.rendering import browser
from tests.benchmarks.rendering.cases import cases
from tests.benchmarks.rendering.comparison import (
    COMPARISON,
    RIGHT,
    Compared,
    Ours,
    Source,
    compare,
    drawn,
    failed,
)
from tests.benchmarks.rendering.report import report
from tests.benchmarks.wild.pages import launch

DOCUMENT = ROOT / "docs" / "rendering.md"
BEGIN, END = "<!-- rendering: begin -->\n", "<!-- rendering: end -->\n"


def main() -> None:
    options = parse()
    if shutil.which("chromium") is None:
        sys.exit("chromium is missing: install it (Debian: `apt-get install chromium`).")
    compared = []
    with sync_playwright() as playwright, contextlib.closing(launch(playwright)) as chromium:
        for sources in groups(options):
            say(f"{sources[0].set}: {len(sources)} icons")
            compared += measured(sources, chromium, options.save)
    text = report(compared, command(options))
    print(text)
    if options.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(before + BEGIN + text + END + rest.partition(END)[2])


def parse() -> argparse.Namespace:
    made = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rendering",
        description=__doc__.partition("\nusage")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--sets", **FOLDERS, default=[ROOT / "data/demo/ant-design"], help="sets (the bundled one)"
    )
    made.add_argument("--count", type=int, default=150, help="icons a set (%(default)s)")
    made.add_argument("--seed", type=int, default=7, help="of the choice of icons (%(default)s)")
    made.add_argument("--without-cases", action="store_true", help="leave the documents out")
    made.add_argument("--save", type=Path, metavar="DIR", help="keep pictures of what is wrong")
    made.add_argument(
        "--write", action="store_true", help=f"write the table into {DOCUMENT.relative_to(ROOT)}"
    )
    return made.parse_args()


def groups(options: argparse.Namespace) -> Iterator[list[Source]]:
    """The sources of each set, and those of the documents."""
    for folder in options.sets:
        icons, _ = read(folder, SourceLimits())
        chance = random.Random(f"{options.seed} {folder.name}")
        chosen = chance.sample(icons, min(options.count, len(icons)))
        yield [Source(folder.name, icon.id, icon.source_code) for icon in chosen]
    if not options.without_cases:
        yield [Source("documents", name, svg) for name, svg in cases()]


def measured(sources: Sequence[Source], chromium: Browser, save: Path | None) -> list[Compared]:
    """The outcome of each source; those that failed come first."""
    outcomes = []
    ours: list[tuple[Source, Ours]] = []
    for source in sources:
        try:
            ours.append((source, drawn(source.svg)))
        except Undrawable as reason:
            outcomes.append(failed(source, reason))
    asked = [(source.svg, one.viewport, one.moment) for source, one in ours]
    pictures = browser.draw(chromium, asked)
    for (source, one), picture in zip(ours, pictures, strict=True):
        outcome = compare(source, one, picture)
        outcomes.append(outcome)
        if save is not None and outcome.outcome != RIGHT:
            keep(save, source, one.picture, picture)
    return outcomes


def keep(folder: Path, source: Source, ours: Image.Image, browsers: Image.Image) -> None:
    """Write both pictures, side by side."""
    pair = Image.new("RGB", (2 * COMPARISON.side, COMPARISON.side))
    pair.paste(ours, (0, 0))
    pair.paste(browsers, (COMPARISON.side, 0))
    place = folder / source.set / f"{source.name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    pair.save(place)


def command(options: argparse.Namespace) -> str:
    """The command line that measures the same, without this machine's folders."""
    sets = " ".join(f"SETS/{folder.resolve().name}" for folder in options.sets)
    words = ["python -m tests.benchmarks.rendering --sets", sets]
    words.append(f"--count {options.count} --seed {options.seed}")
    if options.without_cases:
        words.append("--without-cases")
    return " ".join(words)


if __name__ == "__main__":
    main()
