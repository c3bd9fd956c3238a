"""API keys, where the settings name any, and CORS for the origins of the keys.

A key that a web page sends is no secret. So it opens the search only, and only from its origins.
"""

import secrets
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import Forbidden, Unauthorised
from api.parsers import ApiKey
from api.settings import KEY_HEADER, Settings

KEYED_PATHS = ("/search", "/icons")  # whose answers pages of a key's origins may read
METHODS = ("GET", "POST")
DEFAULT_PORTS = {"http": 80, "https": 443}

_header = APIKeyHeader(
    name=KEY_HEADER, auto_error=False, description="Needed only where the service is run with keys."
)


async def _check_key(request: Request, sent: Annotated[str | None, Security(_header)]) -> None:
    """Let a request pass where no key is needed, from the service's own page, or with a valid key.

    Raises Unauthorised for a missing or unknown key, Forbidden for a key of other origins.
    """
    settings: Settings = request.app.state.settings
    if not settings.api_keys or (sent is None and _from_own_page(request)):
        return
    key = _find(settings.api_keys, sent or "")
    if key is None:
        raise Unauthorised(
            "This service is searched with a key: "
            f"send yours in the header {KEY_HEADER}, or ask its operator for one."
        )
    origin = request.headers.get("origin")
    if origin not in (key.origins or (None,)):
        raise Forbidden(
            f"This key is not meant for requests from {origin or 'a program'}: "
            "ask the service's operator for another."
        )


KeyRequired = Depends(_check_key)


def _find(keys: Sequence[ApiKey], sent: str) -> ApiKey | None:
    """The key that was sent, compared in constant time."""
    for key in keys:
        if secrets.compare_digest(key.text.encode(), sent.encode()):
            return key
    return None


def _from_own_page(request: Request) -> bool:
    """Whether a page of this very scheme, host and port sent the request.

    Browsers do not let pages forge these headers. Programs may: this stops other websites only.
    A site whose name its owner points at this service (DNS rebinding) is stopped by
    `api.http.hosts`.
    """
    sent = request.headers.get("origin") or request.headers.get("referer") or ""
    try:
        return _origin(sent) == _origin(str(request.url))
    except ValueError:  # one of them is no address, such as http://[
        return False


def _origin(address: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port (RFC 6454, section 4). Raises ValueError."""
    parts = urlsplit(address)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port


class CorsMiddleware:
    """CORS for the sites of the settings, and for the sites of the keys on the keyed paths."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        key_origins = [origin for key in settings.api_keys for origin in key.origins]
        self._root_path = settings.root_path
        self._keyed = CORSMiddleware(
            app,
            allow_origins=[*settings.cors_origins, *key_origins],
            allow_methods=METHODS,
            allow_headers=["Content-Type", KEY_HEADER],
        )
        self._other = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=METHODS,
            allow_headers=["Content-Type"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the middleware of its path."""
        path = scope.get("path", "").removeprefix(self._root_path)
        keyed = any(path == place or path.startswith(f"{place}/") for place in KEYED_PATHS)
        middleware = self._keyed if keyed else self._other
        await middleware(scope, receive, send)
