"""A session with one GraphQL endpoint: HTTP, short-lived tokens, and whole answers only."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, Protocol, TypeVar

import aiohttp
from gql import Client as GqlClient
from gql import GraphQLRequest
from graphql import DocumentNode, parse

from ingest.common.credentials import Secrets
from ingest.common.failures import SourceDown
from ingest.graphql.requests.format import RequestFormat
from ingest.graphql.retry import (
    Answer,
    PageFailed,
    RetryLoop,
    RetryPolicy,
    RunDeadline,
    Traffic,
)
from ingest.graphql.transport import Transport
from ingest.limits import SourceLimits

Result = TypeVar("Result")


@dataclass(frozen=True)
class ClientSettings:
    """Limits of one request; all chosen by hand."""

    connect_timeout: float = 10.0  # seconds
    token_share: float = 0.9  # share of a token's lifetime after which it is renewed


SETTINGS = ClientSettings()

# At DEBUG this logger prints whole payloads, secrets among them.
logging.getLogger("gql").setLevel(logging.INFO)

Token = tuple[Mapping[str, str], float]  # headers to send, and their lifetime in seconds


class TokenIssuer(Protocol):
    """Issues short-lived headers."""

    async def make_token(self, client: "Client") -> Token:
        """Fresh headers."""

    def is_stale(self, data: Mapping[str, Any]) -> bool:
        """Whether an answer shows that the token has expired, without an error that says so."""


class Client:
    """A session with one GraphQL endpoint, for one query at a time. An async context manager.

    `tokens`, if given, issues headers before the first query, before they expire, and where the
    server refuses them.
    """

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        secrets: Secrets,
        policy: RetryPolicy,
        deadline: RunDeadline,
        tokens: TokenIssuer | None = None,
        max_answer: int = SourceLimits.max_answer,
        form: RequestFormat | None = None,
    ) -> None:
        self._retry = RetryLoop(endpoint, secrets, policy, deadline)
        self._policy = policy
        self._deadline = deadline
        self._tokens = tokens
        self._token: Mapping[str, str] = {}
        self._renew_at = 0.0  # seconds of the monotonic clock
        self._transport = Transport(endpoint, headers, max_answer, form or RequestFormat())
        self._gql = GqlClient(transport=self._transport, execute_timeout=None)

    @property
    def traffic(self) -> Traffic:
        """The requests of this session so far."""
        return self._retry.traffic

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

    async def execute(
        self,
        query: str,
        variables: Mapping[str, Any],
        smallest: bool = False,
        known: bytes = b"",
    ) -> Answer:
        """The answer to one query. Raises Unchanged where `known` is its digest.

        Raises PageFailed where a smaller page may succeed. `smallest` says that the query asks for
        the smallest page already. Then the part that came is returned instead, and a source that
        stays slow raises SourceDown. Raises Refused, ConfigurationError, SourceDown.
        """
        request = GraphQLRequest(_parse(query), variable_values=dict(variables))

        async def send() -> Answer:
            await self._renew_token()
            arguments = {**self._request_arguments(self._token), "known": known}
            data = await self._session.execute(request, extra_args=arguments)
            return Answer(data, digest=self._transport.digest)

        try:
            answer = await self._until_answered(send, smallest, renewable=self._tokens is not None)
            if self._tokens and self._tokens.is_stale(answer.data):
                self._expire_token()
                answer = await self._until_answered(send, smallest, renewable=False)
            return answer
        except PageFailed as failed:
            if smallest and failed.part is not None:
                return failed.part
            raise

    async def post(self, url: str, headers: Mapping[str, str]) -> Any:
        """The JSON answer to an empty POST, for token endpoints.

        Retries, and raises, as `execute` does, but SourceDown in place of PageFailed.
        """

        async def send() -> Any:
            return await self._transport.post(url, **self._request_arguments(headers))

        try:
            return await self._until_answered(send, smallest=True, renewable=False)
        except PageFailed as failed:
            raise SourceDown(f"{url}: {failed.reason}.") from failed

    async def wait(self, seconds: float, why: str) -> None:
        """Pause as the server asked. Raises SourceDown where the run's deadline comes first."""
        await self._retry.wait(seconds, why)

    async def _until_answered(
        self, send: Callable[[], Awaitable[Result]], smallest: bool, renewable: bool
    ) -> Result:
        expire_token = self._expire_token if renewable else None
        return await self._retry.run(send, smallest, expire_token)

    async def _renew_token(self) -> None:
        if self._tokens is None or time.monotonic() < self._renew_at:
            return
        self._token, lifetime = await self._tokens.make_token(self)
        self._renew_at = time.monotonic() + lifetime * SETTINGS.token_share

    def _expire_token(self) -> None:
        self._renew_at = 0.0

    def _request_arguments(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """The arguments of a request. No redirect is followed: credentials stay with their host."""
        timeout = aiohttp.ClientTimeout(
            total=min(self._policy.timeout, self._deadline.left),
            sock_connect=SETTINGS.connect_timeout,
        )
        return {"headers": dict(headers), "allow_redirects": False, "timeout": timeout}


@lru_cache(maxsize=8)
def _parse(query: str) -> DocumentNode:
    # A crawl sends the same query for each page.
    return parse(query)
