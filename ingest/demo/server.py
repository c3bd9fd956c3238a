"""The web server of the demonstration source: its routes, and a log of its requests."""

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ingest.common import untrusted
from ingest.demo import schema
from ingest.demo.execution import Answer
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.github import GitHub
from ingest.demo.library import View, make_record
from ingest.icon import Icon


@dataclass(frozen=True)
class ServerSettings:
    """Limits of the server; both values were chosen by hand."""

    requests_logged: int = 10_000  # the latest requests: a demonstration may run for days
    max_body: int = 2**20  # bytes of a query; one for 500 files of GitHub has 50 KB


SETTINGS = ServerSettings()

EXAMPLE = '{"query": "{ iconsSlice(limit: 2) { total items { id sourceCode } } }"}'
HELP = """This is a demonstration icon library over GraphQL. POST a query here, for instance:

  curl -H 'Content-Type: application/json' -d '%s' %s

It also plays the shapes of two public services: /fontawesome (with /fontawesome/token)
and /github/graphql.
"""


@dataclass(frozen=True)
class Request:
    """A request as it came in. `number` counts POSTs, and is 0 for others.

    The names in `headers` are in lower case.
    """

    number: int
    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Demo:
    """The demonstration source. `icons` may be set while it runs, from any thread.

    `root` is its address once it is served, `url` the GraphQL endpoint. It also serves
    {root}/fontawesome, {root}/fontawesome/token and {root}/github/graphql. `requests` are the
    latest requests, oldest first. `view`, `log` and `respond` are hooks for a server that
    misbehaves.
    """

    def __init__(
        self,
        icons: Iterable[Icon],
        fontawesome: FontAwesome | None = None,
        github: GitHub | None = None,
    ):
        self.root = ""
        self.requests: deque[Request] = deque(maxlen=SETTINGS.requests_logged)
        self.fontawesome = fontawesome or FontAwesome()
        self.github = github or GitHub()
        self.icons = icons
        self._number = 0

    @property
    def url(self) -> str:
        """The GraphQL endpoint."""
        return f"{self.root}/graphql"

    @property
    def icons(self) -> list[Icon]:
        """The library as it is now."""
        return self._icons

    @icons.setter
    def icons(self, icons: Iterable[Icon]) -> None:
        self._icons = list(icons)
        self._records = [make_record(icon) for icon in self._icons]

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=SETTINGS.max_body)
        for path in ("/graphql", "/fontawesome", "/fontawesome/token", "/github/graphql"):
            app.router.add_post(path, self._post)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/graphql", self._help)
        return app

    def view(self, number: int) -> View:
        """The library as the request of that number sees it."""
        return View(self._records)

    def log(self, request: web.Request, number: int, body: object, view: View | None) -> None:
        """Append a request to `requests`; `view` is None for a GET."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        entry = Request(
            number=number,
            method=request.method,
            path=request.path,
            headers=headers,
            body=body,
        )
        self.requests.append(entry)

    async def respond(self, request: web.Request, body: object, view: View) -> web.StreamResponse:
        """The response to a POST; `body` is its JSON, None where it holds no JSON."""
        return json_response(self.answer(request, body, view))

    def answer(self, request: web.Request, body: object, view: View) -> Answer:
        """The answer of the service at the request's path."""
        if request.path == "/fontawesome/token":
            return self.fontawesome.token(request.headers)
        if request.path == "/fontawesome":
            return self.fontawesome.answer(body, view, request.headers)
        if request.path == "/github/graphql":
            return self.github.answer(body, view, request.headers)
        return schema.answer(body, view)

    async def _health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _help(self, request: web.Request) -> web.Response:
        self.log(request, 0, None, None)
        return web.Response(text=HELP % (EXAMPLE, self.url))

    async def _post(self, request: web.Request) -> web.StreamResponse:
        self._number += 1
        number = self._number
        view = self.view(number)
        try:
            body = untrusted.parse_json(await request.read()) if request.can_read_body else None
        except ValueError:
            body = None
        self.log(request, number, body, view)
        return await self.respond(request, body, view)


def json_response(answer: Answer, headers: dict[str, str] | None = None) -> web.Response:
    """An answer as an HTTP response."""
    body = json.dumps(answer.document, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(
        status=answer.status, body=body, content_type="application/json", headers=headers
    )
