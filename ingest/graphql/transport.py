"""HTTP to one GraphQL endpoint: answers are read to an end, which comes early where they are large.

aiohttp limits what comes before the body (lines of 8,190 bytes, 128 headers), and decompresses a
body piece by piece.
"""

import hashlib
from codecs import BOM_UTF8
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
from ingest.graphql.failure_policy import (
    AnswerTooLarge,
    FailedAnswer,
    HttpFailure,
    NotJson,
    WebPage,
)
from ingest.graphql.refusals.body import decoded, errors_of
from ingest.graphql.refusals.head import is_challenge
from ingest.graphql.requests.format import RequestFormat
from ingest.graphql.requests.proxy import proxy_arguments

HTTP_OK = 200
ACCEPT = "application/graphql-response+json, application/json"


@dataclass(frozen=True)
class TransportSettings:
    """How answers are read; both values were chosen by hand."""

    piece: int = 64 * 1024  # bytes read at a time
    error_body: int = 64 * 1024  # bytes read of an answer that is an error


SETTINGS = TransportSettings()


class Unchanged(Exception):
    """An answer has the bytes that are known already; it was not parsed."""


class Transport(AIOHTTPTransport):
    """gql's transport, which reads at most `max_answer` bytes of an answer, decompressed.

    `digest` is that of the last answer's bytes.
    """

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        max_answer: int,
        form: RequestFormat,
    ) -> None:
        # Cookies would be stored without a limit, and no GraphQL service needs them.
        arguments = {"raise_for_status": _raise_for_failure}
        super().__init__(
            url=endpoint,
            headers={"Accept": ACCEPT, **form.headers, **headers},
            ssl=form.tls(),
            client_session_args=arguments,
        )
        self.digest = b""
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
        """The result of one query.

        `known` in `extra_args` is the digest of an answer that needs no parsing: it raises
        Unchanged. Raises TransportError.
        """
        document = decoded(await self._ask(request.payload, extra_args or {}))
        errors = errors_of(document)
        data = document.get("data") if isinstance(document, dict) else None
        if not isinstance(data, dict | None):
            raise TransportProtocolError('No "data" object in the answer')
        if data is None and not errors and not _has_data(document):
            raise TransportProtocolError('No "data" or "errors" in the answer')
        if errors or data is None:
            headers: Mapping[str, str] = self.response_headers or {}
            raise FailedAnswer(HTTP_OK, headers, errors, data, executed=_has_data(document))
        return ExecutionResult(data, None, document.get("extensions"))

    async def _ask(self, payload: dict[str, Any], arguments: dict[str, Any]) -> Any:
        """The JSON answer to a query, or to its hash where the server knows that."""
        try:
            document = await self._answer(self._form, payload, arguments)
        except HttpFailure as failure:
            form = self._form.after(failure.errors)
            if form is None:
                raise
        else:
            form = self._form.after(errors_of(decoded(document)))
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

    async def send(self, method: str, url: str, known: bytes = b"", **request: Any) -> Any:
        """The JSON answer to a request. Raises TransportError, and Unchanged as `execute` does."""
        assert self.session is not None, "use the client as a context manager"
        try:
            arguments = {"ssl": self.ssl, **proxy_arguments(url), **request}
            async with self.session.request(method, url, **arguments) as response:
                self.response_headers = response.headers
                content = in_utf8(await self._read(response), response.charset)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransportConnectionFailed(str(error)) from error
        self.digest = hashlib.sha256(content).digest()
        if self.digest == known:
            raise Unchanged
        return _parsed(content)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        is_page = response.content_type == "text/html"
        content = bytearray()
        async for piece in response.content.iter_chunked(SETTINGS.piece):
            content += piece
            if is_page and not _may_be_json(content):
                raise WebPage(content[: SETTINGS.error_body].decode(errors="replace"))
            if len(content) > self._max_answer:
                raise AnswerTooLarge(
                    f"the answer is larger than the {megabytes(self._max_answer)} "
                    "that --max-answer allows"
                )
        return bytes(content)


def _parsed(content: bytes) -> Any:
    """The value in a JSON answer. Raises TransportError."""
    try:
        return untrusted.parse_json(content)
    except TooLarge as error:
        raise AnswerTooLarge(f"the answer is too large, {error}") from error
    except ValueError as error:
        if not content.strip():
            raise TransportProtocolError("the answer is empty") from error
        if not _may_be_json(content):
            text = content[: SETTINGS.error_body].decode(errors="replace")
            raise NotJson(text) from error
        raise TransportProtocolError("the answer is not whole JSON") from error


def in_utf8(content: bytes, charset: str | None) -> bytes:
    """The content of an answer in UTF-8, which JSON must have and not all services send."""
    if charset is None or charset.lower() in ("utf-8", "utf8"):
        return content
    try:
        return content.decode(charset).encode()
    except (LookupError, UnicodeError):
        return content  # it may be UTF-8 after all; else its JSON cannot be read


def _has_data(document: Any) -> bool:
    """Whether a server had begun to read data: else GraphQL leaves the key out."""
    return isinstance(document, dict) and "data" in document


def _may_be_json(content: bytes | bytearray) -> bool:
    """Whether an answer begins like JSON. Some servers call JSON a web page."""
    beginning = content[: SETTINGS.piece].removeprefix(BOM_UTF8).lstrip()
    return beginning.startswith((b"{", b"[", b'"'))


async def _raise_for_failure(response: aiohttp.ClientResponse) -> None:
    """Raise HttpFailure for an answer that is not GraphQL by its status.

    aiohttp calls this while the head and the body can still be read.
    """
    if response.status < 300 and not is_challenge(response.headers):
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
