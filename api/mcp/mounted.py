"""The tools at /mcp of the service: streamable HTTP, without sessions, so that any worker answers.

A tool asks the service itself, with the caller's key and as the caller's address. So keys, limits,
turns and budgets hold for a tool's search as for any other.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import anyio.to_thread
import httpx
from fastapi import FastAPI, Request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from pydantic_core import from_json
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.client import Client
from api.http.keys import KeyRequired
from api.http.load.admission import Admission
from api.http.load.clients import address
from api.http.middleware import REQUEST_ID
from api.http.problems import Problem
from api.http.upload import has_many_values, receive
from api.logs import request_id
from api.mcp.tools import create_server
from api.settings import KEY_HEADER

PATH = "/mcp"


@dataclass(frozen=True)
class MessageLimits:
    """Limits of a message. The package mcp parses it on the event loop. Chosen by hand."""

    # Bytes, which take up to 3 ms. A screenshot of a window has up to 2 MB.
    size: int = 4_000_000
    values: int = 10_000
    # Characters of a text, unless it is a picture. The package parses texts as JSON once more
    # where a tool wants a list: 4 MB of small values would hold the event loop for minutes.
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

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the application."""
        caller = _caller.get()
        request.headers.update(caller.headers)
        transport = httpx.ASGITransport(self._app, client=(caller.address, 0))
        return await transport.handle_async_request(request)


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
    transport = OwnService(app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        server = create_server(Client(http, "http://localhost"))
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=LIMITS.size,
            # `api.http.hosts` refuses other names, where the operator gives the service's own.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        app.state.assistants = server.session_manager
        async with server.session_manager.run():
            yield


async def _answer(request: Request) -> Response:
    """The answer to a message. Raises Busy, TooMany, TooLarge, TooSlow, Problem."""
    state = request.app.state
    client = address(request)
    with state.upload_places.hold(client):
        message = await receive(request, LIMITS.size, state.settings.max_seconds)
    await anyio.to_thread.run_sync(_refuse_costly, message)
    sent = {KEY_HEADER: request.headers.get(KEY_HEADER), REQUEST_ID: request_id.get()}
    headers = {name: value for name, value in sent.items() if value is not None}
    return _Answered(state.assistants, message, Caller(client, headers))


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
    """The answer of the package mcp to a message that was received."""

    def __init__(
        self, manager: StreamableHTTPSessionManager, message: bytes, caller: Caller
    ) -> None:
        super().__init__()
        self._manager = manager
        self._message = message
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        unread = [self._message]

        async def received() -> Message:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            return await receive()

        _caller.set(self._caller)  # never reset: each request runs in a context of its own
        await self._manager.handle_request(scope, received, send)
