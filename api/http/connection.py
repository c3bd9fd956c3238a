"""The connection: uvicorn's, with an end to what it would otherwise read, and wait for, without one."""

import asyncio
import json

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.problems import MEDIA_TYPE, HeadTooLarge, Problem, TooSlow, body

MOST_HEAD = 32_768  # bytes of a request that are no part of its body: address, headers, trailers
PATIENCE = 10  # seconds between two looks at a connection; one that brought no whole request in between is ended
ABANDONED = 60  # seconds in which nothing of an answer was taken; the system's own buffers may take half a minute on slow lines

_TOO_LARGE = HeadTooLarge(
    f"The request's address and headers have more than {MOST_HEAD} bytes: send fewer."
)
_TOO_SLOW = TooSlow(f"No request was complete within {PATIENCE} seconds: send it in one go.")
_NO_HTTP = Problem("What came is not HTTP/1.1: send a request such as `GET /healthz HTTP/1.1`.")


class Connection(HttpToolsProtocol):
    """A client's connection: requests come in, answers go out.

    The parser beneath joins the pieces of a header again and again, so one that never ends takes more memory and ever more time,
    while nobody else is answered; and uvicorn waits for the rest of a request for as long as the client likes.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self._overhead = 0  # bytes read since the last that were of a body, or ended a head
        self._steps = 0  # heads read and answers given
        self._look((0, 0), self.loop.time())

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._next_look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        self._overhead += len(data)
        super().data_received(data)
        if self._overhead > MOST_HEAD:
            self._refuse(_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """A head has come to its end."""
        super().on_headers_complete()
        self._overhead = 0
        self._steps += 1

    def on_body(self, body: bytes) -> None:
        """A piece of a body has come; who reads bodies counts them."""
        self._overhead = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        """A request has been answered."""
        self._steps += 1
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """What has come is no HTTP, or has an address longer than the parser knows."""
        self._refuse(_TOO_LARGE if self._overhead > MOST_HEAD else _NO_HTTP)

    @property
    def _under_way(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _look(self, before: tuple[int, int], since: float) -> None:
        """End a connection that gets nowhere: that has been as it was `before` for too long."""
        unsent = self.transport.get_write_buffer_size()
        state, now = (self._steps, unsent), self.loop.time()
        if state != before:
            since = now
        if unsent:
            if now - since >= ABANDONED:
                self.transport.abort()
        elif now - since >= PATIENCE and not self._under_way:
            self._refuse(_TOO_SLOW)
        self._next_look = self.loop.call_later(PATIENCE, self._look, state, since)

    def _refuse(self, problem: Problem) -> None:
        if self.transport.is_closing():
            return
        if self._under_way:  # whatever the answer was to be, nobody could tell it from this one
            self.transport.abort()
            return
        content = json.dumps(body(type(problem), str(problem))).encode()
        head = (
            f"HTTP/1.1 {problem.status} {problem.status.phrase}\r\n"
            f"content-type: {MEDIA_TYPE}\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()
