"""Connections that cannot be made: no useless retries, and advice that helps."""

import base64
import socket
import ssl
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from aiohttp import ClientConnectorCertificateError, ClientConnectorSSLError
from gql.transport.exceptions import TransportConnectionFailed

from ingest.graphql.failure_policy import classify
from ingest.graphql.refusals.reaction import Reaction
from ingest.graphql.requests.proxy import proxy_arguments
from tests.ingest.graphql.replay import DESCRIPTION, replaying

MISTAKEN, REFUSED, DOWN = 2, 3, 4
# The settings that an HTTP/2 server begins with, in answer to a request that it cannot read.
HTTP_2_SETTINGS = bytes.fromhex("000012040000000000000300000064000400100000000600004000")
PROXY_AUTHENTICATION = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
KEY = SimpleNamespace(host="icons.example", port=443, ssl=True, is_ssl=True)


@contextmanager
def answering(content):
    """A server that sends these bytes after the beginning of each request; yields its port, and a
    list that grows with each connection.
    """
    connections = []

    def answer():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # closed
            connections.append(connection)
            connection.recv(65536)
            connection.sendall(content)
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1], connections
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def crawl(ingest, tmp_path):
    """Crawl an address with three retries; the exit status."""

    def crawl(url):
        path = tmp_path / "source.toml"
        path.write_text(DESCRIPTION.format(url=url, size=8, retries=3))
        return ingest("--source", path)

    return crawl


def test_a_server_that_speaks_http_2_only(crawl, capsys):
    with answering(HTTP_2_SETTINGS) as (port, connections):
        assert crawl(f"http://127.0.0.1:{port}/") == MISTAKEN
    assert "run a proxy before it that takes HTTP/1.1" in capsys.readouterr().err
    assert len(connections) == 1


def test_https_to_a_server_without_tls(crawl, capsys):
    with replaying() as server:
        assert crawl(server.url.replace("http:", "https:")) == MISTAKEN
    assert "begin the endpoint with http://" in capsys.readouterr().err


def test_a_proxy_that_asks_for_a_user(crawl, capsys, monkeypatch):
    with answering(PROXY_AUTHENTICATION) as (port, connections):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        assert crawl("https://icons.example/graphql") == MISTAKEN
    assert "http://USER:PASSWORD@HOST:PORT into HTTPS_PROXY" in capsys.readouterr().err
    assert len(connections) == 1


def test_a_proxy_that_does_not_answer(crawl, capsys, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    assert crawl("http://icons.example/graphql") == DOWN
    message = capsys.readouterr().err
    assert f"the proxy 127.0.0.1:{port} cannot be reached, 4 times in a row" in message
    assert "NO_PROXY" in message


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("certificate verify failed: unable to get local issuer certificate", "ca_file"),
        ("certificate verify failed: self-signed certificate", "ca_file"),
        ("certificate verify failed: certificate has expired", "renewed"),
        ("certificate verify failed: Hostname mismatch", "the host's name"),
    ],
)
def test_a_certificate_that_is_not_trusted(words, advice):
    failure = classify(caused(ClientConnectorCertificateError(KEY, ssl.SSLError(1, words))))
    assert failure.reaction is Reaction.STOP
    assert advice in failure.advice


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("tlsv1 alert no application protocol", "HTTP/2"),
        ("tlsv13 alert certificate required", "client certificate"),
    ],
)
def test_a_handshake_that_fails_for_good(words, advice):
    failure = classify(caused(ClientConnectorSSLError(KEY, ssl.SSLError(1, words))))
    assert failure.reaction is Reaction.STOP
    assert advice in failure.advice


def test_a_handshake_that_breaks_is_tried_again():
    broken = caused(ClientConnectorSSLError(KEY, ssl.SSLError(8, "EOF in violation of protocol")))
    assert classify(broken).reaction is Reaction.RETRY


def caused(cause):
    failed = TransportConnectionFailed(str(cause))
    failed.__cause__ = cause
    return failed


def test_of_a_long_error_the_beginning_is_repeated():
    reason = classify(caused(ConnectionResetError("Bad status line: " + "x" * 60_000))).reason
    assert "Bad status line: xxx" in reason
    assert len(reason) < 400


def test_a_netrc_does_not_get_in_the_way_of_the_headers(ingest, monkeypatch, tmp_path):
    """aiohttp takes a user from it, and then refuses the Authorization header beside that."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("TOKEN", "mine")
    with replaying() as server:
        server.answer = (401, {}, b"")
        path = tmp_path / "source.toml"
        path.write_text(server.describe() + '[headers]\nAuthorization = "${TOKEN}"\n')
        assert ingest("--source", path) == REFUSED


@pytest.mark.parametrize(
    ("environment", "arguments"),
    [
        ({}, {}),
        ({"HTTPS_PROXY": "http://proxy:3128"}, {"proxy": "http://proxy:3128"}),
        ({"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "icons.example"}, {}),
        ({"HTTP_PROXY": "http://proxy:3128"}, {}),
    ],
)
def test_the_proxy_of_an_address(monkeypatch, environment, arguments):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_arguments("https://icons.example/graphql") == arguments


def test_the_user_of_a_proxy_is_sent_to_it(ingest, monkeypatch, tmp_path):
    with replaying() as proxy:
        proxy.answer = (407, {}, b"")
        monkeypatch.setenv("HTTP_PROXY", f"http://me:a%40b@127.0.0.1:{proxy.server_port}")
        monkeypatch.setenv("NO_PROXY", "")
        path = tmp_path / "source.toml"
        path.write_text(DESCRIPTION.format(url="http://icons.example/graphql", size=8, retries=0))
        assert ingest("--source", path) == MISTAKEN
    given = proxy.headers["Proxy-Authorization"]
    assert base64.b64decode(given.removeprefix("Basic ")) == b"me:a@b"
