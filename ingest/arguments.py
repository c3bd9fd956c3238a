"""The command line of ingest: its flags, and its help."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from ingest.acceptance import AcceptancePolicy
from ingest.common.command_line.numbers import integer, megabytes, percent, real
from ingest.common.data_folder import ENVIRONMENT_VARIABLE, default_folder
from ingest.common.untrusted import MEGABYTE
from ingest.connection import CrawlOptions
from ingest.limits import SourceLimits

SOURCE_VARIABLE = "ICONLENS_SOURCE"

HELP = f"""Crawl an icon library over GraphQL, or import one from files, into DATA/source.json.

A crawl can be stopped at any moment and goes on from there when it is run again. source.json is
replaced in one step, and only by a result that is whole: a crawl that fails leaves it as it was.

examples
  python -m ingest --source demo                    a ready-made source (see --list-sources)
  python -m ingest --check --endpoint URL           propose a description of a service
  python -m ingest --source my-icons.toml --check   try a description: one small request
  python -m ingest --source my-icons.toml           the crawl; put this into cron
  python -m ingest --source my-icons.toml --dry-run see what it would change, write nothing
  python -m ingest import icons/                    a folder of SVG files, or an Iconify set

To describe your own source, begin with what --check proposes; docs/sources.md explains every key.

environment
  {ENVIRONMENT_VARIABLE}     the data folder where --data is not given
  {SOURCE_VARIABLE}   the source where --source is not given
  NAME, NAME_FILE   what a description calls ${{NAME}}: the value, or a file that holds it

exit status
  0 done; 2 a setting is wrong; 3 the server refuses us; 4 the source is down or throttles us;
  5 incomplete, or shrunk too much; 6 cannot write; 75 another crawl is running
"""

USAGE = """python -m ingest [FLAGS]
       python -m ingest import PATH [FLAGS]"""

IMPORT = """Read icons from files into DATA/source.json, as a crawl does from a service.

PATH is a folder of SVG files: each is an icon, named after its file. Or it is an Iconify set, as
npm has them: `npm pack @iconify-json/lucide`, unpacked. Run it again when the files have changed.
Then run `python -m render` and `python -m features`.

exit status
  0 done; 2 the files cannot be used; 5 icons are missing, or the library shrank too much;
  6 cannot write; 75 another run works on the data folder
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of `python -m ingest` and of its command `import`."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        usage=USAGE,
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_source(parser)
    _add_crawl(parser)
    _add_common(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="instead of a crawl", prog="python -m ingest"
    )
    importing = commands.add_parser(
        "import",
        help="read a folder of SVG files or an Iconify set; it has a --help of its own",
        description=IMPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    importing.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="folder of SVG files, or an Iconify set: its folder or JSON file",
    )
    importing.add_argument(
        "--copy",
        metavar="NAME|FILE.toml",
        help="what is copied of an icon: the templates of a known set, such as lucide, or those "
        "under [copy] in a file (default: those known for an Iconify set)",
    )
    _add_common(importing, nested=True)
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    """Flags that select a source and change its description."""
    parser.add_argument(
        "--source",
        default=os.environ.get(SOURCE_VARIABLE),
        metavar="NAME|FILE.toml",
        help="what to crawl",
    )
    parser.add_argument(
        "--list-sources", action="store_true", help="name the ready-made sources and stop"
    )
    parser.add_argument("--endpoint", metavar="URL", help="another address than the description's")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a query variable of the description",
    )
    parser.add_argument(
        "--page-size",
        type=integer(1),
        metavar="N",
        help="icons a page (default: the description's)",
    )


def _add_crawl(parser: argparse.ArgumentParser) -> None:
    """Flags that only a crawl has."""
    parser.add_argument(
        "--limit",
        type=integer(1),
        metavar="N",
        help="stop after N icons; nothing is then removed from source.json",
    )
    parser.add_argument(
        "--deadline",
        type=real(0),
        default=CrawlOptions.deadline,
        metavar="S",
        help="seconds for the whole run (%(default)g)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="ask for a few icons, show what becomes of them, write nothing; for an endpoint "
        "without a description, print a proposal of one",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="do not go on from an interrupted crawl"
    )


def _add_common(parser: argparse.ArgumentParser, nested: bool = False) -> None:
    """Flags that a crawl and `import` share.

    Nested flags have no defaults: a default would undo the value given before `import`.
    """

    def add_value(
        name: str, default: object, kind: Callable[[str], object], metavar: str, help: str
    ) -> None:
        shown = default // MEGABYTE if kind is megabytes and isinstance(default, int) else default
        parser.add_argument(
            name,
            default=argparse.SUPPRESS if nested else default,
            type=kind,
            metavar=metavar,
            help=f"{help} ({shown})",
        )

    def add_switch(name: str, help: str) -> None:
        default = argparse.SUPPRESS if nested else False
        parser.add_argument(name, action="store_true", default=default, help=help)

    add_value("--data", default_folder(), Path, "DIR", "the data folder")
    add_value(
        "--max-skipped", CrawlOptions.max_skipped, integer(0), "N", "icons that may be missing"
    )
    add_value(
        "--max-shrink",
        AcceptancePolicy.max_shrink,
        percent,
        "PERCENT",
        "icons, of those there are, that may go in one run",
    )
    add_value(
        "--max-answer",
        SourceLimits.max_answer,
        megabytes,
        "MB",
        "megabytes of one answer, or of one file of an import",
    )
    add_value(
        "--max-library",
        SourceLimits.max_library,
        megabytes,
        "MB",
        "megabytes of memory that the icons may take",
    )
    add_switch("--replace", "replace source.json even if another source wrote it or many icons go")
    add_switch("--dry-run", "write nothing, say what would change")
