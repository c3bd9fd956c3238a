"""What stands before a server: passes requests on, and spoils some of the answers."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

LOGIN = b"<!doctype html><html><head><title>Sign in</title></head><body></body></html>"
PASSED_ON = ("authorization", "content-type", "accept")


@dataclass(frozen=True)
class Passed:
    """An answer. `sent`: the bytes of the body that arrive before the connection is cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: int | None = None


JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}

# The answers by their number, and what is sent in the place of each.
Spoil = Callable[[int, Passed], Passed]


def spoilt_for_a_moment(number: int, answer: Passed) -> Passed:
    """Five answers of a page each fail in another way; all others arrive."""
    spoilt = {
        3: Passed(502, HTML, b"<html><title>502 Bad Gateway</title></html>"),
        5: Passed(200, JSON, b""),
        7: Passed(200, JSON, answer.body, sent=len(answer.body) // 2),
        9: Passed(503, {"Retry-After": "1", "Content-Type": "text/plain"}, b"busy"),
        11: Passed(200, JSON, b'{"errors": [{"message": "Unexpected error."}]}'),
    }
    return spoilt.get(number, answer)


def login_from_the_fourth_on(number: int, answer: Passed) -> Passed:
    """Pages, and then a login page with HTTP 200."""
    return answer if number < 4 else Passed(200, HTML, LOGIN)


@dataclass
class FirstForever:
    """Each request gets the first answer again."""

    _first: Passed | None = field(default=None, init=False)

    def __call__(self, number: int, answer: Passed) -> Passed:
        self._first = self._first or answer
        return self._first


@contextmanager
def before(url: str, spoil: Spoil) -> Iterator[str]:
    """Pass requests on to `url` while the `with` block runs; yields the address to ask."""
    numbers = iter(range(1, 1_000_000))
    client = httpx.Client(timeout=60)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            given = client.post(url, content=content, headers=headers)
            kind = {"Content-Type": given.headers.get("content-type", "text/plain")}
            answer = Passed(given.status_code, kind, given.content)
            self._send(spoil(next(numbers), answer))

        def _send(self, answer: Passed) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.sent])

        def log_message(self, *arguments: object) -> None:
            pass

    with client, ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/graphql"
        server.shutdown()
        thread.join()
