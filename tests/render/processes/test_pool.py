import os
import signal
import time
from types import SimpleNamespace

import pytest

from render.processes import handle
from render.processes import pool as pools
from render.processes.confinement import WorkerLimits
from render.processes.pool import Pool
from tests.render.documents import ENDLESS, HANGING, REFUSED, SQUARE, squares, svg

QUICK = WorkerLimits(seconds=0.4, kill_after=60)
INNOCENT = squares(60)


@pytest.fixture(scope="module")
def undisturbed() -> dict:
    with Pool(2, 64) as pool:
        return {drawn.key: drawn.pictures for drawn in pool.draw(INNOCENT.items())}


def mixed(hostile: dict[str, str]) -> list[tuple[str, str]]:
    """The innocent icons with the hostile ones spread among them."""
    icons = list(INNOCENT.items())
    for place, icon in enumerate(hostile.items()):
        icons.insert(1 + 3 * place, icon)
    return icons


@pytest.mark.parametrize("family", ["hanging", "refused"])
def test_hostile_icons_fail_with_their_reason_and_the_others_come_out_as_without_them(
    family, undisturbed
):
    hostile = HANGING if family == "hanging" else REFUSED
    with Pool(2, 64, QUICK) as pool:
        drawn = list(pool.draw(mixed(hostile)))
        again = list(pool.draw(INNOCENT.items()))
    assert len(drawn) == len(hostile) + len(INNOCENT)
    failed = {one.key: one.reason for one in drawn if one.pictures is None}
    assert failed.keys() == hostile.keys()
    for name, reason in failed.items():
        if family == "refused":
            assert name in reason
        else:  # resvg may reach the limit of memory before that of time
            assert reason.startswith(
                (
                    "drawing it took more than 0.4 s of processor time",
                    "drawing it crashed the drawing process (SIGABRT, as where 256 MB",
                )
            )
    assert {one.key: one.pictures for one in drawn if one.pictures} == undisturbed
    assert {one.key: one.pictures for one in again} == undisturbed


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """The parent's clock, which a test sets: a worker that stalls for `kill_after` is killed."""
    clock = SimpleNamespace(monotonic=lambda: 0.0)
    for module in (handle, pools):
        monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_worker_that_does_not_end_itself_is_killed_by_the_parent(clock):
    with Pool(1, 64, WorkerLimits(seconds=60, kill_after=5)) as pool:

        def late_where_it_draws_the_endless() -> float:
            drawing = [worker.pending[0][0] for worker in pool.workers if worker.pending]
            return 1000.0 if drawing == ["endless"] else 0.0

        clock.monotonic = late_where_it_draws_the_endless
        drawn = {
            one.key: one
            for one in pool.draw(
                [("good", svg(SQUARE)), ("endless", ENDLESS), ("after", svg(SQUARE))]
            )
        }
    assert "had to be killed" in drawn["endless"].reason
    assert drawn["good"].pictures == drawn["after"].pictures is not None


def test_a_busy_machine_makes_no_icon_fail():
    with Pool(1, 64, WorkerLimits(seconds=0.3)) as pool:
        icons = pool.draw(squares(200).items())
        drawn = [next(icons)]
        (worker,) = pool.workers
        for _ in range(4):  # it gets the processor for a while only
            os.kill(worker.process.pid, signal.SIGSTOP)
            time.sleep(0.3)
            os.kill(worker.process.pid, signal.SIGCONT)
            drawn.append(next(icons))
        drawn += icons
    assert len(drawn) == 200 and all(one.pictures for one in drawn)


def test_a_worker_that_dies_of_something_else_is_replaced_and_its_icon_named():
    with Pool(1, 64, WorkerLimits(seconds=60, kill_after=60, batch=3)) as pool:
        icons = pool.draw([("first", svg(SQUARE)), ("endless", ENDLESS), *INNOCENT.items()])
        assert next(icons).key == "first"
        (worker,) = pool.workers
        os.kill(worker.process.pid, 11)
        rest = {one.key: one for one in icons}
    assert "SIGSEGV" in rest.pop("endless").reason
    assert len(rest) == len(INNOCENT) and all(one.pictures for one in rest.values())


def test_a_worker_that_dies_idle_costs_no_icon():
    with Pool(1, 64) as pool:
        (worker,) = pool.workers
        os.kill(worker.process.pid, 9)
        worker.process.join()
        drawn = list(pool.draw(INNOCENT.items()))
    assert len(drawn) == len(INNOCENT) and all(one.pictures for one in drawn)


def test_memory_is_limited_whatever_the_process_had_at_its_start():
    def pattern(side: int) -> str:
        attributes = f'id="p" width="{side}" height="{side}" patternUnits="userSpaceOnUse"'
        return svg(
            f'<pattern {attributes}><path d="M0 0h9v9z"/></pattern>'
            '<pattern id="q" width="24" height="24" patternUnits="userSpaceOnUse">'
            '<path stroke="url(#p)" d="M0 0h24v24z"/></pattern>'
            '<path fill="url(#q)" d="M0 0h24v24z"/>'
        )

    with Pool(1, 64, WorkerLimits(memory=64 << 20)) as pool:
        drawn = {
            one.key: one
            for one in pool.draw(
                [("small", pattern(100)), ("large", pattern(30_000)), ("after", svg(SQUARE))]
            )
        }
    assert drawn["large"].reason == "drawing it needs more than 64 MB"
    assert drawn["small"].pictures and drawn["after"].pictures


def test_a_worker_is_replaced_after_its_share_of_icons():
    with Pool(1, 64, WorkerLimits(recycle=20, batch=10)) as pool:
        seen = set()
        for _ in pool.draw(INNOCENT.items()):
            seen |= {worker.process.pid for worker in pool.workers}
    assert len(seen) >= 3


def test_no_worker_outlives_the_pool():
    with Pool(2, 64) as pool:
        list(pool.draw(INNOCENT.items()))
        processes = [worker.process for worker in pool.workers]
    assert [process.is_alive() for process in processes] == [False, False]


def test_a_slow_reader_costs_no_icon(clock):
    with Pool(2, 64) as pool:
        icons = pool.draw(squares(200).items())
        held, other = pool.workers
        os.kill(held.process.pid, signal.SIGSTOP)  # or both might answer before the first look
        drawn = [next(icons)]
        assert held.pending and other.pending
        os.kill(held.process.pid, signal.SIGCONT)
        clock.monotonic = lambda: 1000.0  # the reader was away
        while not (held.connection.poll() and other.connection.poll()):
            time.sleep(0.01)  # one that has not answered meanwhile is silent indeed
        drawn += icons
    assert len(drawn) == 200 and all(one.pictures for one in drawn)


def test_memory_that_an_icon_leaves_behind_is_not_taken_from_the_next():
    """Attributes by default are long values in a tree that Python drops only when it collects
    its garbage.
    """

    def using(megabytes: int) -> str:
        return (
            f'<!DOCTYPE svg [<!ATTLIST g class CDATA "{"b" * 200_000}">]>'
            f"{svg('<g/>' * (5 * megabytes) + SQUARE)}"
        )

    with Pool(1, 64, WorkerLimits(memory=64 << 20)) as pool:
        drawn = {
            one.key: one
            for one in pool.draw([("hog", using(60)), ("large", using(20)), ("small", svg(SQUARE))])
        }
    assert all(one.pictures for one in drawn.values()), drawn
