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


def test_ctrl_c_meets_no_import_that_would_print_a_traceback():
    """What takes long to import is imported within a command, which ends with a sentence."""
    program = (
        "import sys; import api.__main__, features.__main__, ingest.__main__, render.__main__; "
        "print([name for name in ('numpy', 'pydantic', 'rich', 'aiohttp') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).stdout == b"[]\n"
