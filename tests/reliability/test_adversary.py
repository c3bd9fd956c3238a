"""No request within the limits costs much: an adversary searches for one that does."""

import multiprocessing
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.reliability.adversary import AT_FIRST, KINDS, TRIED, Adversary, Attack, enlarged, sent
from tests.reliability.attacks import SEARCH, WINDOW
from tests.reliability.attacks_with_pictures import PICTURES
from tests.reliability.cost import Cost, Target

SMALL = 80  # pixels: the side of most pictures, which are searched in milliseconds
# Pixels: the side of the largest pictures, 9 and 40 million pixels, less a little for the shape.
# Kinds with fewer, such as animations, are refused.
LARGEST = {WINDOW: 2990, SEARCH: 6300}
# The bars of a request, for `-m slow` only: seconds of processor time, and megabytes.
MOST_SECONDS = 2.0
MOST_MEMORY = 400
TRIES = 100_000
KNOWN = {200, 202, 204, 304, 400, 404, 406, 413, 415, 422, 431}
SETTINGS = {"mcp": True, "feedback": True}

Found = list[tuple[Attack, Cost]]


def attacked(data: Path, seed: int, tries: int) -> Found:
    """What the attacks of one adversary cost."""
    settings = Settings(data=data, **SETTINGS)
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        TestClient(create_app(settings), raise_server_exceptions=False) as client,
    ):
        target = Target(client, monkeypatch)
        for kind, numbers in (
            ("tiling", (60, 3, 20, 20, 9, 9, 0)),
            ("saved", (60, 3, 6, 0, 0, 1, 0)),
        ):
            target.cost(sent(Attack(kind, WINDOW, numbers)))  # what starts once
        target.cost(sent(Attack("drawing", "", (0,) * 7)))
        return _searched(target, Adversary(seed, SMALL), tries)


def _searched(target: Target, adversary: Adversary, tries: int) -> Found:
    costs: Found = []
    for number in range(tries):
        attack = adversary.next()
        began = time.monotonic()
        cost = target.cost(sent(attack))
        assert cost.status in KNOWN, (attack, cost)
        # In turn: the costliest by themselves, by byte, and by memory.
        objectives = (cost.seconds, 1e5 * cost.per_byte, cost.memory / 200)
        took = time.monotonic() - began
        adversary.learn(attack, objectives[number * 3 // tries], took)
        costs.append((attack, cost))
    if tries < 1000:
        return costs
    for best in adversary.worst.values():
        for _, attack in best:
            if attack.kind in PICTURES:
                large = enlarged(attack, LARGEST[attack.path])
                costs.append((large, target.cost(sent(large))))
    return costs


def test_a_kind_whose_tries_take_longer_is_tried_less_often_but_often():
    adversary, tried = Adversary(1, SMALL), Counter()
    for _ in range(9000):
        attack = adversary.next()
        tried[attack.kind] += 1
        adversary.learn(attack, worth=1, seconds=1.6 if attack.kind == "drawing" else 0.016)
    assert 7 < tried["text"] / tried["drawing"] < 13  # the square root of a hundred


def test_few_requests_of_every_kind_are_answered(indexed):
    costs = attacked(indexed.root, seed=1, tries=AT_FIRST * len(TRIED))
    assert {attack.kind for attack, _ in costs} == set(KINDS)
    answered = {attack.kind for attack, cost in costs if cost.status == 200}
    assert {"tiling", "saved", "drawing", "tool", "words"} <= answered
    assert sum(cost.status == 200 for _, cost in costs) > len(costs) / 3


@pytest.mark.slow
def test_no_request_costs_more_than_the_service_allows(indexed, note):
    tries = int(os.environ.get("ADVERSARY_TRIES", TRIES))
    processes = len(os.sched_getaffinity(0))
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawned) as pool:
        running = [
            pool.submit(attacked, indexed.root, seed, tries // processes)
            for seed in range(processes)
        ]
        costs = [entry for one in running for entry in one.result()]

    longest = max(costs, key=lambda entry: entry[1].seconds)
    largest = max(costs, key=lambda entry: entry[1].memory)
    worst = max(costs, key=lambda entry: entry[1].per_byte)
    heavy = max(
        (entry for entry in costs if entry[1].size > 1000), key=lambda entry: entry[1].per_byte
    )
    blocking = max(costs, key=lambda entry: entry[1].step)
    tried = Counter(f"{attack.kind} {attack.path}".strip() for attack, _ in costs)
    (often, most), *_, (seldom, fewest) = tried.most_common()
    note(
        "an adversary that searches for requests that cost much",
        f"{len(costs)} requests, {fewest} ({seldom}) to {most} ({often}) of each of {len(tried)} "
        f"kinds, none failed; at most {longest[1].seconds:.2f} s of processor "
        f"({longest[0].kind}), {largest[1].memory:.0f} MB ({largest[0].kind}), "
        f"{1000 * blocking[1].step:.1f} ms on the event loop ({blocking[0].kind}); worst by byte: "
        f"{1e6 * worst[1].per_byte:.0f} µs ({worst[0].kind}, {worst[1].size} bytes), of more than "
        f"1,000 bytes {1e6 * heavy[1].per_byte:.1f} µs ({heavy[0].kind}, {heavy[1].size} bytes)",
    )
    for entry in (longest, largest, worst, heavy, blocking):
        print(entry)
    assert longest[1].seconds <= MOST_SECONDS, longest
    assert largest[1].memory <= MOST_MEMORY, largest
