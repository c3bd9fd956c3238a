"""Pictures as people crop them: whole controls, badges, frames, specks, altered colours and sizes,
covered and turned icons, and pictures that show no icon of the library.

Chromium paints each kind (`tests/benchmarks/wild/kinds`), Firefox a few; a browser that is missing
is left out, with a sentence. Libraries and absent sets are folders of Iconify sets, such as the
packages `@iconify-json/…`. With `--save`, pictures and truth are kept in DIR/LIBRARY/KIND; with
`--pictures`, such a folder is searched without a browser. With `--data`, DIR/LIBRARY are data
folders that were built before. With `--crowd`, the icons of other sets are in the index too:
DIR/LIBRARY-in-a-crowd.

usage: python -m tests.benchmarks.wild [--library SETS/ion …] [--absent SETS/octicon …]
           [--count 20] [--seed 7] [--kind NAME …] [--save DIR] [--paint-only]
           [--pictures DIR] [--data DIR] [--crowd SETS/mdi …] [--failures] [--write]
"""

import argparse
import contextlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from features.encoders import DEFAULTS
from ingest.common.console import say
from ingest.common.data_folder import DataFolder
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.stages import FOLDERS, ROOT, indexed, library_parser, rendered
from tests.benchmarks.wild import firefox, pictures
from tests.benchmarks.wild.kinds import FAMILIES
from tests.benchmarks.wild.measure import Answer, measure
from tests.benchmarks.wild.pages import Chromium, Painter, launch
from tests.benchmarks.wild.report import report
from tests.benchmarks.wild.scene import Family, Kind

DOCUMENT = ROOT / "docs" / "quality.md"
ALONE = ("<!-- wild: begin -->\n", "<!-- wild: end -->\n")
CROWD = ("<!-- crowd: begin -->\n", "<!-- crowd: end -->\n")


def main() -> None:
    options = parse()
    libraries = [IconSet.read(folder.resolve()) for folder in options.library]
    families = chosen(options.kind)
    folder = options.pictures or options.save or options.work / "pictures"
    if options.pictures is None:
        paint(libraries, families, folder, options)
    if options.paint_only:
        return
    crowd = [IconSet.read(one.resolve()) for one in options.crowd]
    answers = []
    for library in libraries:
        searched = among(library, crowd)
        data = built(searched, options)
        answers += measure(searched, data, folder / library.name, families)
    finish(answers, families, options)


def parse() -> argparse.Namespace:
    made = library_parser("wild", __doc__)
    made.add_argument("--absent", **FOLDERS, default=[], help="sets to take absent icons from")
    made.add_argument(
        "--count", type=int, default=20, help="pictures a kind and library (%(default)s)"
    )
    made.add_argument("--seed", type=int, default=7, help="of all chance (%(default)s)")
    made.add_argument("--kind", nargs="+", metavar="NAME", help="only these kinds")
    made.add_argument("--save", type=Path, metavar="DIR", help="keep the pictures there")
    made.add_argument("--paint-only", action="store_true", help="search nothing")
    made.add_argument("--pictures", type=Path, metavar="DIR", help="search these, paint none")
    made.add_argument("--data", type=Path, metavar="DIR", help="data folders built before")
    made.add_argument(
        "--crowd", **FOLDERS, default=[], help="sets whose icons are in each library's index too"
    )
    made.add_argument("--failures", action="store_true", help="name the pictures that failed")
    made.add_argument(
        "--work",
        type=Path,
        default=ROOT / "build/wild",
        help="folder for what is made (%(default)s)",
    )
    made.add_argument(
        "--write", action="store_true", help=f"write the table into {DOCUMENT.relative_to(ROOT)}"
    )
    return made.parse_args()


def chosen(names: Sequence[str] | None) -> list[Family]:
    """The families with the kinds of those names, or with all."""
    if names is None:
        return list(FAMILIES)
    known = {kind.name for family in FAMILIES for kind in family.kinds}
    if unknown := sorted(set(names) - known):
        sys.exit(f"There is no kind {', '.join(unknown)}: take some of {', '.join(sorted(known))}.")
    return [
        Family(family.name, tuple(kind for kind in family.kinds if kind.name in names))
        for family in FAMILIES
    ]


def paint(
    libraries: Sequence[IconSet],
    families: Sequence[Family],
    folder: Path,
    options: argparse.Namespace,
) -> None:
    """Make the pictures of every library anew."""
    kinds: list[Kind] = [kind for family in families for kind in family.kinds]
    absent = [IconSet.read(one.resolve()) for one in options.absent]
    with browsers() as painters:
        for library in libraries:
            others = [
                one
                for one in absent
                if one.name != library.name and one.coloured == library.coloured
            ]
            place = folder / library.name
            pictures.make(library, others, kinds, painters, place, options.count, options.seed)


@contextlib.contextmanager
def browsers() -> Iterator[Mapping[str, Painter]]:
    """The browsers that are installed."""
    if shutil.which("chromium") is None:
        sys.exit("chromium is missing: install it (Debian: `apt-get install chromium`).")
    with sync_playwright() as playwright, contextlib.closing(launch(playwright)) as browser:
        painters: dict[str, Painter] = {"chromium": Chromium(browser)}
        if shutil.which(firefox.COMMAND) is None:
            say("Firefox is missing, so its kinds are left out (Debian: firefox-esr).")
        else:
            painters["firefox"] = firefox.Firefox()
        yield painters


def among(library: IconSet, crowd: Sequence[IconSet]) -> IconSet:
    """The library together with the other sets of the crowd; the library itself without any."""
    others = [one for one in crowd if one.name != library.name]
    if not others:
        return library
    return IconSet.together(f"{library.name}-in-a-crowd", [library, *others])


def built(library: IconSet, options: argparse.Namespace) -> DataFolder:
    """The library's data folder: built before, or built now."""
    if options.data:
        return DataFolder(options.data / library.name)
    return indexed(rendered(library, options.work.resolve()), DEFAULTS[0])[0]


def finish(
    answers: Sequence[Answer], families: Sequence[Family], options: argparse.Namespace
) -> None:
    """Print the tables, and write what is asked for."""
    tables = report(answers, families, command(options))
    print(tables)
    if options.failures:
        for one in answers:
            if failed(one):
                say(
                    f"{one.truth.library}/{one.kind}/{one.truth.file}: {one.verdict} "
                    f"{one.given}, rank {one.rank}"
                )
    if options.write:
        begin, end = CROWD if options.crowd else ALONE
        before, _, rest = DOCUMENT.read_text().partition(begin)
        DOCUMENT.write_text(before + begin + tables + end + rest.partition(end)[2])


def failed(answer: Answer) -> bool:
    """Whether the right icon is not first, or something absent is called `found`."""
    if answer.present:
        return not answer.right or answer.verdict == "absent"
    return answer.verdict == "found"


def command(options: argparse.Namespace) -> str:
    """The command line that measures the same, without this machine's folders."""
    words = ["python -m tests.benchmarks.wild"]
    for name in ("library", "absent", "crowd"):
        if folders := getattr(options, name):
            words += [f"--{name}", *(f"SETS/{folder.resolve().name}" for folder in folders)]
    return " ".join([*words, f"--count {options.count}", f"--seed {options.seed}"])


if __name__ == "__main__":
    main()
