"""`python -m api mcp`: the library as tools for one assistant, which starts this command."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from api.cli.connection import add_connection_arguments, connect
from api.mcp.tools import create_server
from ingest.common.failures import ConfigurationError

DESCRIPTION = """\
Run a Model Context Protocol server on standard input and output: an assistant that is set up with
this command searches the library by picture and by words, and takes the SVG of an icon from it.

An assistant may be talked into naming any file. So the server reads files only below the folders
that --pictures names; by default it reads none, and the assistant sends pictures in base64.

docs/api.md shows how an assistant is set up. For many assistants, one service can have the tools
at /mcp: `python -m api --mcp on`."""


def serve(arguments: Sequence[str]) -> None:
    """Answer an assistant until it closes standard input. Raises Failure."""
    parser = argparse.ArgumentParser(
        "python -m api mcp",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_connection_arguments(parser)
    parser.add_argument(
        "--pictures",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="read pictures whose paths the assistant sends, below this folder; may be repeated "
        "(none: pictures come in base64)",
    )
    options = parser.parse_args(arguments)
    for folder in options.pictures:
        if not folder.is_dir():
            raise ConfigurationError(f"--pictures {folder} is no folder: name one that exists.")
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    async with connect(options.url, options.data, options.key) as client:
        await create_server(client, options.pictures).run_stdio_async()
