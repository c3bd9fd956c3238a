"""`python -m ingest.demo`: the demonstration source."""

import argparse
import asyncio
import sys
from pathlib import Path

from ingest.common import failures
from ingest.common.command_line.numbers import integer, real
from ingest.demo import fontawesome, github, library, serving
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.server import Demo
from ingest.icon import Icon

HELP = f"""A demonstration icon library over GraphQL, to try a crawl against.

  /graphql              one Icon type in every pagination shape; a GET says how to ask
  /fontawesome          Font Awesome's shape; SVGs need a token, which /fontawesome/token
                        gives for the API token "{fontawesome.API_TOKEN}"
  /github/graphql       GitHub's shape, the repository {github.OWNER}/{github.NAME};
                        needs "Authorization: bearer {github.TOKEN}"
  /healthz              says ok
"""


def main() -> None:
    """Serve until SIGINT or SIGTERM. Raises ConfigurationError."""
    arguments = make_parser("python -m ingest.demo", HELP).parse_args()
    demo = Demo(icons_of(arguments), fontawesome_of(arguments))
    asyncio.run(serving.run(demo, arguments.host, arguments.port))


def make_parser(program: str, help: str, epilog: str = "") -> argparse.ArgumentParser:
    """The flags of the demonstration source."""
    parser = argparse.ArgumentParser(
        prog=program,
        description=help,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--host", default=serving.LOOPBACK, help="address to listen on (default %(default)s)"
    )
    parser.add_argument(
        "--port",
        type=integer(0),
        default=4000,
        help="port, 0 for any free one (default %(default)s)",
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
        type=integer(0),
        metavar="N",
        help="serve exactly N icons, repeating the library where needed",
    )
    parser.add_argument(
        "--token-seconds",
        type=real(0),
        default=3600,
        metavar="S",
        help="life of a Font Awesome token (default %(default)s)",
    )
    parser.add_argument(
        "--token-uses",
        type=integer(1),
        metavar="N",
        help="requests a Font Awesome token is good for (default: any number)",
    )
    return parser


def icons_of(arguments: argparse.Namespace) -> list[Icon]:
    """The icons to serve. Raises ConfigurationError."""
    icons = library.load(arguments.library)
    if arguments.icons is None:
        return icons
    return library.stretch(icons, arguments.icons)


def fontawesome_of(arguments: argparse.Namespace) -> FontAwesome:
    """Font Awesome's service with the token limits of the command line."""
    return FontAwesome(arguments.token_seconds, arguments.token_uses or float("inf"))


if __name__ == "__main__":
    sys.exit(failures.run("demo", main))
