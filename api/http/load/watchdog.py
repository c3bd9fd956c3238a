"""What ends a worker that no budget can end: a step that never returns, or holds the interpreter.

A budget is checked between steps. The last resort is a timer of the kernel (setitimer(2)), whose
signal ends the process: it needs nothing of the interpreter. `faulthandler` writes the traceback of
every thread to standard error first. The event loop puts the timer off again and again, as long as
it runs and no search is far over its budget.
"""

import asyncio
import faulthandler
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.budget import Budget


@dataclass(frozen=True)
class WatchdogSettings:
    """Chosen by hand."""

    # Times its budget: what a search may use before its worker ends.
    overrun: float = 4
    # Seconds until the worker ends, from the moment when it is no longer put off.
    patience: float = 30
    # Seconds between two looks at the searches.
    interval: float = 1


SETTINGS = WatchdogSettings()


class Watchdog:
    """Watches the searches of one worker."""

    def __init__(self) -> None:
        self._running: set[Budget] = set()

    @contextmanager
    def watched(self, budget: Budget) -> Iterator[None]:
        """Watch a search while it runs."""
        self._running.add(budget)
        try:
            yield
        finally:
            self._running.remove(budget)

    async def watch(self) -> None:
        """Put the end of the process off, until cancelled or until a search is far over."""
        # Not sys.stderr: who runs the application in a process of theirs may have replaced it.
        assert sys.__stderr__ is not None, "a service has a standard error"
        faulthandler.register(signal.SIGALRM, sys.__stderr__, chain=True)
        try:
            while True:
                if not any(_is_far_over(budget) for budget in self._running):
                    signal.setitimer(signal.ITIMER_REAL, SETTINGS.patience)
                await asyncio.sleep(SETTINGS.interval)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _is_far_over(budget: Budget) -> bool:
    return budget.spent > SETTINGS.overrun * budget.seconds
