"""The budget of a search: processor time, and the patience of its client.

A search checks its budget between steps: `step` and `check` raise where it is used up. Before that
`step.is_late` says that it should begin nothing more, and answer what it has found.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from api import metrics


@dataclass(frozen=True)
class BudgetSettings:
    """Chosen by hand."""

    # Of the budget: where a search begins nothing more. A step that has begun then ends in time.
    late: float = 0.6
    # Of the budget: where a search that could not end by itself is ended. Its last step takes up to
    # 0.25 s more on a slow machine, and what it used stays within the budget.
    used_up: float = 0.85


SETTINGS = BudgetSettings()


class OverBudget(Exception):
    """A search took more than it may. The message is a sentence with what to do next."""


class Abandoned(Exception):
    """The client has closed its connection: nobody waits for this search."""


class Budget:
    """What one search may use. It belongs to the thread that calls `begin`.

    Processor time is that of the thread (POSIX clock_gettime, CLOCK_THREAD_CPUTIME_ID), so a busy
    machine takes nothing from a search.
    """

    def __init__(self, seconds: float) -> None:
        """`seconds` of processor time."""
        self.seconds = seconds
        self.timing = False  # whether a stage is being timed
        self._abandoned = threading.Event()
        self._clock: int | None = None  # while it runs
        self._began = 0.0
        self._spent = 0.0
        self._charged = 0.0  # by other processes

    def begin(self) -> None:
        """Start to count the calling thread's processor time, and apply this budget to it."""
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._began = time.clock_gettime(self._clock)
        _current.set(self)

    def end(self) -> None:
        """Stop to count."""
        self._spent = self.spent
        self._clock = None
        _current.set(None)

    def charge(self, seconds: float) -> None:
        """Count the processor time of another process that worked for this search."""
        self._charged += seconds

    def abandon(self) -> None:
        """End the search at its next step. Any thread may call this."""
        self._abandoned.set()

    @property
    def spent(self) -> float:
        """Seconds of processor time from `begin` to `end`, or until now. Any thread may ask."""
        clock = self._clock
        if clock is None:
            return self._spent
        return time.clock_gettime(clock) - self._began + self._charged

    def left(self, share: float) -> float:
        """Seconds until a share of the time is used in which the search may begin further steps.

        Negative afterwards.
        """
        return share * SETTINGS.late * self.seconds - self.spent

    def check(self) -> None:
        """Raises Abandoned for a client that is gone, OverBudget when the time is used up."""
        if self._abandoned.is_set():
            raise Abandoned
        if self.spent > SETTINGS.used_up * self.seconds:
            raise OverBudget(
                f"The search needs more than its {self.seconds:g} seconds of processor time: "
                "crop the picture around the icon, or save it anew, as PNG, and send that."
            )


# A thread of a request has a copy of that request's context.
_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def check() -> None:
    """Check the budget of this thread's search; outside of a search, nothing is checked."""
    budget = _current.get()
    if budget is not None:
        budget.check()


def charge(seconds: float) -> None:
    """Count the processor time of another process for this thread's search, if there is one."""
    budget = _current.get()
    if budget is not None:
        budget.charge(seconds)


class Steps:
    """The stages of searches, each within the budget of its own search."""

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """One stage of a search: checks the budget, and times the stage.

        A stage within a stage is checked only: its time is part of the outer one's.
        """
        budget = _current.get()
        if budget is None:
            with metrics.stage(stage):
                yield
            return
        budget.check()
        if budget.timing:
            yield
            return
        budget.timing = True
        try:
            with metrics.stage(stage):
                yield
        finally:
            budget.timing = False

    def check(self) -> None:
        """`Budget.check` of this thread's search; outside of a search, nothing is checked."""
        check()

    def is_late(self, share: float = 1.0) -> bool:
        """Whether this thread's search has no time left (`left`); False outside of a search."""
        return self.left(share) < 0

    def left(self, share: float = 1.0) -> float:
        """`Budget.left` of this thread's search; infinite outside of a search."""
        budget = _current.get()
        return math.inf if budget is None else budget.left(share)


step = Steps()
