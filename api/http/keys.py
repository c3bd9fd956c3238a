"""API keys, where the settings name any: which websites' pages and which programs may search, and CORS for the former.

A key that a web page sends is no secret, so it opens nothing but the search, and only from the origins it was given to.
"""

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import Forbidden, Unauthorised
from api.settings import KEY_HEADER, Settings

OPENED = ("/search", "/icons")  # where pages of a key's origins may read the answers

_header = APIKeyHeader(
    name=KEY_HEADER, auto_error=False, description="Needed only where the service is run with keys."
)


async def check(request: Request, sent: Annotated[str | None, Security(_header)]) -> None:
    """Let a request pass when no key is needed, when it is the service's own page that asks, or with a key that is good for its origin.

    Raises Unauthorised, Forbidden.
    """
    settings: Settings = request.app.state.settings
    if not settings.api_keys or (sent is None and _from_own_page(request)):
        return
    key = next(
        (
            key
            for key in settings.api_keys
            if secrets.compare_digest(key.text.encode(), (sent or "").encode())
        ),
        None,
    )
    if key is None:
        raise Unauthorised(
            f"This service is searched with a key: send yours in the header {KEY_HEADER}, or ask its operator for one."
        )
    origin = request.headers.get("origin")
    if origin not in (key.origins or (None,)):
        raise Forbidden(
            f"This key is not meant for requests from {origin or 'a program'}: ask the service's operator for another."
        )


NeedsKey = Depends(check)


def _from_own_page(request: Request) -> bool:
    """Whether a page of this host asks. Browsers do not let a page lie about this; programs may, so this keeps out websites only."""
    asking = request.headers.get("origin") or request.headers.get("referer") or ""
    try:
        return urlsplit(asking).hostname == request.url.hostname
    except ValueError:  # one of them is no address, such as http://[
        return False


class Cors:
    """CORS for the sites that may call everything, and for those with a key, which may call the search."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        methods = ["GET", "POST"]
        origins = [
            *settings.cors_origins,
            *(origin for key in settings.api_keys for origin in key.origins),
        ]
        self._root_path = settings.root_path
        self._search = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=methods,
            allow_headers=["Content-Type", KEY_HEADER],
        )
        self._rest = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=methods,
            allow_headers=["Content-Type"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the one that its address asks for."""
        path = scope.get("path", "").removeprefix(self._root_path)
        opened = any(path == place or path.startswith(f"{place}/") for place in OPENED)
        await (self._search if opened else self._rest)(scope, receive, send)
