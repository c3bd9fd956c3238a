"""What processes count together: sums, and room for everything that may be counted."""

import os
import signal
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from api import counts, metrics
from api.app import create_app
from api.counts import Counts, SharedValue, Table
from api.http.handlers import CLIENT_CLOSED_REQUEST
from api.http.middleware import NO_ROUTE
from api.settings import Settings
from tests.api.routes.test_metrics import STAGES

VERDICTS = ("found", "unsure", "absent", "untested")


def paths(routes) -> Iterator[str]:
    """The paths of an application's routes and of those that it includes."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from paths(route.original_router.routes)
        else:
            yield route.path


def in_a_fork(work) -> int:
    """Do something in a forked process; returns the status of its end."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status


def test_there_is_room_for_every_route_with_every_status():
    routes = [*paths(create_app(Settings()).routes), NO_ROUTE]
    assert len(routes) > 15
    statuses = [*map(int, HTTPStatus), CLIENT_CLOSED_REQUEST]
    of_a_histogram = len(metrics.BUCKETS) + 2  # the last bucket is endless, and the sum
    rows = len(routes) * len(statuses) + (len(routes) + len(STAGES)) * of_a_histogram
    assert 2 * (rows + len(VERDICTS)) < counts.SETTINGS.rows
    longest = SharedValue(
        "histogram",
        "iconlens_request_seconds",
        "iconlens_request_seconds_bucket",
        ("route", "le"),
        (max(routes, key=len), "0.0025"),
        "",
    )
    assert len(longest._key) * 1.5 < counts.SETTINGS.key_bytes


def test_a_process_that_is_killed_leaves_its_counts_to_the_next():
    together = Counts()
    together.allocate(2)

    def count_and_die() -> None:
        together.count_as(1)
        together.add("a", 2.0)
        os.kill(os.getpid(), signal.SIGKILL)

    def count_on() -> None:
        together.count_as(1)
        together.add("a", 0.5)
        together.add("b", 1.0)

    assert in_a_fork(count_and_die) == signal.SIGKILL
    assert together.total("a") == 2.0
    assert in_a_fork(count_on) == 0
    together.add("a", 0.25)
    assert (together.total("a"), together.total("b"), together.total("c")) == (2.75, 1.0, 0.0)
    assert together.counted() == {"a", "b"}
    together.clear(1, "a")
    assert together.total("a") == 0.25


def test_what_has_no_room_is_an_error_and_not_another_number():
    table = Table()
    with pytest.raises(ValueError, match="no room"):
        table.add("x" * (counts.SETTINGS.key_bytes + 1), 1.0)
    for number in range(counts.SETTINGS.rows):
        table.add(str(number), number)
    with pytest.raises(ValueError, match="no room"):
        table.add("one more", 1.0)
    assert table.get("4000") == 4000
