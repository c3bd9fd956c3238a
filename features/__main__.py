"""Command line of `features`: arguments and exit status."""

import argparse
import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path

from features.audit.look_alikes import NEAR
from features.build import publication as publish
from features.encoders import DEFAULTS, ENCODERS
from features.search.index.milvus import Milvus
from features.store import generation
from ingest.common import failures, flags
from ingest.common.console import say, summary
from ingest.common.data_folder import DataFolder, default_folder
from ingest.common.failures import ConfigurationError
from ingest.common.outcome import recorded

DESCRIPTION = """\
Turn the rendered icons into vectors, and publish them with the catalogue as one generation that the service picks up.

Only pictures that are new are embedded; an interrupted run goes on where it was. Where nothing has changed, nothing is
published. The first run of an extractor exports its model, which takes some seconds more.

commands:
  build            embed what is new, and publish; this is done where no command is named
  list             the published generations, the one that is served marked with *
  rollback [NAME]  serve another published generation, the one before if none is named
  verify [NAME]    check every file of a generation against its digest, of the one that is served if none is named
  duplicates       the icons of the library that look the same, or nearly so
  check FILE       does the icon in an SVG file exist in the library already? docs/duplicates.md shows it in CI"""
EPILOGUE = """\
exit status: 0 done, or no icon looks like that of check; 1 check: such an icon exists already; 2 a wrong argument,
no usable input, nothing published, or weights that are not to be had; 4 Milvus or Dask does not answer; 5 render is behind
source.json; 6 the data folder cannot be written; 75 another run works on it."""


def main(arguments: list[str] | None = None) -> int:
    """Run the stage; returns the exit status."""
    return failures.run("features", lambda: _run(arguments))


def _run(arguments: list[str] | None) -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m features", description=DESCRIPTION, epilog=EPILOGUE, formatter_class=plain
    )
    parser.add_argument(
        "command", nargs="?", default="build", choices=COMMANDS, help="what to do (%(default)s)"
    )
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="a generation, for rollback and verify; the file, for check",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the data folder (%(default)s)",
    )
    several = "how to make vectors; may be given several times, the first is the one to search with by default"
    parser.add_argument(
        "--extractor",
        action="append",
        choices=list(ENCODERS),
        help=f"{several} ({', '.join(DEFAULTS)})",
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
    parser.add_argument(
        "--jobs",
        type=_positive,
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="threads (%(default)s)",
    )
    parser.add_argument(
        "--keep", type=_positive, default=5, metavar="N", help="generations to keep (%(default)s)"
    )
    elsewhere = "a Milvus server that takes the vectors too, as milvus:http://host:19530; build, rollback and verify"
    parser.add_argument(
        "--store",
        type=Milvus.at,
        default=os.environ.get("ICONLENS_STORE") or None,
        metavar="milvus:URL",
        help=f"{elsewhere} (environment: ICONLENS_STORE)",
    )
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
    alike = "duplicates, check: from which similarity on icons are nearly the same, 0 to 1 (%(default)s)"
    parser.add_argument("--near", type=_share, default=NEAR, metavar="0.XX", help=alike)
    parser.add_argument("--json", action="store_true", help="duplicates, check: answer in JSON")
    options = parser.parse_args(arguments)
    if options.name is not None and options.command not in ("rollback", "verify", "check"):
        parser.error(f"{options.command} takes no NAME")
    if options.name is None and options.command == "check":
        parser.error("check needs the FILE to check")
    COMMANDS[options.command](DataFolder(options.data), options)


def _build(folder: DataFolder, options: argparse.Namespace) -> None:
    from features.build import build  # here, so that a missing system library is told in a sentence

    started = time.monotonic()
    extractors = list(dict.fromkeys(options.extractor or DEFAULTS))
    if options.weights is not None and len(extractors) > 1:
        raise ConfigurationError(
            "--weights holds the weights of one network: give it with a single --extractor."
        )
    how = build.Options(
        options.weights,
        options.jobs,
        options.keep,
        options.force,
        options.store,
        options.verify,
        options.dask,
    )
    with recorded(folder, "features") as figures, folder.lock("features"):
        night = build.run(folder, extractors, how, options.images)
        figures |= {
            "icons": night.icons,
            "left out": len(night.left_out),
            "embedded": night.built.embedded,
        }
    for identifier, reason in night.left_out.items():
        say(f"left out {identifier}: {reason}")
    if night.built.tested is not None:
        shares = ", ".join(
            f"{kind} {share:.1%}" for kind, share in night.built.tested["recall_at_1"].items()
        )
        say(f"its own icons, in simulated screenshots, come first in: {shares}")
    outcome = "published" if night.built.published else "unchanged"
    summary(
        "features",
        {**figures, outcome: night.built.name, "seconds": round(time.monotonic() - started, 1)},
    )


def _list(folder: DataFolder, options: argparse.Namespace) -> None:
    current = generation.current_name(folder)
    for name in generation.names(folder):
        print("*" if name == current else " ", name)


def _rollback(folder: DataFolder, options: argparse.Namespace) -> None:
    with folder.lock("features"):
        name = publish.rollback(folder, options.name, options.store)
    summary("features", {"serving": name})


def _verify(folder: DataFolder, options: argparse.Namespace) -> None:
    path = publish.find(folder, options.name) if options.name else generation.current_path(folder)
    verified = publish.verify(path)
    if options.store is not None:
        options.store.verify(verified)
    summary("features", {"intact": verified.name, "icons": verified.manifest["icons"]})


def _duplicates(folder: DataFolder, options: argparse.Namespace) -> None:
    from features.audit import (
        duplicates,
    )  # here, so that no other command waits for what it imports

    with closing(generation.open_current(folder)) as opened:
        groups = duplicates.find(opened, options.near, options.jobs)
    if options.json:
        print(
            json.dumps(
                duplicates.document(opened, options.near, groups), ensure_ascii=False, indent=1
            )
        )
        return
    duplicates.show(groups)
    same = sum(group.alike == "same" for group in groups)
    summary(
        "features",
        {
            "icons": len(opened.catalogue),
            "groups": len(groups),
            "same": same,
            "near": len(groups) - same,
        },
    )


def _check(folder: DataFolder, options: argparse.Namespace) -> None:
    from features.audit import check  # here, so that a missing system library is told in a sentence

    path = Path(options.name)
    svg = check.read(path)
    with closing(generation.open_current(folder)) as opened:
        icons = check.compare(opened, svg, options.near, options.jobs)
    if options.json:
        print(json.dumps(check.document(opened, icons), ensure_ascii=False, indent=1))
    else:
        print(*icons[: check.SHOWN], sep="\n")
    check.refuse(path, icons)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError("it must be above 0 and at most 1")
    return number


COMMANDS = {
    "build": _build,
    "list": _list,
    "rollback": _rollback,
    "verify": _verify,
    "duplicates": _duplicates,
    "check": _check,
}

if __name__ == "__main__":
    sys.exit(main())
