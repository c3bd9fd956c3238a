"""`python -m api mcp`: the library as tools for coding assistants.

The protocol is the Model Context Protocol (modelcontextprotocol.io).
"""

import argparse
import asyncio
import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from api.cli.client import Client, add_connection_arguments, connect
from api.decoding.wrapping import unwrapped
from api.http import links
from api.settings import Settings
from ingest.common import untrusted
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
this command searches the library by picture and by words, and takes the SVG of an icon from it.

An assistant may be talked into naming any file. So the server reads files only below the folders
that --pictures names; by default it reads none, and the assistant sends pictures in base64."""
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
MAX_TEXT = Settings.max_bytes * 4 // 3 + 64  # characters of the largest upload in base64
LARGEST = untrusted.megabytes(Settings.max_bytes)

Libraries = Annotated[list[str] | None, Field(description="Only icons of these libraries.")]
Styles = Annotated[
    list[str] | None, Field(description="Only icons of these styles, such as outlined.")
]
Limit = Annotated[int, Field(ge=1, le=50, description="How many icons at most.")]


class Tools:
    """The tools of an assistant; their docstrings are the descriptions that it reads."""

    def __init__(self, client: Client, folders: Sequence[Path]) -> None:
        """`folders`: pictures below them may be read."""
        self._client = client
        self._folders = [folder.resolve() for folder in folders]

    async def search_by_picture(
        self,
        picture: Annotated[
            str,
            Field(
                description="A screenshot cropped around one icon: its file in base64, or the "
                "file's absolute path, if it is below a folder that the server may read. "
                "An SVG may be its code too."
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
        `reading` says how the picture was read, for example as what a frame holds. `mirrored`
        and `rotated` (degrees, clockwise) say how the icon is turned in it. `others` are the
        further icons in the picture, each with its `box` in pixels.
        """
        with _failures_as_tool_errors():
            answer = await self._client.search(
                _content(picture, self._folders),
                {"q": words, "library": library, "style": style, "limit": limit},
            )
        query = answer["query"]
        reading = {field: query[field] for field in ("reading", "mirrored", "rotated")}
        others = [{"box": other.get("box"), **_judged(other)} for other in answer["others"]]
        return {**_judged(answer), **reading, "others": others}

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
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    async with connect(options.url, options.data, options.key) as client:
        await create_server(client, options.pictures).run_stdio_async()


def create_server(client: Client, folders: Sequence[Path] = ()) -> MCPServer:
    """A server of the tools; pictures below `folders` may be read."""
    server = MCPServer("iconlens", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(client, folders)
    for tool in (tools.search_by_picture, tools.search_by_words, tools.get_svg):
        server.add_tool(tool)
    return server


def _judged(place: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on a place in a picture, and the icons it looks like."""
    return {"verdict": place.get("verdict"), "icons": _selected(place["results"])}


def _selected(icons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The fields of the icons that an assistant needs."""
    return [{field: icon[field] for field in FIELDS if field in icon} for icon in icons]


def _content(picture: str, folders: Sequence[Path]) -> bytes:
    """The bytes of a picture that is given in base64, as code, or as a path below a folder.

    Raises ToolError.
    """
    if len(picture) > MAX_TEXT:
        raise ToolError(f"The picture is larger than {LARGEST}: crop it around the icon.")
    if picture.lstrip().startswith(("<", "data:")):
        return unwrapped(picture.encode())
    path = _path_below(folders, picture)
    try:
        if path is not None:
            return untrusted.read_file(path, Settings.max_bytes)
        return base64.b64decode(picture, validate=True)
    except binascii.Error as error:
        readable = " or ".join(map(str, folders)) or "none: --pictures names them"
        raise ToolError(
            "The picture is neither base64 nor the code of an SVG, nor the absolute path of a "
            f"file below a folder that this server may read ({readable}): send one of these."
        ) from error
    except untrusted.TooLarge as error:
        raise ToolError(f"{picture} cannot be searched for, {error}: crop it.") from error
    except OSError as error:
        raise ToolError(
            f"{picture} cannot be read ({error.strerror}): name another file."
        ) from error


def _path_below(folders: Sequence[Path], text: str) -> Path | None:
    """The file that a text names, links resolved; None where it is below none of the folders.

    Only an absolute path counts: a picture in base64 may be a relative path too.
    """
    if not folders or len(text) > MAX_PATH:
        return None
    try:
        path = Path(text).expanduser()
        resolved = path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL: it names no file
        return None
    below = any(resolved.is_relative_to(folder) for folder in folders)
    return resolved if path.is_absolute() and below else None


@contextmanager
def _failures_as_tool_errors() -> Iterator[None]:
    """The assistant reads a failure's sentence as the tool's error."""
    try:
        yield
    except Failure as failure:
        raise ToolError(str(failure)) from failure
