"""`python -m features`: what each command does with its arguments, and what it prints."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from features.arguments import make_parser, with_command
from features.builder import publication
from features.encoders import DEFAULTS
from features.store import generation
from ingest.common.console import say, summary
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError
from ingest.common.outcome import recorded
from ingest.common.printable import printable_lines


def main(arguments: Sequence[str] | None) -> None:
    """Parse the command line and run it. Raises the failures of `ingest.common.failures`."""
    given = sys.argv[1:] if arguments is None else arguments
    options = make_parser().parse_args(with_command(given))
    COMMANDS[options.command](DataFolder(options.data), options)


def build(folder: DataFolder, options: argparse.Namespace) -> None:
    """Embed what is new, and publish."""
    # Here, so that a missing system library ends the run with a sentence.
    from features.builder import night
    from features.builder.build import BuildOptions

    started = time.monotonic()
    extractors = _extractors(options)
    build_options = BuildOptions(
        jobs=options.jobs,
        keep=options.keep,
        weights=options.weights,
        force=options.force,
        store=options.store,
        verify=options.verify,
        dask=options.dask,
    )
    with recorded(folder, "features") as figures, folder.lock("features"):
        result = night.run(folder, extractors, build_options, options.images)
        figures["icons"] = result.icons
        figures["left out"] = len(result.left_out)
        figures["embedded"] = result.build.embedded
    for identifier, reason in result.left_out.items():
        say(f"left out {identifier}: {reason}")
    if result.build.self_test is not None:
        _say_recall(result.build.self_test["recall_at_1"])
    outcome = "published" if result.build.published else "unchanged"
    seconds = round(time.monotonic() - started, 1)
    summary("features", {**figures, outcome: result.build.name, "seconds": seconds})


def list_generations(folder: DataFolder, options: argparse.Namespace) -> None:
    """Print the published generations; `*` marks the served one. Raises BrokenGeneration."""
    names = generation.names(folder)
    if not names:
        raise generation.nothing_published(folder)
    current = generation.current_name(folder)
    for name in names:
        print("*" if name == current else " ", name)


def rollback(folder: DataFolder, options: argparse.Namespace) -> None:
    """Serve another published generation."""
    with folder.lock("features"):
        name = publication.rollback(folder, options.name, options.store)
    summary("features", {"serving": name})


def verify(folder: DataFolder, options: argparse.Namespace) -> None:
    """Check every file of a generation against its digest."""
    if options.name is None:
        path = generation.current_path(folder)
    else:
        path = publication.find(folder, options.name)
    verified = publication.verify(path)
    options.store.verify(verified)
    summary("features", {"intact": verified.name, "icons": verified.manifest["icons"]})


def duplicates(folder: DataFolder, options: argparse.Namespace) -> None:
    """Print the groups of icons that look the same, or nearly so."""
    # Here, so that no other command waits for its imports.
    from features.audit import duplicates as audit

    with closing(generation.open_current(folder)) as opened:
        groups = audit.find(opened, options.near, options.jobs)
    if options.json:
        _print_json(audit.document(opened, options.near, groups))
        return
    audit.show(groups)
    same = sum(group.alike == "same" for group in groups)
    figures = {
        "icons": len(opened.catalogue),
        "groups": len(groups),
        "same": same,
        "near": len(groups) - same,
    }
    summary("features", figures)


def check(folder: DataFolder, options: argparse.Namespace) -> None:
    """Print the icons nearest to the drawing in a file. Raises Exists when one looks like it."""
    # Here, so that a missing system library ends the run with a sentence.
    from features.audit import check as audit

    svg = audit.read(options.file)
    with closing(generation.open_current(folder)) as opened:
        icons = audit.compare(opened, svg, options.near, options.jobs)
    if options.json:
        _print_json(audit.document(opened, icons))
    else:
        audit.show(icons)
    audit.refuse(options.file, icons)


def _extractors(options: argparse.Namespace) -> list[str]:
    """The extractors to build, each once. Raises ConfigurationError when --weights fits none."""
    extractors = list(dict.fromkeys(options.extractor or DEFAULTS))
    if options.weights is not None and len(extractors) > 1:
        raise ConfigurationError(
            "--weights holds the weights of one network: give it with a single --extractor."
        )
    return extractors


def _say_recall(recall: Mapping[str, float]) -> None:
    """Say how often the self-test found an icon first, by kind of screenshot."""
    shares = ", ".join(f"{kind} {share:.1%}" for kind, share in recall.items())
    say(f"its own icons, in simulated screenshots, come first in: {shares}")


def _print_json(document: object) -> None:
    print(printable_lines(json.dumps(document, ensure_ascii=False, indent=1)))


COMMANDS: Mapping[str, Callable[[DataFolder, argparse.Namespace], None]] = {
    "build": build,
    "list": list_generations,
    "rollback": rollback,
    "verify": verify,
    "duplicates": duplicates,
    "check": check,
}
