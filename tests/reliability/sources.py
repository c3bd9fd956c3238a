"""Hostile sources: a server whose answers are made to fill memory, to take for ever, or to end the
crawl in a traceback.

An answer is made of pieces of bytes that are sent as they are, the head of HTTP among them.
"""

import asyncio
import gzip
import itertools
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import Any

from tests.ingest.conftest import describe

MB = 2**20
GZIP = 31
RAW_DEFLATE = -15
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h4v4z"/>{}</svg>'
FONT_AWESOME = "fontawesome"
GITHUB = "github"
REFUSED, DOWN, INCOMPLETE, SETTING = 3, 4, 5, 2

Pieces = Iterator[bytes]


@dataclass(frozen=True)
class Request:
    """A request of the crawl: its place among all, its path, and the variables of its query."""

    number: int
    path: str
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of hostile source: its answers, the exit status that is right, and the crawl's flags.

    `service` names the ready-made source that it plays; None for one of our own description.
    """

    answer: Callable[[Request], Pieces]
    status: int
    says: str
    arguments: tuple[str, ...] = ()
    service: str | None = None


def head(*lines: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """The head of an answer whose body ends with the connection."""
    fixed = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close")
    return ("\r\n".join((*fixed, *lines)) + "\r\n\r\n").encode("latin-1")


@cache
def made(make: Callable[[], object]) -> bytes:
    """The JSON of a large document, which is made once and not within each request's time."""
    return json.dumps(make()).encode()


def whole(document: object, *lines: str, status: str = "200 OK") -> Pieces:
    """An answer with a JSON document, or with bytes in its place."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    yield head(*lines, status=status)
    for start in range(0, len(body), MB):
        yield body[start : start + MB]


def node(identifier: str, **fields: Any) -> dict[str, Any]:
    """A node of the library with every field of the query."""
    drawing = SVG.format("")
    plain = dict.fromkeys(("library", "style", "category", "license", "updatedAt"), "x")
    named = {"id": identifier, "name": identifier, "sourceCode": drawing}
    return {**plain, **named, "tags": [], "aliases": [], **fields}


def page(nodes: list[Any], cursor: Any = None, total: Any = None) -> dict[str, Any]:
    """The answer with a page of the library; without a cursor the last one."""
    edges = [{"node": entry} for entry in nodes]
    info = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return {"data": {"iconsConnection": {"edges": edges, "pageInfo": info, "totalCount": total}}}


def raw(connection: bytes) -> bytes:
    """The bytes of an answer whose connection is this JSON."""
    return b'{"data":{"iconsConnection":' + connection + b"}}"


@cache
def bomb(window: int) -> bytes:
    """1.5 GB of spaces, compressed to 1.5 MB; `window` is zlib's code of the format.

    After a full flush the same spaces give the same bytes, so that two pieces are enough.
    """
    squeeze = zlib.compressobj(9, wbits=window)
    spaces = b" " * MB
    first, again = (squeeze.compress(spaces) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 1499


def gzip_bomb(request: Request) -> Pieces:
    yield head("Content-Encoding: gzip")
    yield bomb(GZIP)


def deflate_bomb(request: Request) -> Pieces:
    yield head("Content-Encoding: deflate")
    yield bomb(RAW_DEFLATE)


def gzip_of_many_members(request: Request) -> Pieces:
    yield head("Content-Encoding: gzip")
    member = gzip.compress(b" " * 1000)
    for _ in range(3000):
        yield member * 100


def error_bomb(request: Request) -> Pieces:
    yield head("Content-Encoding: gzip", status="403 Forbidden")
    yield bomb(GZIP)


def page_bomb(request: Request) -> Pieces:
    yield head("Content-Encoding: gzip", kind="text/html")
    yield bomb(GZIP)


def endless(request: Request) -> Pieces:
    yield head()
    yield from itertools.repeat(b" " * MB)


def endless_chunks(request: Request) -> Pieces:
    yield head("Transfer-Encoding: chunked")
    yield from itertools.repeat(b"10000\r\n" + b" " * 65536 + b"\r\n")


def endless_chunk_extension(request: Request) -> Pieces:
    yield head("Transfer-Encoding: chunked")
    yield b"10;"
    yield from itertools.repeat(b"x" * MB)


def endless_trailers(request: Request) -> Pieces:
    yield head("Transfer-Encoding: chunked")
    yield b"0\r\n"
    yield from itertools.repeat(b"A: b\r\n" * 10_000)


def promised_length(request: Request) -> Pieces:
    yield head(f"Content-Length: {10**12}")
    yield from itertools.repeat(b" " * MB)


def endless_error(request: Request) -> Pieces:
    yield head(status="500 Internal Server Error", kind="text/plain")
    yield from itertools.repeat(b"e" * MB)


def endless_headers(request: Request) -> Pieces:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (f"X-{number}: {'x' * 4000}\r\n".encode() for number in itertools.count())


def endless_line(request: Request) -> Pieces:
    yield b"HTTP/1.1 200 OK\r\nX: "
    yield from itertools.repeat(b"x" * MB)


def endless_status(request: Request) -> Pieces:
    yield from itertools.repeat(b"x" * MB)


def endless_interim_answers(request: Request) -> Pieces:
    yield from itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def cookies(request: Request) -> Pieces:
    lines = [f"Set-Cookie: c{request.number}-{place}={'x' * 4000}" for place in range(60)]
    yield from whole(page([node(f"n{request.number}")], f"c{request.number}"), *lines)


def other_encoding(request: Request) -> Pieces:
    yield from whole(b"whatever", "Content-Encoding: br")


def many_lists(request: Request) -> Pieces:
    yield from whole(raw(b"[" + b"[]," * (10 * MB) + b"[]]"))


def many_keys(request: Request) -> Pieces:
    keys = ",".join(f'"{number:x}":0' for number in range(2_500_000))
    yield from whole(raw(b"{" + keys.encode() + b"}"))


def many_strings(request: Request) -> Pieces:
    yield from whole(raw(b"[" + b'"ab",' * (6 * MB) + b'"ab"]'))


def deep(request: Request) -> Pieces:
    yield from whole(raw(b"[" * (10 * MB) + b"]" * (10 * MB)))


def deep_tags(request: Request) -> Pieces:
    tags: Any = "tag"
    for _ in range(900):
        tags = [tags]
    yield from whole(page([node("a", tags=tags)]))


def deep_error(request: Request) -> Pieces:
    yield from whole(b'{"errors":' + b"[" * 60_000, status="400 Bad Request")


def wide_text(request: Request) -> Pieces:
    text = ('"\U0001f600' + "x" * (29 * MB) + '"').encode()
    yield from whole(raw(b'{"edges":[{"node":{"id":' + text + b"}}]}"))


def errors_and_nulls(request: Request) -> Pieces:
    yield from whole(made(_errors_and_nulls))


def _errors_and_nulls() -> object:
    nodes = [None] * 130_000
    errors = [{"message": "x", "path": ["edges", place]} for place in range(130_000)]
    return {**page(nodes), "errors": errors}


def many_skipped(request: Request) -> Pieces:
    yield from whole(made(_many_skipped))


def _many_skipped() -> object:
    nodes = [node(f"n{number}", sourceCode=None, library=None) for number in range(70_000)]
    return page(nodes)


def errors_of_another_shape(request: Request) -> Pieces:
    shapes = ({"a": 1}, "text", 5, [5, None, [[]], {"message": {"a": []}, "path": 7}])
    yield from whole({"data": None, "errors": shapes[request.number % len(shapes)]})


def data_of_another_shape(request: Request) -> Pieces:
    documents = ([1], 5, "x", None, {"data": [1]}, {"data": "x"})
    yield from whole(documents[request.number % len(documents)])


def long_number(request: Request) -> Pieces:
    yield from whole(page([node("a")], total="9" * 5000))


def long_cursor(request: Request) -> Pieces:
    yield from whole(page([node(f"n{request.number}")], "c" * (20 * MB)))


def nested_cursor(request: Request) -> Pieces:
    yield from whole(page([node(f"n{request.number}")], [["c"], {"d": 1}]))


def numbered(make: Callable[[], object], request: Request) -> bytes:
    """A document of `made`, with the request's number wherever it says NUMBER."""
    return made(make).replace(b"NUMBER", str(request.number).encode())


def pages_of(count: int, drawing: str) -> dict[str, Any]:
    """A page of icons of one drawing, and a cursor to the next page."""
    names = [f"NUMBER-{place}" for place in range(count)]
    return page([node(name, sourceCode=drawing) for name in names], "cNUMBER")


def endless_library(request: Request) -> Pieces:
    yield from whole(numbered(_library, request))


def _library() -> object:
    return pages_of(500, SVG.format(f"<!--{'x' * 8000}-->"))


def endless_wide_library(request: Request) -> Pieces:
    yield from whole(numbered(_wide_library, request))


def _wide_library() -> object:
    return pages_of(500, SVG.format(f"<!--\U0001f600{'x' * 20_000}-->"))


def endless_small_icons(request: Request) -> Pieces:
    yield from whole(numbered(_small_icons, request))


def _small_icons() -> object:
    return pages_of(20_000, "<svg/>")


def endless_repetition(request: Request) -> Pieces:
    yield from whole(numbered(_repetition, request))


def _repetition() -> object:
    drawing = SVG.format(f"<!--{'x' * (2 * MB)}-->")
    return page([*[node("a", sourceCode=drawing)] * 14, node("nNUMBER")], "cNUMBER")


def another_library_each_time(request: Request) -> Pieces:
    place = (request.number - 1) % 8
    document = numbered(_changing_library if place < 7 else _end_of_library, request)
    yield from whole(document.replace(b"PLACE", str(place).encode()))


def _changing_library() -> object:
    drawing = SVG.format(f"<!--NUMBER{'x' * 40_000}-->")
    nodes = [node(f"PLACE-{number}", sourceCode=drawing) for number in range(500)]
    return page(nodes, "cPLACE")


def _end_of_library() -> object:
    return page([node("last", sourceCode=SVG.format("NUMBER"))])


def many_tags(request: Request) -> Pieces:
    yield from whole(page([node("a", tags=["t"] * 900_000)]))


def long_id(request: Request) -> Pieces:
    yield from whole(page([node("i" * (20 * MB), name="a")]))


def long_drawing(request: Request) -> Pieces:
    yield from whole(page([node("a", sourceCode=SVG.format(" " * (25 * MB)))]))


def slow_to_read(request: Request) -> Pieces:
    prolog = "<!DOCTYPE [" + "]    " * 500_000
    yield from whole(page([node("a", sourceCode=prolog)]))


def commands_to_the_terminal(request: Request) -> Pieces:
    yield from whole(page([node("\x1b]0;owned\x07\x9b2J\u202e", sourceCode=None)]))


def waits(request: Request) -> Pieces:
    values = ("\u00b2", "9" * 4000, "Mon, 01 Jan 2024 00:00:00 +999999999999", ",")
    value = values[request.number % len(values)]
    yield from whole({}, f"Retry-After: {value}", status="429 Too Many Requests")


def leads_elsewhere(request: Request) -> Pieces:
    target = "http://127.0.0.1:9/\u009b2J" + "x" * 7000
    yield from whole({}, f"Location: {target}", status="307 Temporary Redirect")


def token_bomb(request: Request) -> Pieces:
    yield from gzip_bomb(request)


def long_token(request: Request) -> Pieces:
    yield from whole({"access_token": "t" * (20 * MB), "expires_in": 3600})


def odd_lifetime(request: Request) -> Pieces:
    yield from whole({"access_token": "token", "expires_in": {"a": 1}})


def odd_release(request: Request) -> Pieces:
    if request.path.endswith("/token"):
        yield from whole({"access_token": "token", "expires_in": 3600})
        return
    icons = [{"id": "a", "svgs of another name": []}]
    yield from whole({"data": {"release": {"iconsPaginated": {"icons": icons}}}})


def odd_repository(request: Request) -> Pieces:
    yield from whole({"data": {"repository": {"object": [1, 2]}}})


def endless_folders(request: Request) -> Pieces:
    entries = [{"name": f"f{place}", "type": "tree", "oid": "0"} for place in range(50_000)]
    found = {"oid": "0" * 40, "entries": entries}
    repository = {"nameWithOwner": "a/b", "licenseInfo": None, "object": found}
    yield from whole({"data": {"repository": repository}})


KINDS: Mapping[str, Kind] = {
    "gzip bomb": Kind(gzip_bomb, INCOMPLETE, "--max-answer"),
    "deflate bomb": Kind(deflate_bomb, INCOMPLETE, "--max-answer"),
    "gzip of many members": Kind(gzip_of_many_members, INCOMPLETE, "--max-answer"),
    "bomb with an error": Kind(error_bomb, REFUSED, "403"),
    "bomb as a web page": Kind(page_bomb, REFUSED, "login page"),
    "endless body": Kind(endless, INCOMPLETE, "--max-answer"),
    "endless chunks": Kind(endless_chunks, INCOMPLETE, "--max-answer"),
    "endless chunk extension": Kind(endless_chunk_extension, DOWN, "in a row"),
    "endless trailers": Kind(endless_trailers, DOWN, "in a row"),
    "length of a terabyte": Kind(promised_length, INCOMPLETE, "--max-answer"),
    "endless error": Kind(endless_error, DOWN, "HTTP 500"),
    "endless headers": Kind(endless_headers, DOWN, "in a row"),
    "endless header line": Kind(endless_line, DOWN, "in a row"),
    "endless status line": Kind(endless_status, DOWN, "in a row"),
    "endless interim answers": Kind(endless_interim_answers, DOWN, "no answer in time"),
    "cookies": Kind(cookies, DOWN, "seconds are over", ("--deadline", "5")),
    "an encoding that nobody asked for": Kind(other_encoding, DOWN, "in a row"),
    "millions of lists": Kind(many_lists, INCOMPLETE, "values"),
    "millions of keys": Kind(many_keys, INCOMPLETE, "values"),
    "millions of texts": Kind(many_strings, INCOMPLETE, "values"),
    "millions of levels": Kind(deep, INCOMPLETE, "too large"),
    "tags of 900 levels": Kind(deep_tags, INCOMPLETE, "levels"),
    "error of 60,000 levels": Kind(deep_error, SETTING, "HTTP 400"),
    "text of four bytes a character": Kind(wide_text, SETTING, "finds no"),
    "an error for each of many nulls": Kind(errors_and_nulls, INCOMPLETE, "cannot be had"),
    "many icons without a drawing": Kind(many_skipped, INCOMPLETE, "it has no drawing"),
    "errors of another shape": Kind(errors_of_another_shape, INCOMPLETE, "no way past it"),
    "data of another shape": Kind(data_of_another_shape, SETTING, "not GraphQL"),
    "total of 5,000 digits": Kind(long_number, SETTING, "the number of icons"),
    "cursor of 20 MB": Kind(long_cursor, INCOMPLETE, "4,000 characters"),
    "cursor that is a list": Kind(nested_cursor, INCOMPLETE, "no text or number"),
    "library without end": Kind(endless_library, SETTING, "--max-library"),
    "wide library without end": Kind(endless_wide_library, SETTING, "--max-library"),
    "small icons without end": Kind(endless_small_icons, SETTING, "--max-library"),
    "the same icon without end": Kind(endless_repetition, SETTING, "--max-library"),
    "another library each time": Kind(another_library_each_time, INCOMPLETE, "changed during"),
    "900,000 tags": Kind(many_tags, INCOMPLETE, "entries"),
    "id of 20 MB": Kind(long_id, INCOMPLETE, "longer than"),
    "drawing of 25 MB": Kind(long_drawing, INCOMPLETE, "longer than"),
    "prolog without end": Kind(slow_to_read, INCOMPLETE, "not an SVG"),
    "commands to the terminal": Kind(commands_to_the_terminal, INCOMPLETE, "\\u001b"),
    "waits of every kind": Kind(waits, DOWN, "asks for inf seconds"),
    "redirect": Kind(leads_elsewhere, SETTING, "redirects to"),
    "token that is a bomb": Kind(token_bomb, DOWN, "--max-answer", service=FONT_AWESOME),
    "token of 20 MB": Kind(long_token, REFUSED, "access_token", service=FONT_AWESOME),
    "lifetime that is an object": Kind(
        odd_lifetime, SETTING, "not what fontawesome.py reads", service=FONT_AWESOME
    ),
    "release of another shape": Kind(
        odd_release, SETTING, "not what fontawesome.py reads", service=FONT_AWESOME
    ),
    "repository of another shape": Kind(
        odd_repository, SETTING, "not what github.py reads", service=GITHUB
    ),
    "folders without end": Kind(endless_folders, INCOMPLETE, "more paths", service=GITHUB),
}


class HostileSource:
    """Answers each request of a crawl as a kind does, each on a connection of its own."""

    def __init__(self, kind: Kind) -> None:
        self.url = ""
        self._kind = kind
        self._number = 0

    async def start(self) -> asyncio.Server:
        """Listen on a free port."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await self._request(reader)
            for piece in self._kind.answer(request):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)  # or a crawl that has hung up is never noticed
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the crawl has hung up
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> Request:
        top = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = 0
        for line in top.splitlines():
            if line.startswith("content-length:"):
                length = int(line.partition(":")[2])
        body = await reader.readexactly(length)
        query = json.loads(body) if body else {}
        self._number += 1
        return Request(self._number, top.split()[1], query.get("variables", {}))


@contextmanager
def serving(kind: Kind) -> Iterator[HostileSource]:
    """Serve a kind of hostile source in a thread, while the `with` block runs."""
    source = HostileSource(kind)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(source.start(), loop).result()
    try:
        yield source
    finally:
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    """Close a server, and end what still answers its clients."""
    server.close()
    answering = asyncio.all_tasks() - {asyncio.current_task()}
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)


def description(kind: Kind, url: str) -> str:
    """The text of a description of a hostile source."""
    text = describe("cursor", f"{url}/graphql", size=500, timeout=20)
    return text.replace("retries = 2", "retries = 1")
