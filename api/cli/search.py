"""`python -m api search PICTURE`: the icons that look like it, as a table or JSON."""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from api.cli import terminal
from api.cli.connection import add_connection_arguments, connect
from api.schemas.parameters import ScreenshotParameters, SearchParameters
from ingest.common.command_line.inputs import input_name, read_input
from ingest.common.command_line.table import make_console
from ingest.common.failures import ConfigurationError
from ingest.common.printable import printable_lines

DESCRIPTION = """\
Find the icons that look like a picture: a screenshot of an icon, cropped around it, or an SVG. With
--window, find every icon in the screenshot of a whole window. Asks the published library in the
data folder, or a running service.

exit status: 0 there is an answer, whatever its verdict; 2 the picture or an argument cannot be
used, or nothing is published; 4 the service does not answer."""
REMEDY = "name the file of a picture"
METAVARS = {  # others are the last word of their name
    "crop": "X,Y,W,H",
    "encoder": "NAME",
    "limit": "N",
    "min_match": "PERCENT",
    "q": "WORDS",
}
# What flags do here; others do what the parameter of their name does.
EXPLANATIONS = {
    "svg": "Print the SVG of the best icon; with --json, of each.",
    "code": "Print the code of the best icon's package; with --json, of each.",
}


def search(arguments: Sequence[str]) -> None:
    """Search and print. Raises Failure."""
    options = _parser().parse_args(arguments)
    run = _search_window if options.window else _search
    asyncio.run(run(_read(options.picture), options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m api search",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "picture", metavar="PICTURE", help="the file; - reads it from standard input"
    )
    parser.add_argument(
        "--window",
        action="store_true",
        help="find every icon of a whole window, each with its box; the likeliest icon of each, "
        "unless --limit says more",
    )
    parser.add_argument("--json", action="store_true", help="print the service's answer")
    add_connection_arguments(parser)
    for name, field in SearchParameters.model_fields.items():
        _add_parameter(parser, name, field)
    return parser


def _add_parameter(parser: argparse.ArgumentParser, name: str, field: FieldInfo) -> None:
    """Add the flag of a parameter of POST /search. The service checks its range."""
    explanation = EXPLANATIONS.get(name, field.description or "")
    if field.annotation is bool:
        how: dict[str, Any] = {"action": "store_true"}
    else:
        how = {"metavar": METAVARS.get(name, name.split("_")[-1].upper())}
    if get_origin(field.annotation) is list:
        how["action"] = "append"
        explanation = f"Only icons of this {name}; may be repeated."
    if field.annotation in (int, float):
        how["type"] = field.annotation
        explanation += f" ({field.default})"
    flag = "--" + name.replace("_", "-")
    parser.add_argument(flag, help=explanation.replace("%", "%%"), **how)


async def _search(picture: bytes, options: argparse.Namespace) -> None:
    console = make_console()
    parameters = {name: getattr(options, name) for name in SearchParameters.model_fields}
    pictures = []
    async with connect(options.url, options.data, options.key) as client:
        answer = await client.search(picture, parameters)
        everywhere = await client.without_filters(picture, parameters, answer)
        if options.json:
            _print_json(answer)
            return
        if terminal.shows_pictures(console):
            addresses = [result["links"]["image"] for result in answer["results"]]
            pictures = [await client.fetch(address) for address in addresses]
    terminal.show(console, answer, pictures, everywhere, options.code)


async def _search_window(picture: bytes, options: argparse.Namespace) -> None:
    for name in SearchParameters.model_fields.keys() - ScreenshotParameters.model_fields.keys():
        if getattr(options, name):
            raise ConfigurationError(f"--{name} does not go with --window: leave one of them out.")
    parameters = {name: getattr(options, name, None) for name in ScreenshotParameters.model_fields}
    parameters["limit"] = options.limit or 1
    async with connect(options.url, options.data, options.key) as client:
        answer = await client.search_window(picture, parameters)
    if options.json:
        _print_json(answer)
    else:
        terminal.show_window(make_console(), answer, options.code)


def _print_json(answer: Mapping[str, Any]) -> None:
    print(printable_lines(json.dumps(answer, ensure_ascii=False, indent=1)))


def _read(name: str) -> bytes:
    content = read_input(name, REMEDY)
    if not content:
        raise ConfigurationError(f"{input_name(name)} is empty: {REMEDY}.")
    return content
