"""A command whose output nobody reads any more ends without a word, as in `… | head`."""

import os
import subprocess
import sys

import pytest

from ingest.common.failures import UNREAD
from tests.api.conftest import ROOT, encoded


@pytest.mark.parametrize(
    "command",
    [
        ["features", "list"],
        ["features", "duplicates"],
        ["features", "duplicates", "--json"],
        ["api", "search", "{shot}"],
    ],
    ids=" ".join,
)
def test_it_ends_quietly(published, screenshot, tmp_path, command):
    shot = tmp_path / "shot.png"
    shot.write_bytes(encoded(screenshot("rocket-outlined")))
    read, write = os.pipe()
    os.close(read)
    words = [word.format(shot=shot) for word in command]
    program = [sys.executable, "-m", *words, "--data", str(published.folder.root)]
    ended = subprocess.run(program, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (UNREAD, "")
