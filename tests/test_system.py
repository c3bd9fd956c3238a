"""`system.sh`: with commands of our own making in place of `id` and `apt-get`."""

import os
import shutil
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
    fonts = "fonts-wqy-microhei"
    result = ask_for(bin, "python3-venv", "libcairo2", "libatomic1", fonts, "chromium", user=1000)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not (bin / "calls").exists()


def test_asks_for_what_is_missing_in_one_sentence(bin):
    result = ask_for(bin, "libcairo2", "libnone7", "fonts-none", "no-such-tool", user=1000)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "`sudo apt-get install libnone7 fonts-none no-such-tool`" in result.stderr
    assert not (bin / "calls").exists()


def test_installs_what_is_missing_as_root(bin):
    result = ask_for(bin, "libcairo2", "no-such-tool", user=0)
    assert result.returncode == 0
    assert (bin / "calls").read_text().splitlines()[-1].endswith(" no-such-tool")


@pytest.fixture
def without_python(bin, tmp_path_factory):
    """Run `make` as a user, with a PATH of a few commands and no Python; what it ended with."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("Makefile", "system.sh", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tree)
    for command in ("make", "sh"):
        (bin / command).symlink_to(shutil.which(command))

    def make(user: int) -> subprocess.CompletedProcess[str]:
        write_command(bin / "id", f"echo {user}")
        return subprocess.run(
            ["make", "demo"], cwd=tree, env={"PATH": str(bin)}, capture_output=True, text=True
        )

    return make


def test_a_missing_python_is_asked_for_in_one_sentence(bin, without_python):
    result = without_python(user=1000)
    said, status = result.stderr.splitlines()
    assert "`sudo apt-get install python3 python3-venv libcairo2`" in said
    assert status.startswith("make: ***") and result.returncode == 2
    assert not (bin / "calls").exists()


def test_a_missing_python_is_installed_as_root(bin, without_python):
    installed = f"""#!/bin/sh
echo "$@" >> {bin}/calls
printf '#!/bin/sh\necho "python3 $1" >> {bin}/calls; exit 9' > {bin}/python3
{shutil.which("chmod")} +x {bin}/python3
"""
    (bin / "apt-get").write_text(installed)
    assert without_python(user=0).returncode == 2
    *_, install, started = (bin / "calls").read_text().splitlines()
    assert install.endswith(" python3 python3-venv libcairo2") and started == "python3 -c"


def test_fails_when_the_installation_does(bin):
    write_command(bin / "apt-get", "exit 100")
    assert ask_for(bin, "no-such-tool", user=0).returncode == 100
