"""`system.sh`: with commands of our own making in place of `id` and `apt-get`."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def bin(tmp_path):
    """A folder that comes first in PATH."""
    write_command(tmp_path / "apt-get", f'echo "$@" >> {tmp_path}/calls')
    return tmp_path


def write_command(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def ask_for(bin: Path, *packages: str, user: int) -> subprocess.CompletedProcess[str]:
    write_command(bin / "id", f"echo {user}")
    environment = {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}"}
    return subprocess.run(
        [ROOT / "system.sh", *packages], env=environment, capture_output=True, text=True
    )


def test_says_nothing_where_nothing_is_missing(bin):
    result = ask_for(bin, "python3-venv", "libcairo2", "libatomic1", "chromium", user=1000)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not (bin / "calls").exists()


def test_asks_for_what_is_missing_in_one_sentence(bin):
    result = ask_for(bin, "libcairo2", "libnone7", "no-such-tool", user=1000)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "`sudo apt-get install libnone7 no-such-tool`" in result.stderr
    assert not (bin / "calls").exists()


def test_installs_what_is_missing_as_root(bin):
    result = ask_for(bin, "libcairo2", "no-such-tool", user=0)
    assert result.returncode == 0
    assert (bin / "calls").read_text().splitlines()[-1].endswith(" no-such-tool")


def test_fails_when_the_installation_does(bin):
    write_command(bin / "apt-get", "exit 100")
    assert ask_for(bin, "no-such-tool", user=0).returncode == 100
