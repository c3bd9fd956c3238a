"""The tools at /mcp of the service: streamable HTTP, without sessions, so that any worker answers.

A tool asks the service itself, with the caller's key and as the caller's address. So keys, limits,
turns and budgets hold for a tool's search as for any other. The package mcp parses messages and
writes answers of megabytes on its event loop: it has one of its own, in a thread.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import anyio
import anyio.to_thread
import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI, Request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from pydantic_core import from_json
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.budget import Abandoned
from api.client import Client
from api.http.keys import KeyRequired
from api.http.load.admission import Admission
from api.http.load.clients import address
from api.http.middleware import REQUEST_ID
from api.http.problems import Problem
from api.http.processing import hang_up
from api.http.upload import has_many_values, receive
from api.logs import request_id
from api.mcp.tools import create_server
from api.settings import KEY_HEADER

PATH = "/mcp"


@dataclass(frozen=True)
class MessageLimits:
    """Limits of a message. Chosen by hand."""

    size: int = 4_000_000  # bytes; a screenshot of a window has up to 2 MB
    values: int = 10_000
    # Characters of a text, unless it is a picture. The package parses texts as JSON once more
    # where a tool wants a list: 4 MB of small values would hold the interpreter for minutes.
    text: int = 1000


LIMITS = MessageLimits()
PICTURE = "picture"  # the tools' argument that may be a long text


@dataclass(frozen=True)
class Caller:
    """Who called a tool, and with which headers of ours."""

    address: str
    headers: dict[str, str]


_caller: ContextVar[Caller] = ContextVar("caller")


class OwnService(httpx.AsyncBaseTransport):
    """Requests to the application itself, in the name of the caller of the tool."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        """`loop` is the event loop of the application."""
        self._app = app
        self._loop = loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the application, which is whole when this returns."""
        caller = _caller.get()
        request.headers.update(caller.headers)
        transport = httpx.ASGITransport(self._app, client=(caller.address, 0))
        answering = transport.handle_async_request(request)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(answering, self._loop))


@dataclass(frozen=True)
class Assistants:
    """The package mcp, in the event loop of its own thread."""

    portal: BlockingPortal
    manager: StreamableHTTPSessionManager

    async def answer(self, scope: Scope, message: bytes, caller: Caller) -> list[Message]:
        """The ASGI messages of the answer to a message. Cancelled with its caller."""
        answering = self.portal.start_task_soon(self._answered, scope, message, caller)
        return await asyncio.wrap_future(answering)

    async def _answered(self, scope: Scope, message: bytes, caller: Caller) -> list[Message]:
        unread = [message]
        answer: list[Message] = []

        async def received() -> Message:
            if not unread:
                await anyio.sleep_forever()  # a client that is gone cancels this task
            return {"type": "http.request", "body": unread.pop(), "more_body": False}

        async def sent(part: Message) -> None:
            answer.append(part)

        _caller.set(caller)  # never reset: each request runs in a context of its own
        await self.manager.handle_request(scope, received, sent)
        return answer


def install(app: FastAPI) -> None:
    """Add the tools at `PATH`; `running` starts them."""
    app.add_api_route(
        PATH,
        _answer,
        methods=["POST"],
        dependencies=[KeyRequired, Admission],
        include_in_schema=False,
    )


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """Answer assistants while the block runs."""
    transport = OwnService(app, asyncio.get_running_loop())
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        server = create_server(Client(http, "http://localhost"))
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=LIMITS.size,
            # `api.http.hosts` refuses other names, where the operator gives the service's own.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        manager = server.session_manager
        with (
            start_blocking_portal("asyncio", name="assistants") as portal,
            portal.wrap_async_context_manager(manager.run()),
        ):
            app.state.assistants = Assistants(portal, manager)
            yield


async def _answer(request: Request) -> Response:
    """The answer to a message. Raises Busy, TooMany, TooLarge, TooSlow, Problem, Abandoned."""
    state = request.app.state
    client = address(request)
    with state.upload_places.hold(client):
        message = await receive(request, LIMITS.size, state.settings.max_seconds)
    await anyio.to_thread.run_sync(_refuse_costly, message)
    sent = {KEY_HEADER: request.headers.get(KEY_HEADER), REQUEST_ID: request_id.get()}
    headers = {name: value for name, value in sent.items() if value is not None}
    caller = Caller(client, headers)
    async with hang_up(request) as gone:
        answering = asyncio.ensure_future(state.assistants.answer(request.scope, message, caller))
        await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            answering.cancel()
            raise Abandoned
    return _Answered(answering.result())


def _refuse_costly(message: bytes) -> None:
    """Raises Problem for a message that takes long to parse. Not for the event loop."""
    if has_many_values(message, LIMITS.values):
        raise Problem(f"The message has more than {LIMITS.values} values: send a smaller one.")
    try:
        parsed = from_json(message)
    except ValueError:
        return  # the package answers it
    if _has_long_text(parsed):
        raise Problem(
            f"A text of the message has more than {LIMITS.text} characters: "
            f"only the argument {PICTURE!r} may be longer."
        )


def _has_long_text(value: object, name: str = "") -> bool:
    """Whether a value of JSON, or anything in it, is a long text that is no picture."""
    if isinstance(value, str):
        return len(value) > LIMITS.text and name != PICTURE
    if isinstance(value, list):
        return any(_has_long_text(item) for item in value)
    if isinstance(value, dict):
        return any(
            len(member) > LIMITS.text or _has_long_text(item, member)
            for member, item in value.items()
        )
    return False


class _Answered(Response):
    """The answer of the package mcp."""

    def __init__(self, parts: Sequence[Message]) -> None:
        super().__init__()
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        for part in self._parts:
            await send(part)
