"""Each stage killed at random moments: what is read meanwhile is whole, and the next run ends as
if nothing had happened.
"""

import random
import signal
import time

import pytest

from ingest.common.data_folder import DataFolder
from tests.reliability.nights import SEED, STAGES, Nights, assert_sound, moments, result
from tests.render.documents import group_is_gone


def leftovers(folder: DataFolder) -> list[str]:
    """Files of writes that were cut short.

    A name is used again, so that they do not become more.
    """
    return [
        str(path.relative_to(folder.root))
        for path in folder.root.rglob(".*")
        if not path.name.endswith(".lock")
    ]


@pytest.mark.parametrize("times", [2, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_killed_at_any_moment_is_made_good_by_the_next_run(
    stage, times, nights: Nights, tmp_path, note
):
    """One half before one of its changes to the data folder, the other half by the clock."""
    rng = random.Random(SEED)
    started = time.monotonic()
    changes = nights.changes(stage, nights.copy(stage, tmp_path / "data"))
    seconds = time.monotonic() - started
    old = result(stage, nights.before[stage])
    killed = already_new = 0
    for number, change in enumerate(moments(changes, times)):
        folder = nights.copy(stage, tmp_path / "data")
        by_clock = number % 2 == 1
        process = nights.start(stage, folder, None if by_clock else change)
        if by_clock:
            time.sleep(rng.random() * seconds)
            process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL or (by_clock and process.returncode == 0)
        killed += process.returncode != 0
        assert group_is_gone(process.pid)
        assert result(stage, folder) in (old, nights.after[stage])
        already_new += result(stage, folder) == nights.after[stage]
        assert_sound(folder)
        again = nights.run(stage, folder)
        assert (again.returncode, "Traceback" in again.stderr) == (0, False), again.stderr
        assert result(stage, folder) == nights.after[stage]
        assert_sound(folder)
        assert (
            all(name.endswith(".tmp") for name in leftovers(folder)) and len(leftovers(folder)) <= 1
        )
    note(
        f"`kill -9` of {stage} at random moments",
        f"{killed} of {times} runs killed, half of them before one of the {changes} changes to the "
        "data folder, half by the clock: "
        f"{already_new} had put the new result in place, the others left the old one; all whole, "
        "and made good by the next run",
    )


@pytest.mark.parametrize("times", [1, pytest.param(30, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_of_two_runs_at_once_one_works_and_the_other_says_so(
    stage, times, nights: Nights, tmp_path, note
):
    refused = 0
    for _ in range(times):
        folder = nights.copy(stage, tmp_path / "data")
        both = [nights.start(stage, folder) for _ in range(2)]
        ended = [(process.communicate()[1], process.returncode) for process in both]
        assert sorted(status for _, status in ended) in ([0, 75], [0, 0])
        for said, status in ended:
            assert status == 0 or f"another {stage} is running" in said
            refused += status == 75
        assert result(stage, folder) == nights.after[stage]
        assert_sound(folder)
    note(
        f"two runs of {stage} started at once",
        f"{times} times: {refused} refused with status 75, all results whole",
    )
