"""`nightly.sh`, with a Python that only notes what it is told to run."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ["ingest", "render", "features"]
STAND_IN = """#!/bin/sh
echo "$2" >> stages
echo "$@" >> calls
[ "$2" != "$FAILING" ] || exit "$FAILING_STATUS"
[ "$2" != "$HANGING" ] || exec sleep 60
"""


@pytest.fixture
def tree(tmp_path):
    shutil.copy(ROOT / "nightly.sh", tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    return tmp_path


def environment(**settings: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "FAILING": "", "HANGING": "", **settings}


def night(tree: Path, *flags: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [str(tree / "nightly.sh"), *flags]
    return subprocess.run(
        command, cwd="/", env=environment(**settings), capture_output=True, text=True
    )


def test_runs_the_stages_in_order(tree):
    result = night(tree)
    assert result.returncode == 0
    assert (tree / "stages").read_text().split() == STAGES
    assert result.stdout.endswith("nightly: all stages done\n")


def test_hands_its_flags_to_ingest_alone(tree):
    night(tree, "--max-shrink", "30")
    assert (tree / "calls").read_text().splitlines() == [
        "-m ingest --max-shrink 30",
        "-m render",
        "-m features",
    ]


@pytest.mark.parametrize("failing", STAGES)
@pytest.mark.parametrize("status", [2, 5, 75])
def test_stops_at_the_first_stage_that_fails_with_its_status(tree, failing, status):
    result = night(tree, FAILING=failing, FAILING_STATUS=str(status))
    assert result.returncode == status
    assert (tree / "stages").read_text().split() == STAGES[: STAGES.index(failing) + 1]
    assert f"{failing} failed with exit status {status}" in result.stdout


def test_sigterm_reaches_the_stage_and_the_night_ends(tree):
    process = subprocess.Popen(
        [tree / "nightly.sh"], env=environment(HANGING="render"), stdout=subprocess.PIPE
    )
    while "render" not in (tree / "stages").read_text() if (tree / "stages").exists() else True:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(
        timeout=60
    )  # ends only when the stage, which holds the pipe too, has ended
    assert process.returncode == 143
    assert (tree / "stages").read_text().split() == ["ingest", "render"]
    assert b"stopped" in output
