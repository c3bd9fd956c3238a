"""Command line of the nightly crawl."""

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest import run
from ingest.acceptance import Guards
from ingest.common import console, failures
from ingest.common.data_folder import ENVIRONMENT_VARIABLE, DataFolder, default_folder
from ingest.common.failures import ConfigurationError, Failure
from ingest.common.outcome import Figures, noted
from ingest.graphql.checkpoint import Entry
from ingest.graphql.credentials import Secrets
from ingest.graphql.source import load, ready_made
from ingest.icon import Icon
from ingest.run import Options

SOURCE_VARIABLE = "ICONLENS_SOURCE"

HELP = f"""Crawl an icon library over GraphQL, or import one from files, into DATA/source.json.

A crawl can be stopped at any moment and goes on from there when it is run again. source.json is replaced
in one step, and only by a result that is whole: a crawl that fails leaves it as it was.

examples
  python -m ingest --source demo                    a ready-made source (see --list-sources)
  python -m ingest --source my-icons.toml --check   try your own description: one small request, nothing written
  python -m ingest --source my-icons.toml           the crawl; put this into cron
  python -m ingest --source my-icons.toml --dry-run all but the writing, to see what it would change
  python -m ingest import icons/                    a folder of SVG files, or an Iconify set

To describe your own source, copy ingest/sources/intranet.toml, which explains every key.

environment
  {ENVIRONMENT_VARIABLE}     the data folder where --data is not given
  {SOURCE_VARIABLE}   the source where --source is not given
  NAME, NAME_FILE   what a description calls ${{NAME}}: the value, or a file that holds it

exit status
  0 done; 2 a setting is wrong; 3 the server refuses us; 4 the source is down or throttles us;
  5 incomplete, or shrunk too much; 6 cannot write; 75 another crawl is running
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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
        "--page-size", type=int, metavar="N", help="icons a page (default: the description's)"
    )
    parser.add_argument(
        "--limit",
        type=_positive,
        metavar="N",
        help="stop after N icons; nothing is then removed from source.json",
    )
    parser.add_argument(
        "--deadline",
        type=float,
        default=Options.deadline,
        metavar="S",
        help="seconds for the whole run (%(default)g)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="ask for a few icons, show what becomes of them, write nothing",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="do not go on from an interrupted crawl"
    )
    _add_common(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="import PATH", title="instead of a crawl"
    )
    importing = commands.add_parser("import", help="read a folder of SVG files or an Iconify set")
    importing.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="folder of SVG files, or an Iconify set: its folder or JSON file",
    )
    _add_common(importing, nested=True)
    return parser


def _add_common(parser: argparse.ArgumentParser, nested: bool = False) -> None:
    """Options of crawl and import alike. Nested ones have no defaults, which would undo what stands before `import`."""

    def add(
        name: str, default: object, kind: Callable[[str], object], metavar: str, help: str
    ) -> None:
        parser.add_argument(
            name,
            default=argparse.SUPPRESS if nested else default,
            type=kind,
            metavar=metavar,
            help=f"{help} ({default})",
        )

    add("--data", default_folder(), Path, "DIR", "the data folder")
    add("--max-skipped", Options.max_skipped, _natural, "N", "icons that may be missing")
    add(
        "--max-shrink",
        Guards.max_shrink,
        _percent,
        "PERCENT",
        "icons, of those there are, that may go in one run",
    )
    for name, help in (
        ("--replace", "replace source.json even if another source wrote it or many icons go"),
        ("--dry-run", "write nothing, say what would change"),
    ):
        parser.add_argument(
            name, action="store_true", default=argparse.SUPPRESS if nested else False, help=help
        )


def _natural(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError(text)
    return number


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _percent(text: str) -> float:
    if not 0 <= (number := float(text.removesuffix("%"))) <= 100:
        raise ValueError(text)
    return number


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and do what it says."""
    options = _parser().parse_args(arguments)
    if options.list_sources:
        for name, about in ready_made().items():
            print(f"{name:14} {about}")
        return
    guards = Guards(options.max_shrink, options.replace, options.dry_run)
    folder = DataFolder(options.data)
    began = time.monotonic()
    nothing: AbstractContextManager[Figures] = nullcontext({})
    with nothing if options.check or guards.dry_run else noted(folder, run.STAGE) as figures:
        if options.command == "import":
            metadata = run.import_files(options.path, folder, options.max_skipped, guards)
        else:
            metadata = _crawl(options, folder, guards)
        if metadata:
            figures |= run.figures(metadata)
    if metadata:
        for skip in metadata["skipped"]:
            console.say(f"ingest: skipped {skip['id'] or 'an icon without id'}: {skip['reason']}")
        console.summary(
            "ingest (nothing written)" if guards.dry_run else "ingest",
            run.summary(metadata, time.monotonic() - began),
        )


def _crawl(options: argparse.Namespace, folder: DataFolder, guards: Guards) -> dict[str, Any]:
    if not options.source:
        raise ConfigurationError(
            f"which source? Say --source NAME or FILE.toml, or set {SOURCE_VARIABLE} (--list-sources names some)."
        )
    if wrong := [pair for pair in options.set if "=" not in pair]:
        raise ConfigurationError(f"--set {wrong[0]} names no value: write --set NAME=VALUE.")
    source = load(
        options.source,
        options.endpoint,
        dict(pair.split("=", 1) for pair in options.set),
        options.page_size,
    )
    _hide_in_tracebacks(source.secrets)
    try:
        if options.check:
            _show(run.check(source, options.deadline))
            return {}
        return run.crawl(
            source,
            folder,
            Options(options.max_skipped, options.limit, options.deadline, options.fresh),
            guards,
        )
    except Failure as failure:
        raise type(failure)(source.secrets.redact(str(failure))) from None


def _hide_in_tracebacks(secrets: Secrets) -> None:
    """A defect keeps its traceback, but not the secrets in it."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(secrets.redact("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook


def _show(entries: Sequence[Entry]) -> None:
    for entry in entries:
        if isinstance(entry, Icon):
            drawing = f"an SVG of {len(entry.source_code)} characters"
            print(json.dumps({**entry.to_json(), "source_code": drawing}, ensure_ascii=False))
        else:
            print(f"no icon: {entry}")
    console.say("ingest: the description fits the answer; nothing was written.")


if __name__ == "__main__":
    sys.exit(failures.run("ingest", main))
