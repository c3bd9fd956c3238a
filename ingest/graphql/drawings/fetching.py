"""Fetches drawings behind URLs: within limits, from named hosts, each at most once a run."""

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any

import aiohttp
from gql.transport.exceptions import TransportConnectionFailed

from ingest.common.credentials import Secrets
from ingest.common.failures import ConfigurationError, Incomplete, SourceDown
from ingest.common.untrusted import megabytes
from ingest.graphql.drawings.cache import CachedDrawing, DrawingCache
from ingest.graphql.drawings.decoding import NoDrawing, to_text
from ingest.graphql.drawings.failing import ADVICE, DrawingFailed, DrawingRetryLoop
from ingest.graphql.drawings.hosts import DrawingHosts, NotAllowed, shown
from ingest.graphql.failure_policy import AnswerTooLarge, HttpFailure, WebPage
from ingest.graphql.mapping import LinkedIcon, MappedIcon, UndrawnIcon
from ingest.graphql.requests.proxy import proxy_arguments
from ingest.graphql.retry import RetryPolicy, RunDeadline, Traffic
from ingest.icon import CrawledIcon, Icon, SkippedIcon, why_not_svg
from ingest.limits import LibrarySize


@dataclass(frozen=True)
class FetchSettings:
    """Limits of one drawing; all were chosen by hand."""

    max_bytes: int = 4_000_000  # render draws no more than 256 KB
    max_redirects: int = 5
    piece: int = 64 * 1024  # bytes read at a time
    connect_timeout: float = 10.0  # seconds
    max_failures: int = 3  # drawings in a row that fail for the moment: the host is down


SETTINGS = FetchSettings()
REDIRECTIONS = (301, 302, 303, 307, 308)
ACCEPT = "image/svg+xml, */*;q=0.5"


class DrawingFetcher:
    """Fetches the drawings of one run. An async context manager.

    `at_once`: the requests at the same time. `max_library`: bytes that the icons of one page may
    take. `tls` is as in aiohttp.
    """

    def __init__(
        self,
        hosts: DrawingHosts,
        cache: DrawingCache,
        secrets: Secrets,
        policy: RetryPolicy,
        deadline: RunDeadline,
        at_once: int,
        max_library: int,
        tls: ssl.SSLContext | bool = True,
    ) -> None:
        self.traffic = Traffic()
        self._hosts = hosts
        self._cache = cache
        self._secrets = secrets
        self._policy = policy
        self._deadline = deadline
        self._at_once = at_once
        self._max_library = max_library
        self._tls = tls
        self._failures = 0  # in a row, each after all its retries

    async def __aenter__(self) -> "DrawingFetcher":
        # No header is the session's own: a secret would go to every host. Nor is there a cookie.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._at_once, ssl=self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()
        self._cache.close()

    def finish(self) -> None:
        """Forget the drawings that the whole library did not need."""
        self._cache.remove_others()

    async def draw(self, mapped: list[list[MappedIcon]]) -> list[list[CrawledIcon]]:
        """The icons of a page, with the drawings behind their URLs.

        An icon whose drawing cannot be had is skipped. Raises SourceDown where one host after the
        other fails, or the run is over, and ConfigurationError where the page is too large.
        """
        drawn: list[list[Any]] = [list(icons) for icons in mapped]
        linked = _linked(drawn)
        library = LibrarySize(self._max_library)

        async def work() -> None:
            # All workers share the iterator, so that each icon is one worker's.
            for icons, place in linked:
                icon = await self._draw(icons[place])
                if isinstance(icon, Icon):
                    library.add(icon)
                icons[place] = icon

        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self._at_once):
                    workers.create_task(work())
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        return drawn

    async def _draw(self, icon: LinkedIcon) -> CrawledIcon:
        try:
            content = await self._content(self._hosts.absolute(icon.url))
            return icon.draw(to_text(content))
        except DrawingFailed as failed:
            return UndrawnIcon(icon.identifier, failed.reason, failed.failure)
        except NotAllowed as error:
            denied = DrawingFailed(str(error), ConfigurationError, error.advice)
            return UndrawnIcon(icon.identifier, denied.reason, denied.failure)
        except NoDrawing as error:
            return SkippedIcon(icon.identifier, f"{shown(icon.url)}: {error}")

    async def _content(self, url: str) -> bytes:
        cached = self._cache.find(url)
        if cached and cached.current:
            return cached.content
        loop = DrawingRetryLoop(shown(url), self._secrets, self._policy, self._deadline)
        loop.traffic = self.traffic
        try:
            content = await loop.run(lambda: self._get(url, cached), smallest=True)
        except DrawingFailed as failed:
            self._count(failed)
            raise
        self._failures = 0
        return content

    def _count(self, failed: DrawingFailed) -> None:
        """Raise SourceDown where one drawing after the other fails for the moment."""
        if failed.kind is not SourceDown:
            self._failures = 0
            return
        self._failures += 1
        if self._failures == SETTINGS.max_failures:
            raise SourceDown(
                f"{SETTINGS.max_failures} drawings in a row cannot be fetched, at last "
                f"{failed.reason}: {ADVICE[SourceDown]}"
            )

    async def _get(self, url: str, cached: CachedDrawing | None) -> bytes:
        """The content of `url`; that of `cached` where it is still the same.

        Raises TransportError, NotAllowed, DrawingFailed.
        """
        address = url
        for _ in range(SETTINGS.max_redirects + 1):
            headers = {"Accept": ACCEPT, **self._hosts.headers_for(address)}
            if cached:
                headers |= cached.validators
            timeout = aiohttp.ClientTimeout(
                total=min(self._policy.timeout, self._deadline.left),
                sock_connect=SETTINGS.connect_timeout,
            )
            request = self._session.get(
                address,
                headers=headers,
                allow_redirects=False,
                timeout=timeout,
                **proxy_arguments(address),
            )
            try:
                async with request as response:
                    target = _redirection(response)
                    if target is None:
                        return await self._received(url, response, cached)
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise TransportConnectionFailed(str(error)) from error
            address = self._hosts.redirected(address, target)
        reason = f"{shown(url)} redirects more than {SETTINGS.max_redirects} times"
        raise DrawingFailed(reason, Incomplete)

    async def _received(
        self, url: str, response: aiohttp.ClientResponse, cached: CachedDrawing | None
    ) -> bytes:
        if cached and response.status == HTTPStatus.NOT_MODIFIED:
            self._cache.confirm(url)
            return cached.content
        if response.status != HTTPStatus.OK:
            raise HttpFailure(response.status, response.headers, "")
        content = await _read(response)
        if response.content_type == "text/html" and why_not_svg(_beginning(content)):
            raise WebPage(_beginning(content))
        validators = response.headers.get("ETag"), response.headers.get("Last-Modified")
        self._cache.add(url, content, *validators)
        return content


def _linked(drawn: list[list[Any]]) -> Iterator[tuple[list[Any], int]]:
    """The place of each icon whose drawing is behind a URL: a list, and an index."""
    for icons in drawn:
        for place, icon in enumerate(icons):
            if isinstance(icon, LinkedIcon):
                yield icons, place


def _redirection(response: aiohttp.ClientResponse) -> str | None:
    if response.status in REDIRECTIONS:
        return response.headers.get("Location")
    return None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in response.content.iter_chunked(SETTINGS.piece):
        content += piece
        if len(content) > SETTINGS.max_bytes:
            raise AnswerTooLarge(f"the drawing is larger than {megabytes(SETTINGS.max_bytes)}")
    return bytes(content)


def _beginning(content: bytes) -> str:
    return content[: SETTINGS.piece].decode(errors="replace")
