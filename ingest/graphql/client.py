"""One question to a GraphQL source, asked until it is answered: retries, waits, tokens. Whole answers only."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Any, NoReturn, Protocol, TypeVar

import aiohttp
from gql import Client as GqlClient
from gql import GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportError,
    TransportProtocolError,
    TransportQueryError,
)
from graphql import DocumentNode, parse

from ingest.common.failures import ConfigurationError, Refused, SourceDown
from ingest.graphql.credentials import Secrets
from ingest.graphql.failure_policy import HttpFailure, Kind, Verdict, judge
from ingest.graphql.retry import Deadline, Patience

Result = TypeVar("Result")

ACCEPT = "application/graphql-response+json, application/json"
CONNECT_TIMEOUT = 10.0  # seconds
ERROR_BODY = 64 * 1024  # bytes read of an answer that is an error

# At DEBUG this logger prints whole payloads, secrets among them.
logging.getLogger("gql").setLevel(logging.INFO)


@dataclass(frozen=True)
class Answer:
    """The data of an answer. `errors` only where the smallest page was asked for and still could not be had whole."""

    data: dict[str, Any]
    errors: list[Any] = field(default_factory=list)


class PageFailed(Exception):
    """A page cannot be had at this size: why, the part of it that came, and whether its size alone is to blame."""

    def __init__(self, reason: str, part: Answer | None = None, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.part, self.too_large = reason, part, too_large


@dataclass
class Traffic:
    """How much was asked."""

    requests: int = 0
    retries: int = 0


Token = tuple[Mapping[str, str], float]  # headers to send, and the seconds they are good for


class Tokens(Protocol):
    """Where passing headers come from."""

    async def make_token(self, client: "Client") -> Token:
        """Fresh headers."""

    def is_stale(self, data: Mapping[str, Any]) -> bool:
        """Whether an answer looks as if the token had run out, though the server did not say so."""


class Client:
    """A session with one GraphQL endpoint. Use as an async context manager; one question at a time.

    `tokens`, if there are any, are asked for headers before the first question, before those expire, and when the
    server refuses them.
    """

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        secrets: Secrets,
        patience: Patience,
        deadline: Deadline,
        tokens: Tokens | None = None,
    ) -> None:
        self.traffic = Traffic()
        self._where = endpoint
        self._secrets, self._patience, self._deadline = secrets, patience, deadline
        self._tokens = tokens
        self._token: Mapping[str, str] = {}
        self._renew_at = 0.0
        self._transport = AIOHTTPTransport(
            url=endpoint,
            headers={"Accept": ACCEPT, **headers},
            client_session_args={"raise_for_status": _check, "trust_env": True},
        )
        self._gql = GqlClient(transport=self._transport, execute_timeout=None)

    async def __aenter__(self) -> "Client":
        self._session = await self._gql.connect_async(reconnecting=False)  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._gql.close_async()  # type: ignore[no-untyped-call]

    async def ask(self, query: str, variables: Mapping[str, Any], smallest: bool = False) -> Answer:
        """The answer to one query.

        Raises PageFailed when a smaller page may succeed; with `smallest` there is none, so what came of it is
        returned, and lasting slowness is SourceDown. Raises Refused, ConfigurationError, SourceDown.
        """
        request = GraphQLRequest(_parse(query), variable_values=dict(variables))

        async def send() -> Answer:
            if self._tokens and time.monotonic() >= self._renew_at:
                self._token, lifetime = await self._tokens.make_token(self)
                self._renew_at = time.monotonic() + lifetime * 0.9
            return Answer(
                await self._session.execute(request, extra_args=self._arguments(self._token))
            )

        try:
            answer = await self._until_answered(send, smallest, renewable=self._tokens is not None)
            if self._tokens and self._tokens.is_stale(answer.data):
                self._renew_at = 0.0
                answer = await self._until_answered(send, smallest, renewable=False)
            return answer
        except PageFailed as failed:
            if smallest and failed.part is not None:
                return failed.part
            raise

    async def post(self, url: str, headers: Mapping[str, str]) -> Any:
        """The JSON answer to an empty POST, for token endpoints; retried and refused like a query."""

        async def send() -> Any:
            assert self._transport.session is not None, "use the client as a context manager"
            try:
                async with self._transport.session.post(
                    url, **self._arguments(headers)
                ) as response:
                    return await response.json(content_type=None)
            except ValueError as error:
                raise TransportProtocolError(str(error)) from error
            except (aiohttp.ClientError, TimeoutError) as error:
                raise TransportConnectionFailed(str(error)) from error

        return await self._until_answered(send, smallest=True, renewable=False)

    async def wait(self, seconds: float, why: str) -> None:
        """Pause as the server asked. Raises SourceDown when the run's deadline comes first."""
        if seconds > self._deadline.left:
            raise SourceDown(
                self._say(
                    f"{why} and asks for {seconds:.0f} seconds, more than this run has left: run it again after that"
                )
            )
        await asyncio.sleep(seconds)

    async def _until_answered(
        self, send: Callable[[], Awaitable[Result]], smallest: bool, renewable: bool
    ) -> Result:
        tries = 0
        while True:
            self.traffic.requests += 1
            try:
                return await send()
            except (TransportError, AssertionError) as error:
                verdict = judge(error, getattr(self._transport, "response_headers", None))
                if verdict is None:
                    raise
                if verdict.kind is Kind.REFUSED and renewable:
                    renewable, self._renew_at = False, 0.0
                elif tries == self._retries(verdict.kind, smallest):
                    self._give_up(verdict, error, smallest)
                else:
                    await self._pause(verdict, tries)
                    tries += 1
            self.traffic.retries += 1

    def _retries(self, kind: Kind, smallest: bool) -> int:
        if kind is Kind.WAIT or (smallest and kind in (Kind.SLOW, Kind.TOO_MUCH)):
            return self._patience.retries
        return min(1, self._patience.retries) if kind in (Kind.SLOW, Kind.PARTIAL) else 0

    def _give_up(self, verdict: Verdict, error: BaseException, smallest: bool) -> NoReturn:
        if verdict.kind is Kind.REFUSED:
            raise Refused(self._say(f"{verdict.reason}: check the credentials")) from None
        if verdict.kind is Kind.MISTAKEN:
            raise ConfigurationError(
                self._say(f"{verdict.reason}: correct the source description")
            ) from None
        if verdict.kind is Kind.WAIT or (smallest and verdict.kind is not Kind.PARTIAL):
            raise SourceDown(
                self._say(
                    f"{verdict.reason}, {self._patience.retries + 1} times in a row: run it again later"
                )
            ) from None
        part = None
        if isinstance(error, TransportQueryError) and isinstance(error.data, dict):
            part = Answer(error.data, error.errors or [])
        raise PageFailed(
            self._secrets.redact(verdict.reason), part, too_large=verdict.kind is not Kind.PARTIAL
        ) from None

    async def _pause(self, verdict: Verdict, tries: int) -> None:
        if verdict.retry_after is not None:
            await self.wait(verdict.retry_after, verdict.reason)
            return
        await asyncio.sleep(min(self._patience.pause(tries), self._deadline.left))

    def _arguments(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """What goes with each request. No redirect is followed: credentials stay with the host they are meant for."""
        timeout = aiohttp.ClientTimeout(
            total=min(self._patience.timeout, self._deadline.left), sock_connect=CONNECT_TIMEOUT
        )
        return {"headers": dict(headers), "allow_redirects": False, "timeout": timeout}

    def _say(self, what: str) -> str:
        return self._secrets.redact(f"{self._where}: {what}.")


@lru_cache(maxsize=8)
def _parse(query: str) -> DocumentNode:
    # A crawl asks the same query for each page.
    return parse(query)


async def _check(response: aiohttp.ClientResponse) -> None:
    """Stop at any answer that is not GraphQL by its status or type, while its head and body can still be read."""
    if response.status < 300 and response.content_type != "text/html":
        return
    body = b""
    try:
        async for chunk in response.content.iter_chunked(ERROR_BODY):
            body += chunk
            if len(body) >= ERROR_BODY:
                break
    except aiohttp.ClientError:
        body = b""  # cut short: the status alone must do
    raise HttpFailure(response.status, response.headers, body.decode(errors="replace"))
