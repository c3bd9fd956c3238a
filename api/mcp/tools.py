"""The tools of an assistant, and the server that has them."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ContentBlock, ImageContent, TextContent
from pydantic import Field

from api.client import Client
from api.http import links
from api.mcp import pictures
from api.mcp.pictures import PREVIEWS
from api.schemas.parameters import MAX_TEXT, MAX_VALUE_LENGTH, MAX_VALUES
from ingest.common.failures import Failure
from ingest.common.printable import printable

INSTRUCTIONS = (
    "The icons of this company's own library. Before you draw an icon or take one from elsewhere, "
    "search for it here: search_by_picture for what a screenshot or a design shows, search_window "
    "for every icon of a whole window, search_by_words for what it means; then get_svg."
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
QUERY = ("reading", "mirrored", "rotated", "box")  # what an assistant gets of how it was read
CODED = {"code": True}  # asks for the code of each icon

# The service has these limits too. Here they bound the list of what is wrong with an argument.
Names = Annotated[
    list[Annotated[str, Field(max_length=MAX_VALUE_LENGTH)]], Field(max_length=MAX_VALUES)
]
Libraries = Annotated[Names | None, Field(description="Only icons of these libraries.")]
Styles = Annotated[Names | None, Field(description="Only icons of these styles, such as outlined.")]
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
            str | None,
            Field(
                max_length=MAX_TEXT,
                description="Words that the icon may have as its name or a tag.",
            ),
        ] = None,
        library: Libraries = None,
        style: Styles = None,
        limit: Limit = 5,
    ) -> CallToolResult:
        """Find the library's icons that look like a picture, the likeliest first.

        The verdict says whether the icon is in the library: found, unsure or absent.
        `match` is in percent. `identical` says that an icon has the same paths as the SVG.
        `reading` says how the picture was read, for example as what a frame holds. `mirrored`
        and `rotated` (degrees, clockwise) say how the icon is turned in it. `box` is its place in
        pixels. `others` are the further icons in the picture, each with its own. `words_found`
        is false where no icon has one of the words. `ended_early` says that the search had no
        time for all of the picture: crop it. `without_filters` is the icon that the filters leave
        out. The first icon has its `code`, where the library has templates:
        paste it as it is. The image shows `icons` in their order.
        """
        parameters = {"q": words, "library": library, "style": style, "limit": limit, **CODED}
        with _failures_as_tool_errors():
            content = await self._content(picture)
            answer = await self._client.search(content, parameters)
            everywhere = await self._client.without_filters(content, parameters, answer)
            images = await self._preview(answer["results"])
        query = answer["query"]
        found = {
            **_judged(answer),
            **{field: query[field] for field in QUERY if field in query},
            "others": [{"box": other.get("box"), **_judged(other)} for other in answer["others"]],
            "ended_early": answer["ended_early"],
        }
        if "words_found" in answer:
            found["words_found"] = answer["words_found"]
        if everywhere is not None:
            found["without_filters"] = _selected(everywhere["results"][:1])
        return _result(found, images)

    async def search_window(
        self,
        picture: Annotated[
            str,
            Field(
                description="A screenshot of a whole window: its file in base64, or the file's "
                "absolute path, if it is below a folder that the server may read."
            ),
        ],
        library: Libraries = None,
        style: Styles = None,
        limit: Annotated[
            int, Field(ge=1, le=10, description="How many icons at most for each place.")
        ] = 1,
    ) -> CallToolResult:
        """Find every icon of the library in a screenshot of a whole window.

        Each place has its `box` in pixels, a verdict (found or unsure) and the icons it looks
        like; the first has its `code`. `ended_early` says that there was no time
        for all of the window: send parts of it.
        The image shows the first icon of the first twelve places, in their order.
        """
        parameters = {"library": library, "style": style, "limit": limit, **CODED}
        with _failures_as_tool_errors():
            content = await self._content(picture)
            answer = await self._client.search_window(content, parameters)
            images = await self._preview([place["results"][0] for place in answer["icons"]])
        places = [{"box": place["box"], **_judged(place)} for place in answer["icons"]]
        return _result({"places": places, "ended_early": answer["ended_early"]}, images)

    async def search_by_words(
        self,
        words: Annotated[
            str,
            Field(
                min_length=1,
                max_length=MAX_TEXT,
                description="Words in the icon's name, tags or aliases, in their language.",
            ),
        ],
        library: Libraries = None,
        style: Styles = None,
        limit: Limit = 10,
    ) -> CallToolResult:
        """Find the library's icons by their names, tags and aliases, the best first.

        The first has its `code`. Where no icon has the words, `nearest_words` are words of the
        library that may be meant. The image shows the first twelve icons, in their order.
        """
        parameters = {"q": words, "library": library, "style": style, "limit": limit, **CODED}
        with _failures_as_tool_errors():
            answer = await self._client.icons(parameters)
            images = await self._preview(answer["icons"])
        found = {"total": answer["total"], "icons": _selected(answer["icons"])}
        if "nearest_words" in answer:
            found["nearest_words"] = answer["nearest_words"]
        return _result(found, images)

    async def get_svg(
        self, icon: Annotated[str, Field(description="The `id` of an icon that a search gave.")]
    ) -> str:
        """The SVG source of an icon."""
        with _failures_as_tool_errors():
            svg = await self._client.fetch(f"icons/{links.key(icon)}/svg")
        return svg.decode()

    async def _content(self, picture: str) -> bytes:
        """The bytes of a picture. Base64 of 4 MB takes 10 ms, so a thread reads it.

        Raises ToolError.
        """
        return await anyio.to_thread.run_sync(pictures.content, picture, self._folders)

    async def _preview(self, icons: Sequence[Mapping[str, Any]]) -> list[ImageContent]:
        """One image of the first icons; none where there are none."""
        addresses = [icon["links"]["image"] for icon in icons[: PREVIEWS.most]]
        jpegs = [await self._client.fetch(address) for address in addresses]
        if not jpegs:
            return []
        image = await anyio.to_thread.run_sync(pictures.preview, jpegs)
        data = base64.b64encode(image).decode()
        return [ImageContent(type="image", data=data, mime_type="image/png")]


def create_server(client: Client, folders: Sequence[Path] = ()) -> MCPServer:
    """A server of the tools; pictures below `folders` may be read."""
    server = MCPServer("iconlens", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(client, folders)
    for tool in (
        tools.search_by_picture,
        tools.search_window,
        tools.search_by_words,
        tools.get_svg,
    ):
        server.add_tool(tool)
    return server


def _result(answer: Mapping[str, Any], images: Sequence[ImageContent]) -> CallToolResult:
    """An answer as an object, as the text of it, and with its images."""
    text = TextContent(type="text", text=printable(json.dumps(answer, ensure_ascii=False)))
    content: list[ContentBlock] = [text, *images]
    return CallToolResult(content=content, structured_content=dict(answer))


def _judged(place: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on a place in a picture, and the icons it looks like."""
    return {"verdict": place.get("verdict"), "icons": _selected(place["results"])}


def _selected(icons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The fields of the icons that an assistant needs; the best has its code too."""
    selected = []
    for number, icon in enumerate(icons):
        fields = FIELDS if number else (*FIELDS, "code")
        known = {field: icon[field] for field in fields if field in icon}
        selected.append(known)
    return selected


@contextmanager
def _failures_as_tool_errors() -> Iterator[None]:
    """The assistant reads a failure's sentence as the tool's error."""
    try:
        yield
    except Failure as failure:
        raise ToolError(str(failure)) from failure
