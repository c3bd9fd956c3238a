"""A search's budget: checked between steps, wherever they are."""

import threading

import pytest

from api import budget, metrics
from api.budget import Abandoned, Budget, OverBudget


@pytest.fixture
def observed(monkeypatch):
    """The names of the stages that are timed."""
    names = []
    stage = metrics.stage

    def recorded(name):
        names.append(name)
        return stage(name)

    monkeypatch.setattr(metrics, "stage", recorded)
    return names


@pytest.fixture
def begun():
    """A function that begins a budget of some seconds in this thread; ended with the test."""
    budgets = []

    def begin(seconds: float) -> Budget:
        budgets.append(Budget(seconds))
        budgets[-1].begin()
        return budgets[-1]

    yield begin
    for one in budgets:
        one.end()


def burn(budget: Budget, seconds: float) -> None:
    while budget.spent < seconds:
        pass


def test_a_step_is_not_begun_when_the_time_is_used_up(begun, observed):
    limited = begun(0.2)
    with budget.step("decode"):
        burn(limited, 0.21)
    with pytest.raises(OverBudget, match=r"more than its 0\.2 seconds"), budget.step("embed"):
        pass
    assert observed == ["decode"]


def test_what_another_thread_uses_counts_for_nothing(begun):
    limited = begun(0.05)
    before = limited.spent

    def work() -> None:
        own = Budget(1)
        own.begin()
        burn(own, 0.1)
        own.end()

    other = threading.Thread(target=work)
    other.start()
    other.join()
    assert limited.spent - before < 0.05
    budget.check()


def test_a_search_without_a_client_ends_at_its_next_step(begun):
    search = begun(60)
    budget.check()
    threading.Thread(target=search.abandon).start()
    while True:
        try:
            with budget.step("compare"):
                pass
        except Abandoned:
            break


def test_a_stage_within_a_stage_is_checked_and_not_timed_twice(begun, observed):
    search = begun(60)
    with budget.step("recognise"):
        with budget.step("compare"):
            pass
        search.abandon()
        with pytest.raises(Abandoned), budget.step("refine"):
            pass
    assert observed == ["recognise"]


def test_outside_of_a_search_stages_are_timed_and_nothing_is_checked(observed):
    budget.check()
    with budget.step("embed"):
        pass
    assert observed == ["embed"]


def test_a_search_is_late_before_its_time_is_used_up(begun):
    assert not budget.step.is_late()
    limited = begun(100)
    assert not budget.step.is_late(0.5)
    limited.charge(31)
    assert budget.step.is_late(0.5)
    assert not budget.step.is_late()
    limited.charge(30)
    assert budget.step.is_late()  # as SECURITY.md says, after 60 %
    budget.check()


def test_what_another_process_uses_for_a_search_counts(begun):
    budget.charge(1)  # outside of a search
    begun(0.5)
    budget.charge(0.6)
    with pytest.raises(OverBudget):
        budget.check()
