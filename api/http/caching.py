"""HTTP caching: an ETag that changes with each published generation, and 304 Not Modified."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from api.http import links
from api.serving import ServedLibrary

# Of the answers. Raise it when the same generation is answered differently, such as when the rules
# of cleaning change: clients would go on with what they stored.
FORMAT = 2


class NotModified(Exception):
    """The client's stored answer is fresh; `headers` are those that the answer would have had."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


class CacheHeaders:
    """A dependency that gives an answer its ETag and a Cache-Control.

    It returns the headers, for routes that make their own Response. Raises NotModified where
    If-None-Match has the current ETag.
    """

    def __init__(self, cache_control: str) -> None:
        self._cache_control = cache_control

    async def __call__(
        self, request: Request, response: Response, library: ServedLibrary
    ) -> dict[str, str]:
        """A tag is only ever compared with another of the same address."""
        key = links.key(links.identifier(request.path_params.get("key", "")))
        tag = f'"{library.name}:{FORMAT}:{key}"'
        # Without Vary, a browser would give a page of another site the answer that an <img>
        # fetched without an origin.
        headers = {"ETag": tag, "Cache-Control": self._cache_control, "Vary": "Origin"}
        if tag in _if_none_match(request):
            raise NotModified(headers)
        response.headers.update(headers)
        return headers


def _if_none_match(request: Request) -> list[str]:
    tags = request.headers.get("if-none-match", "").split(",")
    return [tag.strip().removeprefix("W/") for tag in tags]


# Lists are revalidated each time, mostly with a 304. Drawings may be used for five minutes.
ListCaching = Annotated[dict[str, str], Depends(CacheHeaders("no-cache"))]
DrawingCaching = Annotated[dict[str, str], Depends(CacheHeaders("max-age=300"))]


def install(app: FastAPI) -> None:
    """Answer NotModified with status 304."""

    @app.exception_handler(NotModified)
    def not_modified(request: Request, unchanged: NotModified) -> Response:
        return Response(status_code=304, headers=unchanged.headers)
