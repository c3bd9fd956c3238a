"""The last resort: a worker that a search holds up ends, and says where it was."""

import signal
import subprocess
import sys
from types import SimpleNamespace

from api.http.load.watchdog import _is_far_over

PROGRAM = """
import asyncio, re, signal, time
from api.budget import Budget
from api.http.load import watchdog

# A process that stalls for its patience before it is stuck would not end in `stuck`.
watchdog.SETTINGS = watchdog.WatchdogSettings(overrun=2, patience=600, interval=0.01)


def stuck():
    watchdog.SETTINGS = watchdog.WatchdogSettings(overrun=2, patience={patience}, interval=0.01)
    while signal.getitimer(signal.ITIMER_REAL)[0] > {patience}:
        time.sleep(0.001)
    {stuck}


async def main():
    dog = watchdog.Watchdog()
    watching = asyncio.create_task(dog.watch())
    await asyncio.sleep(0)  # it has begun
    budget = Budget(0.01)

    def search():
        budget.begin()
        stuck()
        budget.end()

    with dog.watched(budget):
        await asyncio.to_thread(search)
    watching.cancel()
    print("answered")

asyncio.run(main())
"""
OUTSIDE_OF_THE_INTERPRETER = "while True: pass"
HOLDING_THE_INTERPRETER = "re.match('(a+)+b', 'a' * 100)"  # one call in C, for ever
SOON_DONE = "budget = 1"


def run(stuck: str, patience: float) -> subprocess.CompletedProcess:
    program = PROGRAM.format(stuck=stuck, patience=patience)
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def test_a_step_that_never_returns_ends_the_process():
    # On a busy machine a short patience ends while the event loop waits for a processor: the test
    # then passes without any watching.
    for stuck, patience in ((OUTSIDE_OF_THE_INTERPRETER, 2), (HOLDING_THE_INTERPRETER, 0.2)):
        ended = run(stuck, patience)
        assert ended.returncode == -signal.SIGALRM
        assert "in stuck" in ended.stderr
        assert "answered" not in ended.stdout


def test_a_search_is_far_over_at_more_than_four_times_its_budget():
    assert not _is_far_over(SimpleNamespace(seconds=2, spent=8))
    assert _is_far_over(SimpleNamespace(seconds=2, spent=8.1))


def test_a_search_that_ends_leaves_the_process_alone():
    ended = run(SOON_DONE, patience=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "answered\n", "")
