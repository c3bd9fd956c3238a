"""`python -m api mcp`: the library as tools for coding assistants, over the Model Context Protocol (modelcontextprotocol.io)."""

import argparse
import asyncio
import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from api.cli.client import Client, connect
from api.cli.search import add_connection
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
Be a Model Context Protocol server on standard input and output: an assistant that is set up with this command searches
the library by picture and by words, and takes the SVG of an icon from it."""
INSTRUCTIONS = (
    "The icons of this company's own library. Before drawing an icon or taking one from elsewhere, look for it here: "
    "search_by_picture for what a screenshot or a design shows, search_by_words for what it means; then get_svg."
)
SHOWN = ("id", "name", "library", "style", "category", "tags", "aliases", "license", "match")

Libraries = Annotated[list[str] | None, Field(description="Only icons of these libraries.")]
Styles = Annotated[
    list[str] | None, Field(description="Only icons of these styles, such as outlined.")
]
Limit = Annotated[int, Field(ge=1, le=50, description="How many icons at most.")]


class Tools:
    """What an assistant may call; the docstrings are what it is told."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def search_by_picture(
        self,
        picture: Annotated[
            str,
            Field(
                description="A screenshot cropped around one icon: the path of its file, or the file in base64."
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

        The verdict says whether the icon is in the library: found, unsure or absent. `match` is in percent.
        """
        with _failures_told():
            answer = await self._client.search(
                _content(picture), {"q": words, "library": library, "style": style, "limit": limit}
            )
        return {"verdict": answer.get("verdict"), "icons": _shown(answer["results"])}

    async def search_by_words(
        self,
        words: Annotated[
            str,
            Field(
                description="Words in the icon's name, tags or aliases, in the language that these are in."
            ),
        ],
        library: Libraries = None,
        style: Styles = None,
        limit: Limit = 10,
    ) -> dict[str, Any]:
        """Find the library's icons by their names, tags and aliases, the best first."""
        with _failures_told():
            answer = await self._client.icons(
                {"q": words, "library": library, "style": style, "limit": limit}
            )
        return {"total": answer["total"], "icons": _shown(answer["icons"])}

    async def get_svg(
        self, icon: Annotated[str, Field(description="The `id` of an icon that a search gave.")]
    ) -> str:
        """The SVG source of an icon."""
        with _failures_told():
            return (await self._client.fetch(f"icons/{links.key(icon)}/svg")).decode()


def serve(arguments: Sequence[str]) -> None:
    """Answer an assistant until it hangs up. Raises Failure."""
    parser = argparse.ArgumentParser(
        "python -m api mcp",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_connection(parser)
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


def _shown(icons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{field: icon[field] for field in SHOWN if field in icon} for icon in icons]


def _content(picture: str) -> bytes:
    try:
        if (
            len(picture) < 4096 and Path(picture).expanduser().is_file()
        ):  # longer than any path can be
            return Path(picture).expanduser().read_bytes()
        return base64.b64decode(
            picture.partition(",")[2] if picture.startswith("data:") else picture, validate=True
        )
    except OSError as error:
        raise ToolError(
            f"{picture} cannot be read ({error.strerror}): name another file."
        ) from error
    except binascii.Error as error:
        raise ToolError(
            "The picture is neither the path of a file nor base64: send one of these."
        ) from error


@contextmanager
def _failures_told() -> Iterator[None]:
    """A failure's sentence is for the assistant to read."""
    try:
        yield
    except Failure as failure:
        raise ToolError(str(failure)) from failure
