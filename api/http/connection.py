"""uvicorn's connection, with limits on what it reads and how long it waits."""

import asyncio
import json
from dataclasses import dataclass

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.http.problems import MEDIA_TYPE, HeadTooLarge, Problem, TooSlow, details


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits of one connection."""

    # Bytes of a request outside its body: address, headers, trailers. Chosen by hand.
    head_bytes: int = 32_768
    # Headers of a request: every look for one goes through all of them. Chosen by hand.
    headers: int = 100
    # Seconds between two checks of a connection. One without a whole request in between is closed.
    # Chosen by hand.
    request_seconds: float = 10
    # Seconds in which no byte of an answer was taken. The system's own buffers may take half a
    # minute on slow lines.
    answer_seconds: float = 60


LIMITS = ConnectionLimits()


class Connection(HttpToolsProtocol):
    """A client's connection.

    uvicorn alone waits for the rest of a request for as long as the client likes. Its parser joins
    the pieces of an endless header again and again, at the cost of all other clients.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to check the connection."""
        super().connection_made(transport)
        self._head_bytes = 0  # read since the last byte of a body or the last end of a head
        self._steps = 0  # heads read and answers given
        self._running: RequestResponseCycle | None = None
        self._ignoring = False  # what comes before the answer to the running request
        self._check((0, 0), self.loop.time())

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the checks."""
        self._next_check.cancel()
        if self._running is not None:
            self.cycle = self._running  # whose application is to know
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse some bytes, and refuse a head that is too large before more of it is parsed."""
        unread = memoryview(data)
        while unread and not self._ignoring and not self.transport.is_closing():
            if self._head_bytes == LIMITS.head_bytes:
                self._refuse(_too_large())
                return
            room = LIMITS.head_bytes - self._head_bytes
            piece = unread[:room]
            unread = unread[room:]
            self._head_bytes += len(piece)
            super().data_received(bytes(piece))
        if self._ignoring:
            self.flow.resume_reading()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse a head with too many headers: the parser stops where this raises."""
        super().on_header(name, value)
        if len(self.headers) > LIMITS.headers:
            self._refuse(_too_many_headers())
            raise ValueError(LIMITS.headers)

    def on_headers_complete(self) -> None:
        """A head is complete. One that comes before the answer to the last request is ignored.

        The connection is closed after that answer, so that the client asks again (RFC 9112,
        section 9.3.2). uvicorn would queue the request and read no more: neither that the client
        hangs up, which would then be logged as a failure of the application.
        """
        before = self._running
        super().on_headers_complete()
        self._head_bytes = 0
        self._steps += 1
        if before is not None and not before.response_started:
            before.keep_alive = False
            self.pipeline.clear()
            self._ignoring = True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """A request is given to the application."""
        self._running = cycle
        self._written = cycle.transport = _Together(self.transport, self.loop)
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        """Part of a body has arrived; the route limits its length."""
        self._head_bytes = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        """A request has been answered."""
        self._written.flush()
        self._steps += 1
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or an address longer than the parser accepts."""
        too_large = self._head_bytes == LIMITS.head_bytes
        self._refuse(_too_large() if too_large else _no_http())

    @property
    def _processing(self) -> bool:
        """Whether a request is being processed or answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _check(self, before: tuple[int, int], since: float) -> None:
        """Close a connection without progress, and plan the next check.

        `before` is its state at the last check, unchanged `since` that moment of the loop's clock.
        """
        unsent = self.transport.get_write_buffer_size()
        state = (self._steps, unsent)
        now = self.loop.time()
        if state != before:
            since = now
        if unsent:
            if now - since >= LIMITS.answer_seconds:
                self.transport.abort()
        elif now - since >= LIMITS.request_seconds and not self._processing:
            self._refuse(_too_slow())
        self._next_check = self.loop.call_later(LIMITS.request_seconds, self._check, state, since)

    def _refuse(self, problem: Problem) -> None:
        """Answer with a problem and close the connection."""
        if self.transport.is_closing():
            return
        if self._processing:  # the client could not tell this answer from that of its request
            self.transport.abort()
            return
        content = json.dumps(details(type(problem), str(problem))).encode()
        head = (
            f"HTTP/1.1 {problem.status} {problem.status.phrase}\r\n"
            f"content-type: {MEDIA_TYPE}\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()


class _Together(asyncio.Transport):
    """Writes the head of an answer together with the first part of its body.

    uvicorn writes one after the other. A proxy passes a head on at once. Where the process is
    killed between the two, it could not ask another replica any more.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:  # type: ignore[override]
        """Hold some bytes until there are more, but not beyond this step of the event loop."""
        self._held.append(data)
        if len(self._held) == 1:
            self._loop.call_soon(self.flush)
        else:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self._held and not self._transport.is_closing():
            self._transport.write(b"".join(self._held))
        self._held.clear()

    def close(self) -> None:
        """Close the connection once all is written."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether the connection is being closed."""
        return self._transport.is_closing()


def _too_large() -> Problem:
    return HeadTooLarge(
        f"The request's address and headers have more than {LIMITS.head_bytes} bytes: send fewer."
    )


def _too_many_headers() -> Problem:
    return HeadTooLarge(f"The request has more than {LIMITS.headers} headers: send fewer.")


def _too_slow() -> Problem:
    return TooSlow(
        f"No request was complete within {LIMITS.request_seconds} seconds: send it in one go."
    )


def _no_http() -> Problem:
    return Problem("What came is not HTTP/1.1: send a request such as `GET /healthz HTTP/1.1`.")
