"""The limit for each client: off by default, one bucket a client, none for what is cheap."""

import itertools
import time
import tracemalloc

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.http.load.clients import SLOTS, network
from api.http.load.rate_limits import MINUTE, RateLimiter
from tests.api.conftest import Service, problem, until

LIMIT = 3
NEAR = 1e-3  # seconds


@pytest.fixture(scope="module")
def limited(published, tmp_path_factory):
    running = Service(
        published.folder.root, tmp_path_factory.mktemp("scratch"), "--rate-limit", str(LIMIT)
    )
    yield running
    assert running.stop() == 0


def search(service, shot, client):
    return service.client.post("/search", content=shot, headers={"X-Forwarded-For": client})


def served(limit, ask):
    """Ask until it is refused; the answer. As many were served before as the limit allows."""
    began, count = time.monotonic(), 0
    while (answer := ask()).status_code == 200:
        count += 1
        # The bucket is refilled meanwhile: by one on a machine where three searches take 20 s.
        assert count <= limit + (time.monotonic() - began) * limit / MINUTE
    assert count >= limit
    return answer


def test_a_client_beyond_its_limit_is_told_when_to_come_back_and_others_are_served(limited, shot):
    refused = served(LIMIT, lambda: search(limited, shot, "192.0.2.1"))
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= MINUTE / LIMIT
    assert f"{LIMIT} searches a minute" in problem(refused)["detail"]
    assert search(limited, shot, "192.0.2.2").status_code == 200


def test_every_search_by_picture_counts_and_nothing_else_does(limited, shot):
    client = {"X-Forwarded-For": "192.0.2.3"}
    ways = [
        lambda: limited.client.post("/search", content=shot, headers=client),
        lambda: limited.client.post("/search/screenshot", content=shot, headers=client),
        lambda: limited.client.get("/icons/rocket-outlined/similar", headers=client),
    ]
    turns = itertools.cycle(ways)
    assert served(LIMIT, lambda: next(turns)()).status_code == 429
    for ask in ways:
        until(lambda ask=ask: ask().status_code == 429)
    for path in ("/", "/icons?q=rocket", "/icons/rocket-outlined/svg", "/readyz", "/metrics"):
        assert limited.client.get(path, headers=client).status_code == 200


def test_what_a_client_puts_before_its_address_makes_it_no_other(limited, shot):
    """A proxy writes the address it sees behind what it was sent."""
    numbers = itertools.count()
    refused = served(
        LIMIT, lambda: search(limited, shot, f"198.51.100.{next(numbers)}, 192.0.2.50")
    )
    assert refused.status_code == 429


def test_nobody_but_a_trusted_proxy_says_who_the_client_is(published, start, shot):
    service = start(
        published.folder.root, "--rate-limit", str(LIMIT), "--trusted-proxies", "192.0.2.0/24"
    )
    numbers = itertools.count()
    refused = served(LIMIT, lambda: search(service, shot, f"198.51.100.{next(numbers)}"))
    assert refused.status_code == 429


def test_workers_share_one_limit(published, start, shot):
    service = start(published.folder.root, "--rate-limit", "5", "--workers", "2")

    def ask():
        """On a connection of its own, so that both workers get some."""
        return httpx.post(f"{service.url}/search", content=shot, timeout=30)

    assert served(5, ask).status_code == 429
    for _ in range(6):
        until(lambda: ask().status_code == 429)


def test_without_a_limit_there_is_none(service, shot):
    assert {search(service, shot, "192.0.2.9").status_code for _ in range(3 * LIMIT)} == {200}


@settings(deadline=None)
@given(
    per_minute=st.integers(1, 50),
    arrivals=st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20)), max_size=200),
    begin=st.floats(1, 1e7),
)
def test_it_is_a_token_bucket_for_each_client(per_minute, arrivals, begin):
    limits, now = RateLimiter(per_minute), begin
    tokens = dict.fromkeys("abc", (float(per_minute), begin))
    for client, later in arrivals:
        now += later
        held, since = tokens[client]
        held = min(per_minute, held + (now - since) * per_minute / MINUTE)
        wait = limits.take(client, now)
        if (
            abs(held - 1) * MINUTE / per_minute > NEAR
        ):  # nearer to a whole token, rounding may decide either way
            assert (wait == 0) == (held > 1)
            assert wait == 0 or abs(wait - (1 - held) * MINUTE / per_minute) < NEAR
        tokens[client] = (held - (wait == 0), now)


def test_sixty_a_minute_are_sixty_at_once_and_one_a_second_after_them():
    limits, now = RateLimiter(60), 1e6
    assert {limits.take("a", now) for _ in range(60)} == {0}
    assert limits.take("a", now) == pytest.approx(1)
    assert limits.take("a", now + 1) == 0
    assert limits.take("a", now + 1) == pytest.approx(1)


def test_the_addresses_of_one_network_have_one_limit():
    limits, now = RateLimiter(1), 1e6
    assert limits.take("2001:db8::1", now) == 0
    assert limits.take("2001:db8::2", now) > 0
    assert limits.take("2001:db8:0:1::1", now) == 0


def test_a_hundred_thousand_clients_take_no_more_memory_than_one():
    limits = RateLimiter(1)
    tracemalloc.start()
    try:
        assert sum(limits.take(f"client {number}", 1e6) == 0 for number in range(100_000)) > 90_000
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 1_000_000  # the addresses parsed last, and nothing for each client
    assert limits._full_at._table.nbytes == 8 * SLOTS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "", True),
    ],
)
def test_what_counts_as_one_client(one, other, same):
    assert (network(one) == network(other)) is same
