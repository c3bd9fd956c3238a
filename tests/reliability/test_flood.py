"""A flood of the costliest requests from clients that hang up, beside a client that searches."""

import itertools
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import httpx
import numpy as np
import pytest
from PIL import Image

from api.http.load.admission import SETTINGS
from tests import load
from tests.api.conftest import problem

CLIENTS = 20
PATIENCE = 0.2  # seconds after which a client of the flood hangs up
MOST_SEARCH = 1.0  # seconds, for the client that is no part of the flood
MOST_HEALTH = 0.3
LITTLE_MEMORY = 350  # MB: enough for the service, and too little for a search of 40 megapixels
VICTIM = "192.0.2.1"


def png(pixels: np.ndarray) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def marks(width: int, height: int) -> bytes:
    """As many small components as fit: whatever is done with pairs of them takes long."""
    pixels = np.full((height, width), 255, np.uint8)
    for row in range(4):
        pixels[row::7, ::4] = 0
    return png(pixels)


def rings(width: int, height: int) -> bytes:
    """Frames in frames, of many sizes: each may hold an icon."""
    pixels = np.full((height, width), 255, np.uint8)
    for inset in range(8, min(width, height) // 2, 16):
        pixels[inset : height - inset, inset : width - inset] = 255 * (inset // 16 % 2)
    return png(pixels)


def noise(width: int, height: int) -> bytes:
    """Components of every size and shape."""
    coarse = np.random.default_rng(7).integers(0, 2, (height // 3, width // 3), np.uint8)
    return png(255 * coarse.repeat(3, 0).repeat(3, 1))


def worst() -> list[bytes]:
    """Requests within all limits, the costliest known."""
    windows = [marks(900, 2500), marks(3000, 3000), noise(2400, 2400)]
    crops = [marks(6300, 6300), rings(6300, 6300), noise(3000, 3000)]
    requests = [load.request("/search/screenshot", picture) for picture in windows]
    requests += [load.request("/search?svg=true&limit=50", picture) for picture in crops]
    return requests


def from_address(request: bytes, address: str) -> bytes:
    """The request as a trusted proxy passes it on."""
    return request.replace(b"\r\n", f"\r\nX-Forwarded-For: {address}\r\n".encode(), 1)


@pytest.mark.slow
@pytest.mark.parametrize("addresses", [1, CLIENTS])
def test_a_flood_of_clients_that_hang_up_keeps_nobody_waiting(indexed, start, note, addresses):
    service = start(indexed.root, "--workers", "2")
    picture = load.screenshots(indexed, 1)[0]
    headers = {"X-Forwarded-For": VICTIM}
    requests = worst()
    over = threading.Event()
    sent = itertools.count()

    def flood(number: int) -> None:
        order = random.Random(number)
        address = f"198.51.100.{number % addresses}"
        while not over.is_set():
            request = from_address(order.choice(requests), address)
            with socket.create_connection(("127.0.0.1", service.port)) as client:
                client.sendall(request)
                over.wait(PATIENCE)
            next(sent)

    def times(path: str, content: bytes | None) -> list[float]:
        seconds = []
        with httpx.Client(base_url=service.url, timeout=60, headers=headers) as client:
            until = time.monotonic() + 30
            while time.monotonic() < until:
                began = time.monotonic()
                method = "GET" if content is None else "POST"
                assert client.request(method, path, content=content).status_code == 200
                seconds.append(time.monotonic() - began)
                time.sleep(0.05)
        return seconds

    with ThreadPoolExecutor(CLIENTS + 2) as pool:
        flooding = [pool.submit(flood, number) for number in range(CLIENTS)]
        searching = pool.submit(times, "/search", picture)
        asking = pool.submit(times, "/healthz", None)
        try:
            searches, health = searching.result(), asking.result()
        finally:
            over.set()
        for client in flooding:
            client.result()
    note(
        f"{CLIENTS} clients of {addresses} addresses send the costliest requests and hang up "
        f"after {PATIENCE} s, beside a client that searches",
        f"{next(sent)} requests; a search within {1000 * max(searches):.0f} ms (median "
        f"{1000 * np.median(searches):.0f}), /healthz within {1000 * max(health):.0f} ms",
    )
    assert max(searches) < MOST_SEARCH
    assert max(health) < MOST_HEALTH


def test_a_search_that_takes_too_much_memory_is_refused_and_the_worker_goes_on(indexed, start):
    service = start(indexed.root, "--max-memory", str(LITTLE_MEMORY))
    refused = service.client.post("/search", content=rings(6300, 6300))
    assert refused.status_code == 422
    assert problem(refused)["type"].endswith(":too-costly")
    assert "more memory" in problem(refused)["detail"]
    assert (
        service.client.post("/search", content=load.screenshots(indexed, 1)[0]).status_code == 200
    )


def test_the_work_of_a_window_leaves_room_for_others(indexed, start):
    """Windows of one client take all of its share, and others search."""
    service = start(indexed.root, "--max-work", str(2 * SETTINGS.window))
    picture = load.screenshots(indexed, 1)[0]
    head = b"POST /search/screenshot HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(from_address(head, "198.51.100.1"))
        while (
            refused := service.client.post(
                "/search/screenshot", content=picture, headers={"X-Forwarded-For": "198.51.100.1"}
            )
        ).status_code != 429:
            assert refused.status_code == 200  # the other one has not been accepted yet
        assert refused.headers["retry-after"] == "1"
        found = service.client.post("/search", content=picture)
    assert found.status_code == 200
