"""`python -m api`: its commands, and the service."""

import argparse
import sys
from collections.abc import Sequence

from ingest.common.failures import ConfigurationError

DESCRIPTION = """\
Serve the published library: POST a picture to /search and get the icons that look like it.

The page is at /, the API's documentation at /docs and /redoc. A newly published library is picked
up within a second or two; nothing needs a restart. Stop with Ctrl-C or SIGTERM: requests under way
are answered first.

commands, each with a --help of its own:
  search PICTURE   print the icons that look like a picture
  mcp              run a Model Context Protocol server on standard input and output
  feedback LOG     list the answers that people called wrong"""


def main(arguments: Sequence[str] | None) -> None:
    """Parse the command line and run it. Raises the failures of `ingest.common.failures`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        _serve(arguments)
    else:
        command(arguments[1:])


def _serve(arguments: Sequence[str]) -> None:
    if arguments and not arguments[0].startswith("-"):
        raise ConfigurationError(
            f"there is no command {arguments[0]}: write {', '.join(COMMANDS)}, or none to serve."
        )
    # Slow to import, and the commands do not need it. Within a command, Ctrl-C ends an import
    # without a traceback.
    from api.process.server import serve
    from api.settings import Settings

    parser = argparse.ArgumentParser(
        "python -m api",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    Settings.add_arguments(parser)
    serve(Settings.from_arguments(parser, arguments))


def _search(arguments: Sequence[str]) -> None:
    from api.cli.search import search

    search(arguments)


def _mcp(arguments: Sequence[str]) -> None:
    from api.cli.mcp import serve  # needs a package that the service does without

    serve(arguments)


def _feedback(arguments: Sequence[str]) -> None:
    from api.cli.feedback import show

    show(arguments)


COMMANDS = {"search": _search, "mcp": _mcp, "feedback": _feedback}
