"""The demonstration source with faults, by way of its hooks."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from aiohttp import web
from graphql import GraphQLError

from ingest.demo.execution import Answer
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.git import GitObject
from ingest.demo.github import Call, GitHub
from ingest.demo.library import BUNDLED, Record, View, load
from ingest.demo.server import Demo, Request
from ingest.demo.serving import running
from ingest.icon import Icon
from tests.ingest.demo.faulty import answers
from tests.ingest.demo.faulty.faults import Fault, active
from tests.ingest.demo.faulty.view import FaultyView


@dataclass(frozen=True)
class FaultyRequest(Request):
    """A request, with the names of its faults."""

    faults: tuple[str, ...] = ()


@dataclass
class FaultyCall(Call):
    """A request to GitHub with faults."""

    view: FaultyView
    truncated: set[str] = field(default_factory=set)
    blobs: int = 0

    def load(self, oid: str) -> GitObject | None:
        found = super().load(oid)
        if found is None or found["__typename"] != "Blob":
            return found
        self.blobs += 1
        most = self.view.faults.number("resource-limits")
        if most is not None and self.blobs > most:
            raise GraphQLError(
                "Resource limits for this query exceeded.",
                extensions={"type": "RESOURCE_LIMITS_EXCEEDED"},
            )
        if oid in self.truncated and found["text"] is not None:
            half = found["text"][: len(found["text"]) // 2]
            return found | {"isTruncated": True, "text": half}
        return found


class FaultyGitHub(GitHub):
    """GitHub with faults."""

    def call(self, view: FaultyView) -> FaultyCall:
        call = FaultyCall(**vars(super().call(view)))
        if "truncated" in view.faults:
            ids = view.named("truncated")
            contents = [self.content(icon) for icon in view.records if icon["id"] in ids]
            call.truncated = {call.objects.blob(content) for content in contents}
        return call

    def content(self, record: Record) -> bytes:
        """An icon without a drawing is a binary file, which GitHub shows without text."""
        return super().content(record) if isinstance(record["sourceCode"], str) else b"\0"


class FaultyDemo(Demo):
    """The demonstration source with faults, which may be set while it runs, from any thread."""

    def __init__(
        self,
        icons: Iterable[Icon],
        faults: Iterable[Fault] = (),
        fontawesome: FontAwesome | None = None,
    ):
        super().__init__(icons, fontawesome, FaultyGitHub())
        self.faults = faults

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What goes wrong. Setting it counts requests from 1 again."""
        return self._faults

    @faults.setter
    def faults(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        self._number = 0

    def view(self, number: int) -> FaultyView:
        return FaultyView(self._records, active(self._faults, number))

    def log(self, request: web.Request, number: int, body: object, view: View | None) -> None:
        super().log(request, number, body, view)
        plain = self.requests.pop()
        faults = tuple(view.faults) if isinstance(view, FaultyView) else ()
        self.requests.append(FaultyRequest(**vars(plain), faults=faults))

    async def respond(
        self, request: web.Request, body: object, view: FaultyView
    ) -> web.StreamResponse:
        if "slow" in view.faults:
            await asyncio.sleep(float(view.faults["slow"]))
        if "expired-token" in view.faults:
            self.fontawesome.tokens.clear()
        broken = answers.without_answer(request, view.faults)
        if broken is not None:
            return broken
        response = await super().respond(request, body, view)
        if view.too_slow:
            return answers.gateway(504)
        return await answers.cut(request, response, view.faults)

    def answer(self, request: web.Request, body: object, view: FaultyView) -> Answer:
        answer = super().answer(request, body, view)
        mute = "mute-token" in view.faults and request.path == "/fontawesome"
        if mute and answer.status == 401:
            return self.fontawesome.answer(body, view, headers={})  # as without a token: no SVGs
        return answer


def serve(
    icons: Iterable[Icon] | None = None,
    faults: Iterable[Fault] = (),
    fontawesome: FontAwesome | None = None,
) -> AbstractContextManager[FaultyDemo]:
    """Serve icons, by default the bundled icons, while the `with` block runs."""
    return running(FaultyDemo(load(BUNDLED) if icons is None else icons, faults, fontawesome))
