"""Requests that never begin or never end: uvicorn alone would wait for them for ever."""

import asyncio
import contextlib
import socket
import struct
import threading
import time
from unittest.mock import Mock

import pytest
import uvicorn

from api.http import connection
from tests.api.conftest import until

PATIENCE = 0.3
BEGUN, TOLD = threading.Semaphore(0), threading.Semaphore(0)  # for /patient
BODY = b"an answer larger than what fits into the buffers of both ends" * 200_000


async def application(scope, receive, send):
    """Answers / with a little, /large with much, and /body with the number of bytes that came.

    /patient is answered when nobody waits any more. /lingering ends some time after its last byte.
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
        await asyncio.sleep(PATIENCE)
        await send({"type": "http.response.body"})


@pytest.fixture
def server(monkeypatch):
    limits = connection.ConnectionLimits(request_seconds=PATIENCE, answer_seconds=2 * PATIENCE)
    monkeypatch.setattr(connection, "LIMITS", limits)
    running = uvicorn.Server(
        uvicorn.Config(
            application, http=connection.Connection, ws="none", lifespan="off", log_level="critical"
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        yield running, listening.getsockname()
        running.should_exit = True
        thread.join()


@pytest.fixture
def connect(server):
    """A function that opens a connection and says something; closed when the test ends."""
    opened = []

    def said(text: bytes) -> socket.socket:
        opened.append(socket.create_connection(server[1], timeout=20))
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
    answer = everything(connect(beginning + more * (1 + connection.LIMITS.head_bytes // len(more))))
    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b"application/problem+json" in answer
    assert (
        b"100 headers" if kind == "many headers" else b"32,768 bytes"
    ) + b": send fewer" in answer


def test_as_many_headers_as_clients_send_are_read(connect):
    headers = b"A: b\r\n" * (connection.LIMITS.headers - 2)
    answer = everything(
        connect(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + b"\r\n")
    )
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("size", [0, 200_000])
def test_a_complete_head_that_is_too_large_is_never_parsed(server, connect, size):
    """It may come in one piece, larger than the limit."""
    room = connection.LIMITS.head_bytes
    head = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: %b\r\n\r\n"
    longest = room - len(head % b"")
    assert everything(connect(head % (b"b" * longest))).startswith(b"HTTP/1.1 200 OK\r\n")
    refused = everything(connect(head % (b"b" * (longest + 1 + size))))
    assert refused.startswith(b"HTTP/1.1 431 ")
    assert server[0].server_state.total_requests == 1


def test_a_request_before_the_last_answer_is_sent_again_on_another_connection(connect):
    request = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = everything(connect(3 * request))
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 1
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(BODY)


def test_a_request_after_the_last_byte_of_an_answer_is_answered(connect):
    """The application has sent all, and does not know yet that it has."""
    client = connect(b"GET /lingering HTTP/1.1\r\nHost: x\r\n\r\n")
    received = b""
    while not received.endswith(b"\r\n\r\nok"):
        received += client.recv(65536)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert everything(client).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "more", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /body HTTP/1.1\r\n" * 20_000]
)
def test_an_application_is_told_when_its_client_hangs_up_whatever_else_it_has_sent(
    server, connect, more, caplog
):
    client = connect(b"GET /patient HTTP/1.1\r\nHost: x\r\n\r\n")
    assert BEGUN.acquire(timeout=20)
    with contextlib.suppress(ConnectionError):  # it may have refused that already
        client.sendall(more)
    client.close()
    assert TOLD.acquire(timeout=20)


def test_a_client_that_leaves_without_its_answers_is_no_failure(server, connect, caplog):
    for path in (b"/large", b"/", b"/patient"):
        client = connect(50 * (b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path))
        linger = struct.pack("ii", 1, 0)  # close with a reset
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        client.close()
    until(lambda: not server[0].server_state.connections)
    until(lambda: not server[0].server_state.tasks)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("more", [b"A: b\r\n" * 1000, b"A: " + b"b" * 6000])
def test_trailers_without_end_end_the_connection(server, connect, more):
    client = connect(
        b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    )
    with pytest.raises(OSError):
        for _ in range(100_000):
            client.sendall(more)
    until(lambda: not server[0].server_state.tasks)


def test_a_long_body_is_no_head(connect):
    sent = 50 * connection.LIMITS.head_bytes
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
    answer = everything(connect(beginning))
    assert answer.startswith((b"HTTP/1.1 408 Request Timeout", b"HTTP/1.1 200 OK")) or not beginning
    until(lambda: not server[0].server_state.connections)


def test_who_sends_a_byte_now_and_then_is_not_waited_for(connect):
    client = connect(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
    with pytest.raises(OSError):
        for _ in range(100):
            client.sendall(b"b")
            time.sleep(PATIENCE / 4)


def test_who_does_not_take_the_answer_is_not_waited_for(server, connect):
    connect(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    until(lambda: server[0].server_state.connections)
    until(lambda: not server[0].server_state.connections)


def test_who_takes_the_answer_slowly_gets_all_of_it(connect):
    client = connect(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    received = b""
    while part := client.recv(300_000):
        received += part
        time.sleep(PATIENCE / 10)
    assert received.endswith(BODY)


def test_a_long_upload_with_pauses_is_waited_for(connect):
    client = connect(
        b"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"
    )
    for _ in range(5):
        time.sleep(PATIENCE * 1.5)  # how long uploads may take is the matter of --max-seconds
        client.sendall(b"x")
    assert everything(client).endswith(b"\r\n5")


def test_what_is_no_http_is_told(connect):
    answer = everything(connect(b"\x16\x03\x01 hello\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"application/problem+json" in answer and b"not HTTP/1.1" in answer
