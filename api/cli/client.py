"""The service's own interface for commands: a running service, or one inside this process, straight from the data folder."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api.settings import KEY_HEADER, Settings
from ingest.common.failures import ConfigurationError, SourceDown

PATIENCE = 60  # seconds for an answer


class Client:
    """Requests to the service; failures are told in the service's own sentences."""

    def __init__(self, http: httpx.AsyncClient, root: str) -> None:
        """`root` is the service's address."""
        self._http = http
        self._root = httpx.URL(root.rstrip("/") + "/")

    async def search(self, picture: bytes, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of POST /search. Raises ConfigurationError where it refuses, SourceDown where it is not to be had."""
        answer: dict[str, Any] = (
            await self._ask("POST", "search", params=_said(parameters), content=picture)
        ).json()
        return answer

    async def icons(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of GET /icons. Raises as `search` does."""
        answer: dict[str, Any] = (await self._ask("GET", "icons", params=_said(parameters))).json()
        return answer

    async def fetch(self, link: str) -> bytes:
        """What one of an answer's links leads to. Raises as `search` does."""
        return (await self._ask("GET", link)).content

    async def _ask(self, method: str, address: str, **request: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, self._root.join(address), **request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceDown(
                f"{self._root} does not answer ({error}): start it with `python -m api`, or name another with --url."
            ) from error
        if response.is_error:
            raise ConfigurationError(_reason(response))
        return response


def _said(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value not in (None, [])}


def _reason(response: httpx.Response) -> str:
    """The detail of problem details; of an answer that is none, as a proxy gives, its status."""
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        return str(response.json()["detail"])
    return f"{response.url} answered {response.status_code} {response.reason_phrase}: is it the address of an iconlens service?"


@asynccontextmanager
async def connect(url: str | None, data: Path, key: str | None = None) -> AsyncIterator[Client]:
    """The service at `url`; without one, a service of the published library in a data folder that runs in here meanwhile."""
    headers = {KEY_HEADER: key} if key else {}
    if url is not None:
        async with httpx.AsyncClient(
            headers=headers, timeout=PATIENCE, follow_redirects=True
        ) as http:
            yield Client(http, url)
        return
    from api.app import (
        create_app,  # slow to import, and not needed where the service runs elsewhere
    )

    logging.getLogger("api").addHandler(
        logging.NullHandler()
    )  # what it would log, the command says as its failure
    app = create_app(Settings(data=data))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), timeout=PATIENCE) as http,
    ):
        yield Client(http, "http://localhost")
