"""`python -m api search PICTURE`: the icons that look like it, as a table or JSON."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_origin

from rich.console import Console

from api.cli import terminal
from api.cli.client import connect
from api.schemas.schemas import SearchParameters
from ingest.common.data_folder import default_folder
from ingest.common.failures import ConfigurationError

DESCRIPTION = """\
Find the icons that look like a picture: a screenshot of an icon, cropped around it. Asks the published library in the
data folder, or a running service."""
WIDE = 200  # characters of a line where there is no terminal


def add_connection(parser: argparse.ArgumentParser) -> None:
    """The flags that say whom to ask."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the data folder to search (%(default)s)",
    )
    parser.add_argument(
        "--url", help="ask the service that runs there instead, such as http://127.0.0.1:8000"
    )
    key = "the service's key, where it needs one (environment: ICONLENS_API_KEY)"
    parser.add_argument("--key", default=os.environ.get("ICONLENS_API_KEY"), help=key)


def search(arguments: Sequence[str]) -> None:
    """Search and print. Raises Failure."""
    parser = argparse.ArgumentParser(
        "python -m api search",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "picture", metavar="PICTURE", help="the file; - reads it from standard input"
    )
    parser.add_argument("--json", action="store_true", help="print the service's answer")
    add_connection(parser)
    for name, field in SearchParameters.model_fields.items():
        takes: dict[str, Any] = (
            {"action": "store_true"}
            if field.annotation is bool
            else {"metavar": name.split("_")[-1].upper()}
        )
        if get_origin(field.annotation) is list:
            takes["action"] = "append"
        explained = (field.description or f"only icons of this {name}; may be repeated").replace(
            "%", "%%"
        )
        parser.add_argument("--" + name.replace("_", "-"), help=explained, **takes)
    options = parser.parse_args(arguments)
    parameters = {name: getattr(options, name) for name in SearchParameters.model_fields}
    asyncio.run(_search(_read(options.picture), parameters, options))


async def _search(picture: bytes, parameters: dict[str, Any], options: argparse.Namespace) -> None:
    async with connect(options.url, options.data, options.key) as client:
        answer = await client.search(picture, parameters)
        if options.json:
            print(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        console = Console()
        shows_pictures = console.is_terminal and console.color_system is not None
        pictures = (
            [await client.fetch(result["links"]["image"]) for result in answer["results"]]
            if shows_pictures
            else []
        )
    if not console.is_terminal:
        console.width = WIDE
    terminal.show(console, answer, pictures)


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{name} cannot be read ({error.strerror}): name a picture."
        ) from error
