"""`python -m api search PICTURE`: the icons that look like it, as a table or JSON."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from api.cli import terminal
from api.cli.connection import add_connection_arguments, connect
from api.schemas.parameters import SearchParameters
from ingest.common.command_line.table import make_console
from ingest.common.failures import ConfigurationError
from ingest.common.printable import printable_lines

DESCRIPTION = """\
Find the icons that look like a picture: a screenshot of an icon, cropped around it. Asks the
published library in the data folder, or a running service."""


def search(arguments: Sequence[str]) -> None:
    """Search and print. Raises Failure."""
    options = _parser().parse_args(arguments)
    parameters = {name: getattr(options, name) for name in SearchParameters.model_fields}
    asyncio.run(_search(_read(options.picture), parameters, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m api search",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "picture", metavar="PICTURE", help="the file; - reads it from standard input"
    )
    parser.add_argument("--json", action="store_true", help="print the service's answer")
    add_connection_arguments(parser)
    for name, field in SearchParameters.model_fields.items():
        _add_parameter(parser, name, field)
    return parser


def _add_parameter(parser: argparse.ArgumentParser, name: str, field: FieldInfo) -> None:
    """Add the flag of a parameter of POST /search. The service checks its value."""
    explanation = field.description or f"only icons of this {name}; may be repeated"
    if field.annotation is bool:
        how: dict[str, Any] = {"action": "store_true"}
    else:
        how = {"metavar": name.split("_")[-1].upper()}
    if get_origin(field.annotation) is list:
        how["action"] = "append"
    flag = "--" + name.replace("_", "-")
    parser.add_argument(flag, help=explanation.replace("%", "%%"), **how)


async def _search(picture: bytes, parameters: dict[str, Any], options: argparse.Namespace) -> None:
    console = make_console()
    pictures = []
    async with connect(options.url, options.data, options.key) as client:
        answer = await client.search(picture, parameters)
        everywhere = await client.without_filters(picture, parameters, answer)
        if options.json:
            print(printable_lines(json.dumps(answer, ensure_ascii=False, indent=1)))
            return
        if console.is_terminal and console.color_system is not None:
            addresses = [result["links"]["image"] for result in answer["results"]]
            pictures = [await client.fetch(address) for address in addresses]
    terminal.show(console, answer, pictures, everywhere, parameters["code"])


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{name} cannot be read ({error.strerror}): name a picture."
        ) from error
