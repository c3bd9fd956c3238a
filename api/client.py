"""A client of the service: what commands and assistants ask it."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import httpx

from api.schemas.parameters import Filters
from ingest.common.failures import ConfigurationError, SourceDown

MAX_REDIRECTS = 5  # by hand: a proxy sends on once or twice
# Bytes of an answer, unpacked. The longest of a service takes a tenth. Chosen by hand.
MAX_ANSWER = 64_000_000


class Reply(NamedTuple):
    """A response and its content."""

    response: httpx.Response
    content: bytes


class Client:
    """Requests to the service; a failure has the service's own sentence.

    Each method raises ConfigurationError where the service refuses, SourceDown where it does not
    answer.
    """

    def __init__(self, http: httpx.AsyncClient, root: str) -> None:
        """`root` is the service's address."""
        self._http = http
        self._root = httpx.URL(root.rstrip("/") + "/")

    async def search(self, picture: bytes, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of POST /search."""
        return await self._asked("POST", "search", params=_given(parameters), content=picture)

    async def without_filters(
        self, picture: bytes, parameters: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The answer of a search without its filters, where these are why the icon is absent."""
        filters = dict.fromkeys(Filters.model_fields)
        filtered = any(parameters.get(name) for name in filters)
        if not filtered or answer.get("verdict") != "absent":
            return None
        everywhere = await self.search(picture, {**parameters, **filters})
        return everywhere if everywhere.get("verdict") == "found" else None

    async def search_window(self, picture: bytes, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of POST /search/screenshot."""
        address = "search/screenshot"
        return await self._asked("POST", address, params=_given(parameters), content=picture)

    async def icons(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of GET /icons."""
        return await self._asked("GET", "icons", params=_given(parameters))

    async def fetch(self, link: str) -> bytes:
        """The content at one of an answer's links."""
        return await self._request("GET", link)

    async def _asked(self, method: str, address: str, **request: Any) -> dict[str, Any]:
        """The JSON object that is answered."""
        content = await self._request(method, address, **request)
        try:
            answer: dict[str, Any] = json.loads(content)
        except ValueError as error:
            raise ConfigurationError(
                f"{self._root} answers no JSON: is it the address of an iconlens service?"
            ) from error
        return answer

    async def _request(self, method: str, address: str, **request: Any) -> bytes:
        try:
            url = self._root.join(address)
            reply = await self._send(self._http.build_request(method, url, **request))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ConfigurationError(
                f"{str(self._root).rstrip('/')} is no address: name the service's with --url, "
                "such as http://127.0.0.1:8000."
            ) from error
        except httpx.HTTPError as error:
            raise SourceDown(
                f"{self._root} does not answer ({error}): "
                "start it with `python -m api`, or name another with --url."
            ) from error
        if reply.response.is_error:
            raise ConfigurationError(_reason(reply))
        return reply.content

    async def _send(self, request: httpx.Request) -> Reply:
        """The response at the end of the redirects, none of which may lead to another origin.

        The key and the picture go along with each request, whoever named its address.
        """
        for _ in range(MAX_REDIRECTS + 1):
            if _origin(request.url) != _origin(self._root):
                raise ConfigurationError(
                    f"{self._root} sends on to {request.url}, another origin, which must not get "
                    "the key and the picture: if it is right, name it with --url."
                )
            response = await self._http.send(request, stream=True, follow_redirects=False)
            try:
                content = await self._read(response)
            finally:
                await response.aclose()
            if response.next_request is None:
                return Reply(response, content)
            request = response.next_request
        raise SourceDown(f"{self._root} sends on again and again: check the proxy before it.")

    async def _read(self, response: httpx.Response) -> bytes:
        """The content of a response. A service that nobody trusts could send it without an end."""
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > MAX_ANSWER:
                raise SourceDown(
                    f"{self._root} answers more than {MAX_ANSWER // 1_000_000} MB: "
                    "is it the address of an iconlens service?"
                )
        return bytes(content)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454); httpx leaves a scheme's own port out."""
    return url.scheme, url.host, url.port


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that have a value."""
    return {name: value for name, value in parameters.items() if value not in (None, [])}


def _reason(reply: Reply) -> str:
    """The detail of problem details; the status of any other answer, such as a proxy's."""
    response = reply.response
    if response.status_code == HTTPStatus.UNAUTHORIZED:  # the service names a header
        return (
            f"{response.url.host} is searched with a key: give the right one with --key "
            "(environment: ICONLENS_API_KEY), or ask its operator for one."
        )
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        problem = json.loads(reply.content)
        # The detail names the service's documentation, which a command's user need not have.
        errors = [f"{error['parameter']}: {error['detail']}" for error in problem.get("errors", [])]
        return f"{'; '.join(errors)}." if errors else str(problem["detail"])
    status = f"{response.status_code} {response.reason_phrase}"
    return f"{response.url} answered {status}: is it the address of an iconlens service?"
