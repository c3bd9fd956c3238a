"""The command line of features: its commands, their flags, and their help."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from features.audit import look_alikes
from features.encoders import DEFAULTS, ENCODERS
from features.search.index.milvus.server import Milvus
from features.search.index.vector_store import LOCAL
from ingest.common.command_line import flags
from ingest.common.command_line.numbers import integer, real
from ingest.common.data_folder import default_folder

PROGRAM = "python -m features"
DESCRIPTION = """\
Turn the rendered icons into vectors, and publish them with the catalogue as one generation that
the service picks up."""
BUILD = """\
Embed what is new, and publish.

Only pictures that are new are embedded. An interrupted run goes on where it was. Where nothing has
changed, nothing is published. The first run of an extractor exports its model, which takes some
seconds more."""
DUPLICATES = """\
List the icons of the published library that look the same, or nearly so, in groups, an icon a line.

same: the pictures are equal for the eye on every background; colours, size and place count.
near: they differ little (see --near); size, place and the colour of a one-colour icon do not count.

A group's similarity is the least of two icons in it that are alike. Nothing is changed. A terminal
that is too narrow for a column does without it: --json has everything."""
CHECK = """\
Say whether the icon in an SVG file exists in the published library already.

It prints the five nearest icons, a line each: how they compare, their similarity (1 is equal) and
their id.

same: the pictures are equal for the eye on every background; colours, size and place count.
near: they differ little (see --near); size, place and the colour of a one-colour icon do not count.
no:   it is another icon.

exit status: 0 the icon is new; 1 an icon of the library is the same or near, and the last line
names it; 2 the file is no icon that can be drawn, or nothing is published."""
EPILOGUE = """\
`python -m features COMMAND --help` shows the flags of a command. Where no command is named, it is
build: `python -m features --extractor phash` is `python -m features build --extractor phash`.

exit status: 0 done, or no icon looks like that of check; 1 check: such an icon exists already;
2 a wrong argument, no usable input, nothing published, or weights that are not to be had; 4 Milvus
or Dask does not answer; 5 render is behind source.json, or searches find fewer icons than before;
6 the data folder cannot be written; 75 another run works on it."""


def with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments, with `build` in front where they name no command.

    A command is named by the first argument, or by the first after `--data DIR`.
    """
    shared = argparse.ArgumentParser(PROGRAM, add_help=False, allow_abbrev=False)
    _add_data(shared)
    _, others = shared.parse_known_args(arguments)
    first = others[0] if others else ""
    if first in ("-h", "--help") or (first and not first.startswith("-")):
        return list(arguments)
    return ["build", *arguments]


def make_parser() -> argparse.ArgumentParser:
    """The parser of `python -m features` and of its commands."""
    parser = argparse.ArgumentParser(
        PROGRAM,
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_data(parser, default_folder())
    subparsers = parser.add_subparsers(
        dest="command", title="commands", metavar="COMMAND", required=True
    )

    def add(name: str, summary: str, about: str = "") -> argparse.ArgumentParser:
        command = subparsers.add_parser(
            name,
            help=summary,
            description=about or f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_data(command)
        return command

    _add_build(add("build", "embed what is new, and publish", BUILD))
    add("list", "list the generations, the served one marked with *")
    rollback = add("rollback", "serve another published generation")
    _add_name(rollback, "the generation to serve; the one before the present if none is named")
    _add_store(rollback)
    verify = add("verify", "check each file of a generation against its digest")
    _add_name(verify, "the generation to check; the served one if none is named")
    _add_store(verify)
    duplicates = add("duplicates", "list the icons that look the same, or nearly so", DUPLICATES)
    _add_comparison(duplicates)
    check = add("check", "say whether the icon of an SVG file exists already", CHECK)
    check.add_argument("file", metavar="FILE", help="the SVG file; - reads it from standard input")
    _add_comparison(check)
    return parser


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--extractor",
        action="append",
        choices=list(ENCODERS),
        help="how to make vectors; may be given several times, the first is the default of "
        f"searches ({', '.join(DEFAULTS)})",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="Keras weights without the top, for resnet50 or densenet121",
    )
    parser.add_argument(
        "--images",
        type=Path,
        metavar="FOLDER",
        help="index the pictures of a folder instead of a crawl",
    )
    _add_jobs(parser)
    parser.add_argument(
        "--keep",
        type=integer(1),
        default=5,
        metavar="N",
        help="generations to keep (%(default)s)",
    )
    _add_store(parser)
    parser.add_argument(
        "--verify",
        action="store_true",
        help="read everything, even if by size and time stamp nothing has changed",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="publish also what finds its icons less often than what is served",
    )
    flags.add_dask(parser, "embedding")


def _add_comparison(parser: argparse.ArgumentParser) -> None:
    """The flags of the commands that compare pictures."""
    parser.add_argument(
        "--near",
        type=real(0.01, 1),
        default=look_alikes.SETTINGS.near,
        metavar="0.XX",
        help="from which similarity on icons look nearly the same, 0.01 to 1 (%(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    _add_jobs(parser)


def _add_data(parser: argparse.ArgumentParser, default: Path | str = argparse.SUPPRESS) -> None:
    """Add `--data`. Only the main parser has a default: a command's would replace a given value."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"the data folder ({default_folder()})",
    )


def _add_name(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help=meaning)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=integer(1),
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="threads (%(default)s)",
    )


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store",
        type=Milvus.at,
        default=os.environ.get("ICONLENS_STORE") or LOCAL,
        metavar="milvus:URL",
        help="a Milvus server that has the vectors too, as milvus:http://host:19530 "
        "($ICONLENS_STORE)",
    )
