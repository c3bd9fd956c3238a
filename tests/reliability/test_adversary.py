"""No request within the limits costs much: an adversary searches for one that does."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.reliability.adversary import (
    PICTURES,
    SEARCH,
    WINDOW,
    Adversary,
    Attack,
    Sent,
    enlarged,
    sent,
)

SMALL = 200  # pixels: the side of most pictures, which are searched in milliseconds
# Pixels: the side of the largest pictures, 9 and 40 million pixels, less a little for the shape.
LARGEST = {WINDOW: 2990, SEARCH: 6300}
# The bars of a request, for `-m slow` only: seconds of processor time, and megabytes.
MOST_SECONDS = 2.0
MOST_MEMORY = 400
KNOWN = {200, 400, 413, 415, 422, 431}
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Cost:
    """What a request cost: processor time of all threads, the loop's longest step, memory."""

    status: int
    seconds: float
    step: float  # seconds of processor time
    memory: float  # megabytes more at its worst than before
    size: int  # bytes sent

    @property
    def per_byte(self) -> float:
        """Seconds a byte."""
        return self.seconds / self.size


class Target:
    """The service in this process."""

    def __init__(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self._client = client
        self._step = 0.0
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            began = time.thread_time()
            run(handle)
            self._step = max(self._step, time.thread_time() - began)

        monkeypatch.setattr(asyncio.Handle, "_run", timed)

    def cost(self, request: Sent) -> Cost:
        """What a request costs."""
        CLEAR.write_text("5")  # the peak begins anew (proc(5))
        self._step = 0.0
        before = _megabytes("VmRSS")
        began = time.process_time()
        answer = self._client.request(
            request.method,
            request.path,
            params=request.query,
            content=request.content,
            headers={"Content-Type": request.media_type},
        )
        seconds = time.process_time() - began
        memory = _megabytes("VmHWM") - before
        return Cost(answer.status_code, seconds, self._step, memory, request.size)


def _megabytes(name: str) -> float:
    (line,) = [line for line in STATUS.read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) / 1000


@pytest.fixture(scope="module")
def target(indexed):
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        TestClient(
            create_app(Settings(data=indexed.root)), raise_server_exceptions=False
        ) as client,
    ):
        target = Target(client, monkeypatch)
        target.cost(sent(Attack("tiling", WINDOW, (60, 3, 20, 20, 9, 9, 0))))  # what starts once
        yield target


@pytest.mark.parametrize("tries", [40, pytest.param(100_000, marks=pytest.mark.slow)])
def test_no_request_costs_more_than_the_service_allows(target, tries, note):
    adversary = Adversary(seed=1, side=SMALL)
    costs: list[tuple[Attack, Cost]] = []
    for number in range(tries):
        attack = adversary.next()
        cost = target.cost(sent(attack))
        assert cost.status in KNOWN, attack
        # In turn: the costliest by themselves, by byte, and by memory.
        objectives = (cost.seconds, 1e5 * cost.per_byte, cost.memory / 200)
        adversary.learn(attack, objectives[number * 3 // tries])
        costs.append((attack, cost))
    if tries < 1000:
        return

    for best in adversary.worst.values():
        for _, attack in best:
            if attack.kind in PICTURES:
                large = enlarged(attack, LARGEST[attack.path])
                costs.append((large, target.cost(sent(large))))

    longest = max(costs, key=lambda entry: entry[1].seconds)
    largest = max(costs, key=lambda entry: entry[1].memory)
    worst = max(costs, key=lambda entry: entry[1].per_byte)
    blocking = max(costs, key=lambda entry: entry[1].step)
    note(
        "an adversary that searches for requests that cost much",
        f"{len(costs)} requests, none failed; at most {longest[1].seconds:.2f} s of processor "
        f"({longest[0].kind}), {largest[1].memory:.0f} MB ({largest[0].kind}), "
        f"{1000 * blocking[1].step:.1f} ms on the event loop ({blocking[0].kind}); "
        f"{1e6 * worst[1].per_byte:.0f} µs a byte ({worst[0].kind}, {worst[1].size} bytes)",
    )
    assert longest[1].seconds <= MOST_SECONDS, longest
    assert largest[1].memory <= MOST_MEMORY, largest
