"""`python -m ingest`: a crawl, a check of a source, or an import of files."""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest import check, run
from ingest.acceptance import AcceptancePolicy
from ingest.arguments import SOURCE_VARIABLE, make_parser
from ingest.common import console
from ingest.common.credentials import Secrets
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, Failure
from ingest.common.outcome import Figures, recorded
from ingest.common.printable import printable_lines
from ingest.connection import CrawlOptions
from ingest.copying.description import read as read_copying
from ingest.copying.templates import Copying, code_of
from ingest.graphql.description import named, read_toml
from ingest.graphql.source import Source, from_document, read
from ingest.icon import CrawledIcon, Icon
from ingest.limits import SourceLimits
from ingest.sources.ready_made import load, path_of, ready_made

UNSAVED = Path("icons.toml")  # stands for the file of a description that is only proposed


def main(arguments: Sequence[str] | None) -> None:
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
            metadata = run.import_files(
                options.path, folder, options.max_skipped, policy, limits, _copying(options.copy)
            )
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
    limits = CrawlOptions(
        max_skipped=options.max_skipped,
        limit=options.limit,
        deadline=options.deadline,
        fresh=options.fresh,
        limits=SourceLimits(options.max_answer, options.max_library),
    )
    if options.check and _lacks_a_query(options):
        _propose(options, limits)
        return {}
    source = load(_name(options), options.endpoint, _variables(options), options.page_size)
    with _redacted(source.secrets):
        if options.check:
            _show(check.check(source, limits), source)
            return {}
        return run.crawl(source, folder, limits, policy)


def _lacks_a_query(options: argparse.Namespace) -> bool:
    """Whether the source is an endpoint alone: on the command line, or in a file."""
    if not options.source:
        return options.endpoint is not None
    path = path_of(options.source)
    with named(path):
        return check.lacks_a_query(read_toml(path))


def _propose(options: argparse.Namespace, limits: CrawlOptions) -> None:
    """Print a description for an endpoint alone, and try it."""
    path = path_of(options.source) if options.source else UNSAVED
    document: dict[str, Any] = {"endpoint": options.endpoint}
    if options.source:
        document = read(path, options.endpoint, _variables(options))
    with _redacted(check.described(document, path).secrets):
        proposal = check.proposal(document, path, limits)
        print(printable_lines(proposal.toml), end="")
        if proposal.unfilled:
            names = ", ".join(proposal.unfilled)
            console.say(f"ingest: save this, give {names} a value under [variables], --check it.")
            return
        icons = check.check(from_document(proposal.document, path), limits)
        named = ", ".join(str(icon.id) for icon in icons)
        console.say(f"ingest: save this; its first icons are {named}; nothing was written.")


def _name(options: argparse.Namespace) -> str:
    if not options.source:
        raise ConfigurationError(
            f"which source? Say --source NAME or FILE.toml, or set {SOURCE_VARIABLE} "
            "(--list-sources names some); --check --endpoint URL proposes a FILE.toml."
        )
    return str(options.source)


def _variables(options: argparse.Namespace) -> dict[str, str]:
    variables = {}
    for pair in options.set:
        name, separator, value = pair.partition("=")
        if not separator:
            raise ConfigurationError(f"--set {pair} names no value: write --set NAME=VALUE.")
        variables[name] = value
    return variables


@contextmanager
def _redacted(secrets: Secrets) -> Iterator[None]:
    """Remove the secrets from the failures and the defects of the `with` block."""
    _redact_tracebacks(secrets)
    try:
        yield
    except Failure as failure:
        raise type(failure)(secrets.redact(str(failure))) from None


def _redact_tracebacks(secrets: Secrets) -> None:
    """Remove the secrets from the traceback that a defect prints."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        lines = traceback.format_exception(kind, error, trace)
        sys.stderr.write(printable_lines(secrets.redact("".join(lines))))

    sys.excepthook = hook


def _copying(name: str | None) -> Copying | None:
    """The templates that `--copy` names: of a known set, or in a TOML file. None without it."""
    if name is None:
        return None
    try:
        if not name.endswith(".toml"):
            return read_copying({"set": name})
        return read_copying(read_toml(Path(name)).get("copy"))
    except ConfigurationError as error:
        raise ConfigurationError(f"--copy {name}: {error}") from error


def _show(icons: Sequence[CrawledIcon], source: Source) -> None:
    redact = source.secrets.redact
    for icon in icons:
        if isinstance(icon, Icon):
            svg = f"an SVG of {len(icon.source_code)} characters"
            record = {**icon.to_json(), "source_code": svg}
            console.show(redact(json.dumps(record, ensure_ascii=False)))
            _show_code(icon, source)
        else:
            console.show(redact(f"no icon: {icon}"))
    for line in source.mapping.dropped.lines():
        console.say(f"ingest: {line}")
    console.say("ingest: the description fits the answer; nothing was written.")


def _show_code(icon: Icon, source: Source) -> None:
    """Show what the page will copy of an icon besides its drawing."""
    code = code_of(source.copying, icon.id, icon.name, icon.style, icon.library)
    for form, text in code.items():
        console.show(source.secrets.redact(f"  {form}: {text}"))
