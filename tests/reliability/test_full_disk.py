"""A full disk and withdrawn permissions: a stage says so in one sentence, what is published
stays, and the next run is whole.
"""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.conftest import SIZE
from tests.reliability.nights import ROOT, SEED, STAGES, Nights, assert_sound, result

ROOM = {
    "ingest": 32 << 10,
    "render": 128 << 10,
    "features": 256 << 10,
}  # bytes; about what a run takes


def used(folder: Path) -> int:
    """Bytes of the blocks that everything in a folder takes."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def one_sentence(stage: str, stderr: str) -> str:
    """The failure that a stage has told: its last line, and no traceback before it."""
    assert "Traceback" not in stderr, stderr
    last = stderr.splitlines()[-1]
    assert last.startswith(f"{stage}: "), stderr
    return last


@pytest.mark.parametrize("times", [1, pytest.param(30, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_a_full_disk_loses_nothing(stage, times, nights: Nights, disk, note):
    """The disk has less room than a run takes; afterwards it has enough."""
    old = result(stage, nights.before[stage])
    data, ballast = disk / "data", disk / "ballast"
    rng = random.Random(SEED)
    full = replaced = 0
    for number in range(times):
        folder = nights.copy(stage, data)
        room = rng.randrange(ROOM[stage]) if number else 0
        with ballast.open("wb") as file:
            file.write(bytes(SIZE - used(disk) - room))
        ended = nights.run(stage, folder)
        if ended.returncode:
            full += 1
            assert ended.returncode == 6, ended.stderr
            assert "free space" in one_sentence(stage, ended.stderr)
            # The run's record comes after the result, and may be what has no room.
            left = result(stage, folder)
            assert left in (old, nights.after[stage])
            replaced += left != old
        assert_sound(folder)
        ballast.unlink()
        again = nights.run(stage, folder)
        assert again.returncode == 0, again.stderr
        assert result(stage, folder) == nights.after[stage]
        assert_sound(folder)
    assert full
    note(
        f"a disk that fills up during {stage}",
        f"{times} times, with less than {ROOM[stage] // 1024} KB of room: {full} ended with status "
        f"6: {replaced} had put the new result in place, the others left the old one, all whole",
    )


# What is taken away before a stage runs: from the whole folder, from where it writes, from what it
# reads.
WITHDRAWN = {
    "ingest": {".": 0o555, "source.json": 0o000, "crawl": 0o555},
    "render": {"render": 0o555, "source.json": 0o000, "render/manifest.json": 0o000},
    "features": {
        ".": 0o555,
        "generations": 0o555,
        "source.json": 0o000,
        "render/manifest.json": 0o000,
        "render/images": 0o000,
    },
}


CASES = [
    pytest.param(stage, path, marks=[] if place == 0 else pytest.mark.slow)
    for stage in STAGES
    for place, path in enumerate(WITHDRAWN[stage])
]


@pytest.mark.parametrize(("stage", "path"), CASES)
def test_withdrawn_permissions_are_told_in_a_sentence(stage, path, nights: Nights, tmp_path):
    """Without the capabilities by which root passes over permissions."""
    folder = nights.copy(stage, tmp_path / "data")
    old = result(stage, folder)
    target = folder.root / path
    mode = target.stat().st_mode
    target.chmod(WITHDRAWN[stage][path])
    ended = nights.run(stage, folder, "setpriv", "--inh-caps=-all", "--bounding-set=-all")
    target.chmod(mode)
    assert ended.returncode in (2, 6), (ended.returncode, ended.stderr)
    assert "permission" in one_sentence(stage, ended.stderr)
    assert result(stage, folder) == old
    assert_sound(folder)
    assert nights.run(stage, folder).returncode == 0
    assert result(stage, folder) == nights.after[stage]


def test_a_generation_that_may_not_be_read_is_refused(nights: Nights, tmp_path):
    folder = nights.copy("features", tmp_path / "data")
    (folder.current / "catalogue.sqlite").chmod(0o000)
    code = (
        "import sys; from pathlib import Path; from ingest.common.data_folder import DataFolder; "
        "from tests.reliability.nights import served"
    )
    command = [
        sys.executable,
        "-c",
        f"{code}; print(served(DataFolder(Path(sys.argv[1]))))",
        str(folder.root),
    ]
    ended = subprocess.run(
        ["setpriv", "--inh-caps=-all", "--bounding-set=-all", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "None\n" and "Permission denied" in ended.stderr
