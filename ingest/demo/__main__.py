"""Command line of the demonstration source."""

import argparse
import asyncio
import sys
from pathlib import Path

from ingest.common import failures
from ingest.demo import faults, fontawesome, github, library, serving
from ingest.demo.server import Demo
from ingest.icon import Icon

HELP = """A demonstration icon library over GraphQL, to try a crawl against and to test one with.

  /graphql              one Icon type in every pagination shape; a GET says how to ask, introspection works
  /fontawesome          Font Awesome's shape; SVGs need a token that /fontawesome/token gives for "{fontawesome}"
  /github/graphql       GitHub's shape, the repository {owner}/{name}; needs "Authorization: bearer {github}"
  /healthz              says ok
"""
FAULTS = """faults, given as --fault NAME[=VALUE][@WHEN], any number of them:
{table}

IDS are icon ids with commas between them, * for every icon, nothing for the first.
WHEN counts POST requests from 1: @3 is the third only, @3- from it on, @-3 up to it, @3-5; without it, always.
"""


def main() -> None:
    """Serve until told to stop."""
    teach = HELP.format(
        fontawesome=fontawesome.API_TOKEN, owner=github.OWNER, name=github.NAME, github=github.TOKEN
    )
    parser = argparse.ArgumentParser(
        prog="python -m ingest.demo",
        description=teach,
        epilog=FAULTS.format(table=faults.describe()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--host", default=serving.LOOPBACK, help="address to listen on (default %(default)s)"
    )
    parser.add_argument(
        "--port", type=int, default=4000, help="port, 0 for any free one (default %(default)s)"
    )
    parser.add_argument(
        "--library",
        type=Path,
        default=library.BUNDLED,
        metavar="PATH",
        help="Iconify set or source.json (%(default)s)",
    )
    parser.add_argument(
        "--icons",
        type=int,
        metavar="N",
        help="serve exactly N icons, repeating the library where needed",
    )
    parser.add_argument(
        "--token-seconds",
        type=float,
        default=3600,
        metavar="S",
        help="life of a Font Awesome token (default %(default)s)",
    )
    parser.add_argument(
        "--token-uses",
        type=int,
        metavar="N",
        help="requests a Font Awesome token is good for (default: any number)",
    )
    parser.add_argument(
        "--fault", action="append", default=[], metavar="FAULT", help="misbehave, see below"
    )
    arguments = parser.parse_args()
    service = fontawesome.FontAwesome(arguments.token_seconds, arguments.token_uses or float("inf"))
    demo = Demo(_icons(arguments), map(faults.Fault.parse, arguments.fault), service)
    asyncio.run(serving.run(demo, arguments.host, arguments.port))


def _icons(arguments: argparse.Namespace) -> list[Icon]:
    icons = library.load(arguments.library)
    return icons if arguments.icons is None else library.stretch(icons, arguments.icons)


if __name__ == "__main__":
    sys.exit(failures.run("demo", main))
