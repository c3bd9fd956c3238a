"""Stamps differ for a file that is written anew, put in place, added or removed.

They are the same for another name of the folder.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from ingest.common import stamps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder" / "ab").mkdir(parents=True)
    for name in ("one", "ab/two", "ab/three"):
        (tmp_path / "folder" / name).write_text("before")
    return tmp_path / "folder"


def overwritten(path: Path) -> None:
    os.utime(path, ns=(1, 1))
    path.write_text("beyond")  # as long as before


def longer_at_the_same_time(path: Path) -> None:
    status = path.stat()
    path.write_text("longer than before")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replaced_with_its_time_kept(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("beyond")
    shutil.copystat(path, other)
    os.replace(other, path)


@pytest.mark.parametrize(
    "change", [overwritten, longer_at_the_same_time, replaced_with_its_time_kept, Path.unlink]
)
def test_what_is_written_anew_or_gone_has_another_stamp(folder, change):
    file = folder / "ab" / "two"
    before = stamps.of_file(file), stamps.of_folder(folder)
    change(file)
    after = stamps.of_file(file), stamps.of_folder(folder)
    assert before[0] != after[0] and before[1] != after[1]


def test_a_file_added_or_renamed_changes_a_folder(folder):
    seen = {stamps.of_folder(folder)}
    (folder / "ab" / "more").write_text("")
    seen.add(stamps.of_folder(folder))
    (folder / "ab" / "more").rename(folder / "more")
    assert len(seen | {stamps.of_folder(folder)}) == 3


def test_a_folder_is_the_same_by_whatever_name(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    (folder.parent / "link").symlink_to(folder)
    assert (
        stamps.of_folder(folder)
        == stamps.of_folder(Path("folder"))
        == stamps.of_folder(Path("link"))
    )
    assert stamps.of_folder(folder / "nowhere") == stamps.of_folder(folder.parent / "nor here")


def test_what_was_told_is_recalled_only_for_the_same_stamps(tmp_path):
    path, told = tmp_path / "deep" / "stamps.json", {"icons": 3, "failed": {"图标": "why"}}
    assert stamps.recall(path, {"file": [1, 2, 3]}) is None
    stamps.note(path, {"file": [1, 2, 3]}, told)
    assert stamps.recall(path, {"file": [1, 2, 3]}) == told
    assert stamps.recall(path, {"file": [1, 2, 4]}) is None


def test_a_damaged_note_recalls_nothing(tmp_path):
    path, seen = tmp_path / "stamps.json", {"file": None}
    stamps.note(path, seen, {"icons": 3})
    whole = path.read_bytes()
    for damaged in (
        b"",
        b"[]",
        b"{",
        whole[:-3],
        whole.replace(b"3}", b"4}"),
        json.dumps({"sha256": "", "told": 1}).encode(),
    ):
        path.write_bytes(damaged)
        assert stamps.recall(path, seen) is None
