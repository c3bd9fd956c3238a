"""What clients may keep: an ETag that every published generation changes, and 304 for what they have already."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from api.http import links
from api.serving import Served


class NotModified(Exception):
    """The client has this answer already; the headers are those it would have been sent with."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


class Keeping:
    """A dependency that gives an answer its ETag and this Cache-Control. Returns the headers, for answers that set their own.

    Raises NotModified for a client whose If-None-Match says that it has the answer.
    """

    def __init__(self, cache_control: str) -> None:
        self._cache_control = cache_control

    async def __call__(
        self, request: Request, response: Response, library: Served
    ) -> dict[str, str]:
        """The address says the rest: a tag is only ever compared with one of the same address."""
        key = links.key(links.identifier(request.path_params.get("key", "")))
        tag = f'"{library.name}:{key}"'
        # Without Vary, a browser would answer a page of another site with what an <img> fetched without its origin.
        headers = {"ETag": tag, "Cache-Control": self._cache_control, "Vary": "Origin"}
        known = request.headers.get("if-none-match", "").split(",")
        if tag in (entry.strip().removeprefix("W/") for entry in known):
            raise NotModified(headers)
        response.headers.update(headers)
        return headers


# Lists are asked for again each time, and mostly answered with 304; drawings may be used for some minutes unasked.
KeptList = Annotated[dict[str, str], Depends(Keeping("no-cache"))]
KeptDrawing = Annotated[dict[str, str], Depends(Keeping("max-age=300"))]


def install(app: FastAPI) -> None:
    """Answer 304 where nothing has changed."""

    @app.exception_handler(NotModified)
    def not_modified(request: Request, unchanged: NotModified) -> Response:
        return Response(status_code=304, headers=unchanged.headers)
