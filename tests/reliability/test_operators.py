"""What operators are told, under load: all of it, and nothing of who asked for what.

And the limit for each of a flood of clients.
"""

import json
import random
import resource
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.http.load.rate_limits import MINUTE, RateLimiter
from tests.api.conftest import ROOT, until
from tests.api.routes.test_metrics import collected

SECRET = "s3cr3t-n4m3"
CLIENT = "192.0.2.77"
CLIENTS = 8
ROUTES = {
    "/search",
    "/search/screenshot",
    "/icons",
    "/icons/{key}",
    "/icons/{key}/svg",
    "/icons/{path:path}",
    "none",
}


def requests(count: int, seed: int) -> list[dict]:
    """Requests of every kind, each with something secret in all its parts."""
    shot = (ROOT / "data" / "demo" / "screenshot.png").read_bytes()
    kinds = [
        {
            "method": "POST",
            "url": "/search",
            "params": {"q": SECRET},
            "files": {"image": (SECRET, shot)},
        },
        {"method": "POST", "url": "/search", "content": SECRET.encode() + shot},
        {"method": "POST", "url": "/search", "params": {SECRET: SECRET}, "content": shot},
        {"method": "POST", "url": "/search/screenshot", "content": shot},
        {"method": "GET", "url": "/icons", "params": {"q": SECRET, "style": SECRET}},
        {"method": "GET", "url": f"/icons/{SECRET}"},
        {"method": "GET", "url": "/icons/rocket-outlined/svg"},
        {"method": "GET", "url": f"/{SECRET}/{SECRET}%0d%0a{SECRET}"},
        {"method": "DELETE", "url": f"/icons/{SECRET}"},
    ]
    headers = {
        "X-Forwarded-For": CLIENT,
        "Cookie": SECRET,
        "User-Agent": SECRET,
        "X-API-Key": SECRET,
        "X-Request-ID": SECRET,
    }
    return [{**kind, "headers": headers} for kind in random.Random(seed).choices(kinds, k=count)]


@pytest.mark.parametrize("times", [80, pytest.param(1_600, marks=pytest.mark.slow)])
def test_every_request_is_logged_and_counted_once_and_nothing_is_told_of_who_asked_for_what(
    published, start, note, times
):
    service = start(published.folder.root, "--log-format", "json")
    done = threading.Event()

    def ask(seed: int) -> list[tuple[str, int]]:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            answers = [client.request(**request) for request in requests(times // CLIENTS, seed)]
        return [(answer.headers["x-request-id"], answer.status_code) for answer in answers]

    def collect() -> int:
        count = 0
        while not done.is_set():
            collected(service)
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        collections = pool.submit(collect)
        try:
            asked = [answer for answers in pool.map(ask, range(CLIENTS)) for answer in answers]
        finally:
            done.set()
        collections = collections.result()
    told = collected(service)
    until(lambda: sum("/metrics 200" in line for line in service.lines) > collections)

    lines = [json.loads(line) for line in service.lines if line.startswith("{")]
    logged = Counter(
        (line["request_id"], line["status"]) for line in lines if line.get("route") in ROUTES
    )
    assert logged == Counter(asked)
    counted = {
        sample[1:]: value
        for sample, value in told.items()
        if sample[0] == "iconlens_requests_total" and sample[1] in ROUTES
    }
    assert sum(counted.values()) == len(asked) == times // CLIENTS * CLIENTS
    statuses = Counter(status for _, status in asked)
    assert {
        status: sum(value for sample, value in counted.items() if sample[1] == str(status))
        for status in statuses
    } == statuses
    written = "".join(service.lines) + service.client.get("/metrics").text
    told_of = written.count(SECRET) + written.count(CLIENT)
    assert told_of == 0
    assert 500 not in statuses
    note(
        "Requests of every kind, with secrets in each of their parts, while /metrics is collected",
        f"{len(asked)} requests of {CLIENTS} clients, {collections} collections: "
        f"{sum(logged.values())} lines in the log, "
        f"{sum(counted.values()):.0f} counted, {told_of} secrets told; {len(told)} samples",
    )


@pytest.mark.parametrize("clients", [20_000, pytest.param(500_000, marks=pytest.mark.slow)])
def test_a_flood_of_clients_costs_no_memory_and_refuses_no_patient_one(clients, note):
    limits, refused, asked, before = RateLimiter(60), 0, 0, 0
    for number in range(clients):
        now = 1e6 + number * MINUTE / 100_000  # a hundred thousand new clients a minute
        limits.take(f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1", now)
        if number % 2_000 == 0:  # fifty times a minute
            refused += limits.take("192.0.2.1", now) > 0
            asked += 1
        if number == 10_000:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    greedy = sum(limits.take("192.0.2.2", 2e6) == 0 for _ in range(1_000))
    assert grown < 10  # the table has 8 MB
    assert refused == 0
    assert greedy == 60
    note(
        "Searches of a flood of clients under --rate-limit 60",
        f"{clients} clients: {grown:.1f} MB more memory;"
        f" of one that asked 50 times a minute {refused} of {asked} refused, "
        f"of one that asked 1000 times at once {greedy} answered",
    )
