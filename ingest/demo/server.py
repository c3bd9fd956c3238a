"""The demonstration source's web server: routes, what was asked of it, and answers that go wrong."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ingest.demo import schema, wire
from ingest.demo.execution import Answer
from ingest.demo.faults import Fault, Struck, strike
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.github import GitHub
from ingest.demo.library import View, record
from ingest.icon import Icon

REMEMBERED = 10_000  # requests, the latest ones: a demonstration may run for days
HELP = """This is a demonstration icon library over GraphQL. POST a query here, for instance:

  curl -H 'Content-Type: application/json' -d '{{"query": "{{ iconsSlice(limit: 2) {{ total items {{ id sourceCode }} }} }}"}}' {url}

It also plays the shapes of two public services: /fontawesome (with /fontawesome/token) and /github/graphql.
"""


@dataclass(frozen=True)
class Request:
    """One request as it came in. `number` counts POSTs, 0 for others; `headers` have names in lower case."""

    number: int
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    faults: tuple[str, ...]


class Demo:
    """The demonstration source. `faults` and `icons` may be set while it runs, from any thread.

    `url` is the GraphQL endpoint once it is served, `root` the address before its path: {root}/fontawesome,
    {root}/fontawesome/token and {root}/github/graphql. `requests` are those that came in, oldest first.
    """

    def __init__(
        self,
        icons: Iterable[Icon],
        faults: Iterable[Fault] = (),
        fontawesome: FontAwesome | None = None,
    ):
        self.root = ""
        self.requests: deque[Request] = deque(maxlen=REMEMBERED)
        self.fontawesome, self.github = fontawesome or FontAwesome(), GitHub()
        self.icons, self.faults = icons, faults

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
        self._records = [record(icon) for icon in self._icons]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What goes wrong. Setting it counts requests from 1 again."""
        return self._faults

    @faults.setter
    def faults(self, faults: Iterable[Fault]) -> None:
        self._faults, self._number = tuple(faults), 0

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=16 * 2**20)
        for path in ("/graphql", "/fontawesome", "/fontawesome/token", "/github/graphql"):
            app.router.add_post(path, self._post)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/graphql", self._help)
        return app

    async def _health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _help(self, request: web.Request) -> web.Response:
        self._remember(request, 0, None, Struck())
        return web.Response(text=HELP.format(url=self.url))

    async def _post(self, request: web.Request) -> web.StreamResponse:
        self._number += 1
        struck = strike(self._faults, number := self._number)
        try:
            body = await request.json() if request.can_read_body else None
        except ValueError:
            body = None
        self._remember(request, number, body, struck)
        if "slow" in struck:
            await asyncio.sleep(float(struck["slow"]))
        if "expired-token" in struck:
            self.fontawesome.expire()
        instead = wire.instead(request, struck)
        if instead is not None:
            return instead
        view = View(self._records, struck)
        answer = self._answer(request, body, view)
        return wire.gateway(504) if view.too_slow else await wire.send(request, answer, struck)

    def _answer(self, request: web.Request, body: object, view: View) -> Answer:
        if request.path == "/fontawesome/token":
            return self.fontawesome.token(request.headers)
        if request.path == "/fontawesome":
            return self.fontawesome.answer(body, view, request.headers)
        if request.path == "/github/graphql":
            return self.github.answer(body, view, request.headers)
        return schema.answer(body, view)

    def _remember(self, request: web.Request, number: int, body: object, struck: Struck) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(
            Request(number, request.method, request.path, headers, body, tuple(struck))
        )
