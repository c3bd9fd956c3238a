"""`python -m tests.ingest.demo.faulty --fault …`: the demonstration source with faults."""

import asyncio
import sys

from ingest.common import failures
from ingest.demo import serving
from ingest.demo.__main__ import HELP, fontawesome_of, icons_of, make_parser
from tests.ingest.demo.faulty.faults import Fault, describe
from tests.ingest.demo.faulty.server import FaultyDemo

FAULTS = f"""faults, given as --fault NAME[=VALUE][@WHEN], any number of them:
{describe()}

IDS are icon ids with commas between them, * for every icon, nothing for the first.
WHEN counts POST requests from 1: @3 is the third only, @3- from it on, @-3 up to it, @3-5;
without it, always.
"""


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = make_parser("python -m tests.ingest.demo.faulty", HELP, FAULTS)
    parser.add_argument(
        "--fault", action="append", default=[], metavar="FAULT", help="misbehave, see below"
    )
    arguments = parser.parse_args()
    faults = map(Fault.parse, arguments.fault)
    demo = FaultyDemo(icons_of(arguments), faults, fontawesome_of(arguments))
    asyncio.run(serving.run(demo, arguments.host, arguments.port))


if __name__ == "__main__":
    sys.exit(failures.run("demo", main))
