"""`python -m ingest`: a crawl, a check of a source, or an import of files."""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any

from ingest import check, run
from ingest.acceptance import AcceptancePolicy
from ingest.arguments import SOURCE_VARIABLE, make_parser
from ingest.common import console, failures
from ingest.common.credentials import Secrets
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, Failure
from ingest.common.outcome import Figures, recorded
from ingest.common.printable import printable_lines
from ingest.connection import CrawlOptions
from ingest.graphql.source import Source
from ingest.icon import CrawledIcon, Icon
from ingest.limits import SourceLimits
from ingest.sources.ready_made import load, ready_made


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and run it. Raises the failures of `ingest.common.failures`."""
    options = make_parser().parse_args(arguments)
    if options.list_sources:
        for name, about in ready_made().items():
            print(f"{name:14} {about}")
        return
    policy = AcceptancePolicy(options.max_shrink, options.replace, options.dry_run)
    folder = DataFolder(options.data)
    began = time.monotonic()
    with _record(options, folder) as figures:
        if options.command == "import":
            limits = SourceLimits(options.max_answer, options.max_library)
            metadata = run.import_files(options.path, folder, options.max_skipped, policy, limits)
        else:
            metadata = _crawl(options, folder, policy)
        if metadata:
            figures |= run.figures(metadata)
    if metadata:
        _report(metadata, time.monotonic() - began, policy.dry_run)


def _record(options: argparse.Namespace, folder: DataFolder) -> AbstractContextManager[Figures]:
    """Records how the run ends, unless it is a run that writes nothing."""
    if options.check or options.dry_run:
        return nullcontext({})
    return recorded(folder, run.STAGE)


def _report(metadata: dict[str, Any], seconds: float, dry_run: bool) -> None:
    for icon in metadata["skipped"]:
        console.say(f"ingest: skipped {icon['id'] or 'an icon without id'}: {icon['reason']}")
    stage = "ingest (nothing written)" if dry_run else "ingest"
    console.summary(stage, run.summary(metadata, seconds))


def _crawl(
    options: argparse.Namespace, folder: DataFolder, policy: AcceptancePolicy
) -> dict[str, Any]:
    """The metadata of a crawl; {} after a check. The failures that it raises are redacted."""
    source = _source(options)
    _redact_tracebacks(source.secrets)
    crawl = CrawlOptions(
        max_skipped=options.max_skipped,
        limit=options.limit,
        deadline=options.deadline,
        fresh=options.fresh,
        limits=SourceLimits(options.max_answer, options.max_library),
    )
    try:
        if options.check:
            _show(check.check(source, crawl), source)
            return {}
        return run.crawl(source, folder, crawl, policy)
    except Failure as failure:
        raise type(failure)(source.secrets.redact(str(failure))) from None


def _source(options: argparse.Namespace) -> Source:
    if not options.source:
        raise ConfigurationError(
            f"which source? Say --source NAME or FILE.toml, or set {SOURCE_VARIABLE} "
            "(--list-sources names some)."
        )
    variables = {}
    for pair in options.set:
        name, separator, value = pair.partition("=")
        if not separator:
            raise ConfigurationError(f"--set {pair} names no value: write --set NAME=VALUE.")
        variables[name] = value
    return load(options.source, options.endpoint, variables, options.page_size)


def _redact_tracebacks(secrets: Secrets) -> None:
    """Remove the secrets from the traceback that a defect prints."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        lines = traceback.format_exception(kind, error, trace)
        sys.stderr.write(printable_lines(secrets.redact("".join(lines))))

    sys.excepthook = hook


def _show(icons: Sequence[CrawledIcon], source: Source) -> None:
    secrets = source.secrets
    for icon in icons:
        if isinstance(icon, Icon):
            svg = f"an SVG of {len(icon.source_code)} characters"
            record = {**icon.to_json(), "source_code": svg}
            console.show(secrets.redact(json.dumps(record, ensure_ascii=False)))
        else:
            console.show(secrets.redact(f"no icon: {icon}"))
    for line in source.mapping.dropped.lines():
        console.say(f"ingest: {line}")
    console.say("ingest: the description fits the answer; nothing was written.")


if __name__ == "__main__":
    sys.exit(failures.run("ingest", main))
