"""`python -m api mcp`: the library as tools for coding assistants.

The protocol is the Model Context Protocol (modelcontextprotocol.io).
"""

import argparse
import asyncio
import base64
import binascii
import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from api.cli.client import Client, add_connection_arguments, connect
from api.http import links
from ingest.common.failures import ConfigurationError, Failure

try:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
except ImportError as error:
    raise ConfigurationError(
        "the package mcp, version 2 or newer, is not installed: run `pip install 'iconlens[mcp]'`."
    ) from error

DESCRIPTION = """\
Run a Model Context Protocol server on standard input and output: an assistant that is set up with
this command searches the library by picture and by words, and takes the SVG of an icon from it."""
INSTRUCTIONS = (
    "The icons of this company's own library. Before you draw an icon or take one from elsewhere, "
    "search for it here: search_by_picture for what a screenshot or a design shows, "
    "search_by_words for what it means; then get_svg."
)
FIELDS = (
    "id",
    "name",
    "library",
    "style",
    "category",
    "tags",
    "aliases",
    "license",
    "match",
    "identical",
)
MAX_PATH = 4096  # characters; a longer text is no path but a picture in base64

Libraries = Annotated[list[str] | None, Field(description="Only icons of these libraries.")]
Styles = Annotated[
    list[str] | None, Field(description="Only icons of these styles, such as outlined.")
]
Limit = Annotated[int, Field(ge=1, le=50, description="How many icons at most.")]


class Tools:
    """The tools of an assistant; their docstrings are the descriptions that it reads."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def search_by_picture(
        self,
        picture: Annotated[
            str,
            Field(
                description="A screenshot cropped around one icon, or an SVG: "
                "the path of its file, the file in base64, or the SVG's code."
            ),
        ],
        words: Annotated[
            str | None, Field(description="Words that the icon may have as its name or a tag.")
        ] = None,
        library: Libraries = None,
        style: Styles = None,
        limit: Limit = 5,
    ) -> dict[str, Any]:
        """Find the library's icons that look like a picture, the likeliest first.

        The verdict says whether the icon is in the library: found, unsure or absent.
        `match` is in percent. `identical` says that an icon has the same paths as the SVG.
        `others` are the further icons in the picture.
        """
        with _failures_as_tool_errors():
            answer = await self._client.search(
                _content(picture), {"q": words, "library": library, "style": style, "limit": limit}
            )
        others = [
            {"verdict": other.get("verdict"), "icons": _selected(other["results"])}
            for other in answer["others"]
        ]
        found = {"verdict": answer.get("verdict"), "icons": _selected(answer["results"])}
        return {**found, "others": others}

    async def search_by_words(
        self,
        words: Annotated[
            str,
            Field(description="Words in the icon's name, tags or aliases, in their language."),
        ],
        library: Libraries = None,
        style: Styles = None,
        limit: Limit = 10,
    ) -> dict[str, Any]:
        """Find the library's icons by their names, tags and aliases, the best first."""
        with _failures_as_tool_errors():
            answer = await self._client.icons(
                {"q": words, "library": library, "style": style, "limit": limit}
            )
        return {"total": answer["total"], "icons": _selected(answer["icons"])}

    async def get_svg(
        self, icon: Annotated[str, Field(description="The `id` of an icon that a search gave.")]
    ) -> str:
        """The SVG source of an icon."""
        with _failures_as_tool_errors():
            svg = await self._client.fetch(f"icons/{links.key(icon)}/svg")
        return svg.decode()


def serve(arguments: Sequence[str]) -> None:
    """Answer an assistant until it closes standard input. Raises Failure."""
    parser = argparse.ArgumentParser(
        "python -m api mcp",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_connection_arguments(parser)
    options = parser.parse_args(arguments)
    asyncio.run(_serve(options.url, options.data, options.key))


async def _serve(url: str | None, data: Path, key: str | None) -> None:
    async with connect(url, data, key) as client:
        await create_server(client).run_stdio_async()


def create_server(client: Client) -> MCPServer:
    """A server of the tools."""
    server = MCPServer("iconlens", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(client)
    for tool in (tools.search_by_picture, tools.search_by_words, tools.get_svg):
        server.add_tool(tool)
    return server


def _selected(icons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The fields of the icons that an assistant needs."""
    return [{field: icon[field] for field in FIELDS if field in icon} for icon in icons]


def _content(picture: str) -> bytes:
    """The bytes of a picture that is given as a path, in base64 or as code. Raises ToolError."""
    try:
        path = Path(picture).expanduser() if len(picture) < MAX_PATH else None
        if path is not None and _is_file(path):
            return path.read_bytes()
        if picture.lstrip().startswith(("<", "data:")):  # the service reads it
            return picture.encode()
        return base64.b64decode(picture, validate=True)
    except OSError as error:
        raise ToolError(
            f"{picture} cannot be read ({error.strerror}): name another file."
        ) from error
    except binascii.Error as error:
        raise ToolError(
            "The picture is neither the path of a file nor base64, nor the code of an SVG: "
            "send one of these."
        ) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # a small picture in base64, not a path
            return False
        raise


@contextmanager
def _failures_as_tool_errors() -> Iterator[None]:
    """The assistant reads a failure's sentence as the tool's error."""
    try:
        yield
    except Failure as failure:
        raise ToolError(str(failure)) from failure
