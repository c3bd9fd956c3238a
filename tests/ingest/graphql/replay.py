"""A server that gives every request the same answer."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

DESCRIPTION = """
endpoint = "{url}"
query = "query ($first: Int!, $after: String) {{ icons(first: $first, after: $after) {{ id }} }}"
icons = "icons"

[fields]
id = "id"
name = "name"
source_code = "svg"

[pagination]
shape = "cursor"
page_info = "pageInfo"
size = {size}

[requests]
timeout = 60
retries = {retries}
backoff = 0.01
"""


class Replay(HTTPServer):
    """Answers with `answer`: status, headers, body.

    `requests` were answered; the last of them had `headers`.
    """

    headers: Message
    answer: tuple[int, Mapping[str, str], bytes]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/graphql"

    def describe(self, size: int = 8, retries: int = 0) -> str:
        """The text of a description of it."""
        return DESCRIPTION.format(url=self.url, size=size, retries=retries)


class Handler(BaseHTTPRequestHandler):
    server: Replay

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests += 1
        self.server.headers = self.headers
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def replaying() -> Iterator[Replay]:
    """The server, while the `with` block runs."""
    with Replay() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
