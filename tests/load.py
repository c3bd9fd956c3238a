"""Load from outside: clients that keep a service busy, the pictures that they send, and what the
service's processes take.

A client sends its next request when its last one is answered, over one connection that stays open.
"""

import asyncio
import json
import os
import re
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import uvloop

from features.audit import look_alikes
from features.evaluate.simulation.screenshots import KINDS, simulate_screenshot
from features.store.generation import open_current
from features.vision.matting import extract_matte
from ingest.common.data_folder import DataFolder


@dataclass(frozen=True)
class Answer:
    """What came back. `seconds` are from the request's first byte to the answer's last."""

    status: int
    headers: str
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        found = re.search(rf"^{name}: (.*?)\r$", self.headers, re.M | re.I)
        return found and found[1]


@dataclass
class Seen:
    """What the clients saw together: how many answers of each status, how long each 200 took,
    and connections that broke.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    broken: int = 0

    def percentile(self, share: float) -> float:
        """Milliseconds in which this share (percent) of the answers came."""
        return float(1000 * np.percentile(self.seconds, share))


def request(path: str, body: bytes | None = None, content_type: str = "image/png") -> bytes:
    """A GET, or with a body a POST, as it goes over the wire."""
    if body is None:
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(
    port: int,
    requests: Iterator[bytes],
    clients: int,
    until: Callable[[Seen], bool],
    check: Callable[[bytes, Answer], None] = lambda sent, answer: None,
    tls: tuple[ssl.SSLContext, str] | None = None,
) -> Seen:
    """Send requests until it is time to stop.

    `check` sees each with its answer, and raises when that is wrong.

    Who is told to come back later does so after the time that was said. `tls` has what to trust,
    and the name to ask for.
    """
    seen = Seen()

    async def client() -> None:
        while not until(seen):
            try:
                await session()
            except (ConnectionError, asyncio.IncompleteReadError):
                seen.broken += 1

    async def session() -> None:
        context, name = tls or (None, None)
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname=name
        )
        try:
            while not until(seen):
                sent = next(requests)
                answer = await exchange(reader, writer, sent)
                seen.statuses[answer.status] += 1
                if answer.status == 200:
                    seen.seconds.append(answer.seconds)
                check(sent, answer)
                if later := answer.header("retry-after"):
                    await asyncio.sleep(int(later))
                if answer.header("connection") == "close":
                    return  # nginx ends a connection after 1,000 requests
        finally:
            writer.transport.abort()  # at once: nobody waits for the end of TLS's own farewell

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(client())

    uvloop.run(together())
    return seen


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes
) -> Answer:
    """Send one request and read its answer. Raises ConnectionError, IncompleteReadError."""
    started = time.perf_counter()
    writer.write(sent)
    headers = (await reader.readuntil(b"\r\n\r\n")).decode()
    answer = Answer(int(headers.split()[1]), headers, b"", 0)
    body = await reader.readexactly(int(answer.header("content-length") or 0))
    return Answer(answer.status, headers, body, time.perf_counter() - started)


def screenshots(folder: DataFolder, count: int) -> list[bytes]:
    """PNGs of simulated screenshots of icons of the published library, the same each time."""
    return [picture for _, picture in shots(folder, count)]


def shots(folder: DataFolder, count: int) -> list[tuple[str, bytes]]:
    """The same, each with the id of its icon."""
    random = np.random.default_rng(count)
    generation = open_current(folder)
    pictures = []
    for number, place in enumerate(random.permutation(len(generation.catalogue))[:count].tolist()):
        identifier = generation.catalogue.list(place, 1, {})[1][0].id
        drawing = extract_matte(look_alikes.pictures(generation.catalogue, identifier))
        shot = simulate_screenshot(
            drawing.pixels, drawing.colours is not None, random, list(KINDS)[number % len(KINDS)]
        )
        buffer = BytesIO()
        shot.save(buffer, "PNG")
        pictures.append((identifier, buffer.getvalue()))
    generation.close()
    return pictures


def processes(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold; what several of them share counts once."""
    held = (
        re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
        for one in processes(pid)
    )
    return sum(int(found[1]) for found in held) / 1024


def processor_seconds(pid: int) -> float:
    """Processor time that a process and its children have taken so far."""
    fields = (
        Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes(pid)
    )
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")
