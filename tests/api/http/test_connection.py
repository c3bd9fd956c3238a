"""Requests that never begin or never end: uvicorn alone would wait for them for ever."""

import asyncio
import contextlib
import socket
import struct
import threading
from unittest.mock import Mock

import pytest
import uvicorn

from api.http import connection
from tests.api.conftest import PATIENCE, until

LIMITS = connection.LIMITS
BEGUN, TOLD = threading.Semaphore(0), threading.Semaphore(0)  # for /patient
BODY = b"an answer larger than what fits into the buffers of both ends" * 200_000


async def application(scope, receive, send):
    """Answers / with a little, /large with much, and /body with the number of bytes that came.

    /patient is answered when nobody waits any more. /lingering ends a second after its last byte.
    """
    answer = BODY if scope["path"] == "/large" else b"ok"
    if scope["path"] == "/patient":
        BEGUN.release()
        while (await receive())["type"] != "http.disconnect":
            pass
        TOLD.release()
        return
    if scope["path"] == "/body":
        received = 0
        while (message := await receive())["type"] == "http.request":
            received += len(message["body"])
            if not message["more_body"]:
                break
        answer = b"%d" % received
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"%d" % len(answer))],
        }
    )
    lingering = scope["path"] == "/lingering"
    await send({"type": "http.response.body", "body": answer, "more_body": lingering})
    if lingering:
        await asyncio.sleep(1)
        await send({"type": "http.response.body"})


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands still: no test depends on how fast the machine is."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass. Returns when the timers that are due then have run."""
        passed = threading.Event()

        def forward() -> None:
            self.now += seconds
            self.call_soon(self.call_soon, passed.set)  # the timers run between the two

        self.call_soon_threadsafe(forward)
        assert passed.wait(PATIENCE)


class Server(uvicorn.Server):
    """The application behind `Connection`, in a thread."""

    def __init__(self, listening: socket.socket) -> None:
        config = uvicorn.Config(
            application, http=connection.Connection, ws="none", lifespan="off", log_level="critical"
        )
        super().__init__(config)
        self.loop = Loop()
        self.address = listening.getsockname()
        self._thread = threading.Thread(target=self._run, args=[listening])
        self._thread.start()

    def _run(self, listening: socket.socket) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self.serve([listening]))

    @property
    def clients(self) -> set[connection.Connection]:
        return self.server_state.connections

    def unsent(self) -> int:
        """Bytes of answers that the system has not taken."""
        return sum(client.transport.get_write_buffer_size() for client in list(self.clients))

    def stop(self) -> None:
        self.should_exit = True
        while self._thread.is_alive():
            self.loop.wait(1)  # uvicorn looks ten times a second whether it should
            self._thread.join(0.01)


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Server(listening)
        until(lambda: running.started)
        yield running
        running.stop()


@pytest.fixture
def connect(server):
    """A function that opens a connection and says something; closed when the test ends."""
    opened = []

    def said(text: bytes) -> socket.socket:
        opened.append(socket.create_connection(server.address, timeout=PATIENCE))
        opened[-1].sendall(text)
        return opened[-1]

    yield said
    for one in opened:
        one.close()


def test_a_process_that_is_killed_leaves_no_head_without_its_body():
    """A proxy that has passed a head on cannot ask another replica any more."""

    async def answered() -> list[bytes]:
        config = uvicorn.Config(application, ws="none", lifespan="off", log_level="critical")
        config.load()
        client = connection.Connection(config, uvicorn.server.ServerState(), {})
        transport = Mock()
        transport.is_closing.return_value = False
        transport.get_extra_info.return_value = None
        transport.get_write_buffer_size.return_value = 0
        client.connection_made(transport)
        client.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        while client.cycle is None or not client.cycle.response_complete:
            await asyncio.sleep(0)
        client.connection_lost(None)
        return [written.args[0] for written in transport.write.call_args_list]

    (answer,) = asyncio.run(answered())
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.endswith(b"\r\n\r\nok")


def everything(client: socket.socket) -> bytes:
    """What the server says until it hangs up."""
    parts = []
    try:
        while part := client.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


ENDLESS = {
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n" * 1000),
    "one header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: ", b"b" * 6000),
    "a header's name": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"b" * 6000),
    "an address": (b"GET /", b"b" * 6000),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_head_without_end_is_told_and_ended(connect, kind):
    beginning, more = ENDLESS[kind]
    client = connect(beginning)
    with pytest.raises(OSError):  # as soon as the other end has closed
        for _ in range(100_000):
            client.sendall(more)


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_head_that_is_too_large_is_told(connect, kind):
    beginning, more = ENDLESS[kind]
    answer = everything(connect(beginning + more * (1 + LIMITS.head_bytes // len(more))))
    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b"application/problem+json" in answer
    assert (
        b"100 headers" if kind == "many headers" else b"32,768 bytes"
    ) + b": send fewer" in answer


def test_as_many_headers_as_clients_send_are_read(connect):
    headers = b"A: b\r\n" * (LIMITS.headers - 2)
    answer = everything(
        connect(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + b"\r\n")
    )
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("size", [0, 200_000])
def test_a_complete_head_that_is_too_large_is_never_parsed(server, connect, size):
    """It may come in one piece, larger than the limit."""
    room = LIMITS.head_bytes
    head = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: %b\r\n\r\n"
    longest = room - len(head % b"")
    assert everything(connect(head % (b"b" * longest))).startswith(b"HTTP/1.1 200 OK\r\n")
    refused = everything(connect(head % (b"b" * (longest + 1 + size))))
    assert refused.startswith(b"HTTP/1.1 431 ")
    assert server.server_state.total_requests == 1


def test_a_request_before_the_last_answer_is_sent_again_on_another_connection(connect):
    request = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = everything(connect(3 * request))
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 1
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(BODY)


def test_a_request_after_the_last_byte_of_an_answer_is_answered(server, connect):
    """The application has sent all, and does not know yet that it has."""
    client = connect(b"GET /lingering HTTP/1.1\r\nHost: x\r\n\r\n")
    received = b""
    while not received.endswith(b"\r\n\r\nok"):
        received += client.recv(65536)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    until(lambda: any(client.pipeline for client in list(server.clients)))
    server.loop.wait(1)
    assert everything(client).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "more", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /body HTTP/1.1\r\n" * 20_000]
)
def test_an_application_is_told_when_its_client_hangs_up_whatever_else_it_has_sent(
    server, connect, more, caplog
):
    client = connect(b"GET /patient HTTP/1.1\r\nHost: x\r\n\r\n")
    assert BEGUN.acquire(timeout=PATIENCE)
    with contextlib.suppress(ConnectionError):  # it may have refused that already
        client.sendall(more)
    client.close()
    assert TOLD.acquire(timeout=PATIENCE)


def test_a_client_that_leaves_without_its_answers_is_no_failure(server, connect, caplog):
    for path in (b"/large", b"/", b"/patient"):
        client = connect(50 * (b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path))
        linger = struct.pack("ii", 1, 0)  # close with a reset
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        client.close()
    until(lambda: not server.clients)
    until(lambda: not server.server_state.tasks)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("more", [b"A: b\r\n" * 1000, b"A: " + b"b" * 6000])
def test_trailers_without_end_end_the_connection(server, connect, more):
    client = connect(
        b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    )
    with pytest.raises(OSError):
        for _ in range(100_000):
            client.sendall(more)
    until(lambda: not server.server_state.tasks)


def test_a_long_body_is_no_head(connect):
    sent = 50 * LIMITS.head_bytes
    whole = connect(
        b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % sent
        + bytes(sent)
    )
    assert everything(whole).endswith(b"\r\n%d" % sent)
    chunk = b"7d00\r\n" + bytes(0x7D00) + b"\r\n"
    head = (
        b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    pieces = connect(head + 50 * chunk + b"0\r\n\r\n")
    assert everything(pieces).endswith(b"\r\n%d" % (50 * 0x7D00))


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET / HTTP/1.1\r\nHost: x\r\nA: b", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n"],
)
def test_who_sends_nothing_more_is_not_waited_for(server, connect, beginning):
    client = connect(beginning)
    until(lambda: server.clients)
    until(lambda: waited(server, LIMITS.request_seconds) and not server.clients)
    answer = everything(client)
    assert answer.startswith((b"HTTP/1.1 408 Request Timeout", b"HTTP/1.1 200 OK")) or not beginning


def waited(server, seconds: float) -> bool:
    server.loop.wait(seconds)
    return True


def test_who_sends_a_byte_now_and_then_is_not_waited_for(server, connect):
    client = connect(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
    until(lambda: server.clients)
    for _ in range(4):
        client.sendall(b"b")
        server.loop.wait(LIMITS.request_seconds / 4)
    assert not server.clients
    assert everything(client).startswith(b"HTTP/1.1 408 Request Timeout")


def test_who_does_not_take_the_answer_is_not_waited_for(server, connect):
    connect(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    until(server.unsent)
    until(lambda: waited(server, LIMITS.request_seconds) and not server.clients)


def test_who_takes_the_answer_slowly_gets_all_of_it(server, connect):
    client = connect(b"")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)  # or it would take all at once
    client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    unsent = until(server.unsent)
    received = b""
    pauses = 0
    while part := client.recv(300_000):
        received += part
        if server.unsent() < unsent:
            unsent = server.unsent()
            server.loop.wait(0.9 * LIMITS.answer_seconds)
            pauses += 1
    assert received.endswith(BODY)
    assert pauses > 2


def test_a_long_upload_with_pauses_is_waited_for(server, connect):
    client = connect(
        b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"
    )
    until(lambda: server.server_state.tasks)
    for _ in range(5):
        # how long uploads may take is the matter of --max-seconds
        server.loop.wait(1.5 * LIMITS.request_seconds)
        client.sendall(b"x")
    assert everything(client).endswith(b"\r\n5")


def test_what_is_no_http_is_told(connect):
    answer = everything(connect(b"\x16\x03\x01 hello\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"application/problem+json" in answer and b"not HTTP/1.1" in answer
