"""HTTP to one GraphQL endpoint: answers are read to an end, which comes early where they are large.

aiohttp limits what comes before the body (lines of 8,190 bytes, 128 headers), and decompresses a
body piece by piece.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from gql import GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportProtocolError,
)
from graphql import ExecutionResult

from ingest.common import untrusted
from ingest.common.untrusted import TooLarge, megabytes
from ingest.graphql.failure_policy import AnswerTooLarge, HttpFailure
from ingest.graphql.requests.format import RequestFormat

ACCEPT = "application/graphql-response+json, application/json"


@dataclass(frozen=True)
class TransportSettings:
    """How answers are read; both values were chosen by hand."""

    piece: int = 64 * 1024  # bytes read at a time
    error_body: int = 64 * 1024  # bytes read of an answer that is an error


SETTINGS = TransportSettings()


class Transport(AIOHTTPTransport):
    """gql's transport, which reads at most `max_answer` bytes of an answer, decompressed."""

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        max_answer: int,
        form: RequestFormat,
    ) -> None:
        # Cookies would be stored without a limit, and no GraphQL service needs them.
        arguments = {"raise_for_status": _raise_for_failure, "trust_env": True}
        super().__init__(
            url=endpoint,
            headers={"Accept": ACCEPT, **form.headers, **headers},
            ssl=form.tls(),
            client_session_args=arguments,
        )
        self._max_answer = max_answer
        self._form = form

    async def connect(self) -> None:
        """See `AIOHTTPTransport`. A cookie jar can only be made while an event loop runs."""
        assert self.client_session_args is not None
        self.client_session_args["cookie_jar"] = aiohttp.DummyCookieJar()
        await super().connect()

    async def execute(
        self,
        request: GraphQLRequest,
        *,
        extra_args: dict[str, Any] | None = None,
        upload_files: bool = False,
    ) -> ExecutionResult:
        """The result of one query. Raises TransportError."""
        document = await self._ask(request.payload, extra_args or {})
        if not isinstance(document, dict) or not document.keys() & {"data", "errors"}:
            raise TransportProtocolError('No "data" or "errors" in the answer')
        errors = document.get("errors")
        data = document.get("data")
        if not isinstance(errors, list | None) or not isinstance(data, dict | None):
            raise TransportProtocolError('No "data" object or "errors" list in the answer')
        return ExecutionResult(data, errors, document.get("extensions"))

    async def _ask(self, payload: dict[str, Any], arguments: dict[str, Any]) -> Any:
        """The JSON answer to a query, or to its hash where the server knows that."""
        try:
            document = await self._answer(self._form, payload, arguments)
        except HttpFailure as failure:
            form = self._form.after(failure.errors)
            if form is None:
                raise
        else:
            form = self._form.after(_errors_of(document))
            if form is None:
                return document
        if form.persisted == "no":
            self._form = form  # the server will not take the next hash either
        return await self._answer(form, payload, arguments)

    async def _answer(
        self, form: RequestFormat, payload: dict[str, Any], arguments: dict[str, Any]
    ) -> Any:
        members = form.members(payload["query"], payload.get("variables"))
        request = {**form.http_arguments(members), **arguments}
        return await self.send(form.method, self.url, **request)

    async def post(self, url: str, **request: Any) -> Any:
        """The JSON answer to a POST. Raises TransportError."""
        return await self.send("POST", url, **request)

    async def send(self, method: str, url: str, **request: Any) -> Any:
        """The JSON answer to a request. Raises TransportError."""
        assert self.session is not None, "use the client as a context manager"
        try:
            async with self.session.request(method, url, **request) as response:
                self.response_headers = response.headers
                content = await self._read(response)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransportConnectionFailed(str(error)) from error
        try:
            return untrusted.parse_json(content)
        except TooLarge as error:
            raise AnswerTooLarge(f"the answer is too large, {error}") from error
        except ValueError as error:
            raise TransportProtocolError("the answer is not JSON") from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        content = bytearray()
        async for piece in response.content.iter_chunked(SETTINGS.piece):
            content += piece
            if len(content) > self._max_answer:
                raise AnswerTooLarge(
                    f"the answer is larger than the {megabytes(self._max_answer)} "
                    "that --max-answer allows"
                )
        return bytes(content)


def _errors_of(document: Any) -> Any:
    return document.get("errors") if isinstance(document, dict) else None


async def _raise_for_failure(response: aiohttp.ClientResponse) -> None:
    """Raise HttpFailure for an answer that is not GraphQL by its status or its content type.

    aiohttp calls this while the head and the body can still be read.
    """
    if response.status < 300 and response.content_type != "text/html":
        return
    body = b""
    try:
        async for piece in response.content.iter_chunked(SETTINGS.piece):
            body += piece
            if len(body) >= SETTINGS.error_body:
                break
    except aiohttp.ClientError:
        body = b""  # the body was cut, only the status is left
    raise HttpFailure(response.status, response.headers, body.decode(errors="replace"))
