"""A GraphQL service of any schema, made of plain dicts, to try descriptions against.

It answers as the servers of the field do: GET and POST, persisted queries, files beside GraphQL.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import web
from graphql import GraphQLSchema, graphql_sync

from ingest.demo.execution import Answer, refusal, schema
from ingest.demo.library import View
from ingest.demo.server import Demo, Request
from ingest.demo.serving import running

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M{0} {0}h4v4z"/></svg>'


def svg(number: int) -> str:
    return SVG.format(number)


@dataclass(eq=False)
class Service(Demo):
    """Serves one schema at {root}/graphql, and `files` at {root}/files/NAME.

    `data` is the root value of the queries. `persisted`: the hashes that are known, by their query;
    None where the service takes queries only. `strict`: it takes known hashes only.
    """

    schema: GraphQLSchema
    data: Any
    files: dict[str, Any] = field(default_factory=dict)
    persisted: dict[str, str] | None = None
    strict: bool = False
    introspection: bool = True
    wrappers: int = 9  # around a type, in the deepest query for the schema that it takes

    def __post_init__(self) -> None:
        super().__init__([])
        self.file_requests: list[Request] = []

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/graphql", self._graphql)
        app.router.add_get("/graphql", self._graphql)
        app.router.add_get("/files/{name}", self._file)
        return app

    async def _graphql(self, request: web.Request) -> web.Response:
        body = _members(request.query) if request.method == "GET" else await request.json()
        self._number += 1
        self.log(request, self._number, body, View([]))
        answer = self._answer(body)
        # In ASCII, so that half characters can be sent too.
        return web.json_response(answer.document, status=answer.status)

    def _answer(self, body: dict[str, Any]) -> Answer:
        extension = body.get("extensions", {}).get("persistedQuery", {})
        name = extension.get("sha256Hash") or body.get("documentId")
        query = body.get("query")
        if self.strict and query is not None:
            return refusal(200, "PersistedQueryOnly")
        if name is not None:
            if self.persisted is None:
                return refusal(400, "PersistedQueryNotSupported")
            if query is not None:
                assert sha256(query.encode()).hexdigest() == name
                self.persisted[name] = query
            if name not in self.persisted:
                return refusal(200, "PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND")
            body = {**body, "query": self.persisted[name]}
        if not self.introspection and "__schema" in body["query"]:
            return refusal(400, "GraphQL introspection is not allowed")
        if body["query"].count("ofType") > self.wrappers:
            return refusal(400, "query depth (15) exceeds the query depth limit of 10")
        return self._execute(body)

    def _execute(self, body: dict[str, Any]) -> Answer:
        result = graphql_sync(
            self.schema, body["query"], self.data, variable_values=body.get("variables")
        )
        return Answer(200 if result.data else 400, dict(result.formatted))

    async def _file(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.file_requests.append(Request(0, "GET", request.path, headers, None))
        found = self.files.get(request.match_info["name"], 404)
        if callable(found):
            found = found(request)
        if isinstance(found, web.Response):
            return found
        if isinstance(found, int):
            return web.Response(status=found)
        etag = f'"{sha256(found).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=found, content_type="image/svg+xml", headers={"ETag": etag})


def _members(query: Mapping[str, str]) -> dict[str, Any]:
    members: dict[str, Any] = dict(query)
    for name in ("variables", "extensions"):
        if name in members:
            members[name] = json.loads(members[name])
    return members


@contextmanager
def serving(sdl: str, data: Any, **settings: Any) -> Iterator[Service]:
    """Serve a schema over `data` while the `with` block runs.

    A field is the entry of its name in a dict, or what a function there answers.
    """
    with running(Service(schema(sdl, {}), data, **settings)) as service:
        yield service
