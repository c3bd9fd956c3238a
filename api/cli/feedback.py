"""`python -m api feedback`: the answers that people called wrong, from the service's log."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from api.logs import WRONG_MATCH
from ingest.common.command_line.inputs import read_input
from ingest.common.command_line.table import make_console, print_table
from ingest.common.printable import printable, printable_lines

DESCRIPTION = """\
List the answers that people called wrong, the most frequent first, from the log of a service that
was run with --feedback on. Such as: journalctl -u iconlens-api -o cat | python -m api feedback -"""
HEADINGS = ("times", "answered", "right", "verdict", "index")
LINE = re.compile(re.escape(WRONG_MATCH) + r" (\{.*\})")


@dataclass(frozen=True)
class Report:
    """What a person reported of an answer; the fields are those of `api.schemas.feedback`."""

    answered: str
    right: str
    verdict: str
    index: str


def show(arguments: Sequence[str]) -> None:
    """Print the table. Raises Failure."""
    parser = argparse.ArgumentParser(
        "python -m api feedback",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "log", metavar="LOG", help="the log, as text or JSON; - reads it from standard input"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    options = parser.parse_args(arguments)
    counted = Counter(_reports(_lines(options.log))).most_common()
    if options.json:
        document = [{"times": times, **asdict(report)} for report, times in counted]
        print(printable_lines(json.dumps(document, ensure_ascii=False, indent=1)))
        return
    if not counted:
        print("Nobody has called an answer wrong in this log.")
        return
    rows = [[str(times), *map(printable, astuple(report))] for report, times in counted]
    print_table(make_console(), HEADINGS, rows, 3)


def _lines(name: str) -> list[str]:
    data = read_input(name, "name the service's log")
    return data.decode(errors="replace").splitlines()


def _reports(lines: Iterable[str]) -> Iterator[Report]:
    """The reports in the lines of a log; lines about anything else are left out."""
    for line in lines:
        message = _message(line)
        found = LINE.search(message)
        if found is not None:
            record: dict[str, Any] = json.loads(found[1])
            values = {field.name: record.get(field.name) or "" for field in fields(Report)}
            yield Report(**values)


def _message(line: str) -> str:
    """The message of a line, which may be JSON."""
    if not line.startswith("{"):
        return line
    try:
        entry = json.loads(line)
    except ValueError:  # a line that was cut off
        return ""
    return str(entry.get("message", ""))
