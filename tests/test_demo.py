"""`make demo`, as a person runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.test_containers import free_port

ROOT = Path(__file__).parent.parent
SAME = 3  # mean difference in brightness, of 255, of two coarse pictures of the same page


@pytest.fixture
def ports():
    return [free_port(), free_port()]


@contextmanager
def make_demo(data: Path, ports: list[str], log: Path):
    """`make demo` in a process group of its own, as a shell starts it.

    Killed if the test leaves it running.

    What is installed already is taken as it is: a test installs nothing.
    """
    command = [
        "make",
        "--no-print-directory",
        "--old-file=.venv/installed",
        "demo",
        f"DEMO_PORT={ports[0]}",
        f"API_PORT={ports[1]}",
    ]
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("ICONLENS_", "MAKE", "MFLAGS"))
    }
    environment = {**inherited, "ICONLENS_DATA": str(data)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def until_said(words: str, log: Path, process: subprocess.Popen[bytes]) -> str:
    while words not in log.read_text():
        with pytest.raises(subprocess.TimeoutExpired):  # else it has ended without saying it
            process.wait(timeout=0.05)
    return log.read_text()


def left_behind(data: Path) -> list[str]:
    """Command lines of processes that still run with this data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ICONLENS_DATA={data}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # ended meanwhile, or another user's
    return found


def pictures_are_current(url: str, folder: Path) -> bool:
    """Whether docs/page.py makes of a demonstration what the README shows.

    Coarsely, because times and fonts differ. Fails with the picture to make anew.
    """
    home = str(httpx.URL(url).join("/"))
    subprocess.run([sys.executable, ROOT / "docs" / "page.py", home, folder], check=True)
    for made in folder.glob("page*.png"):
        difference = np.abs(coarse(made) - coarse(ROOT / "docs" / made.name))
        assert difference.mean() < SAME, f"docs/{made.name}: make it anew with docs/page.py"
    return len(list(folder.glob("page*.png"))) == 2


def coarse(picture: Path) -> np.ndarray:
    """A picture's brightness (33, 56), 0..255."""
    with Image.open(picture) as opened:
        return np.asarray(opened.convert("L").resize((56, 33)), np.float32)


def is_free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


def test_twice_the_second_time_only_what_changed(tmp_path, ports):
    data, first, second = tmp_path / "data", tmp_path / "first.log", tmp_path / "second.log"

    with make_demo(data, ports, first) as process:
        said = until_said("Ctrl-C stops everything", first, process)
        picture, url = re.search(r"curl -F image=@(\S+) '(\S+)'", said).groups()
        assert pictures_are_current(url, tmp_path)
        answer = (
            httpx.post(url, files={"image": (ROOT / picture).read_bytes()}, timeout=60)
            .raise_for_status()
            .json()
        )
        assert answer["results"][0]["name"] == "rocket-outlined"
        assert answer["query"]["inverted"] is True
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
        process.wait()
    generation = (data / "current").readlink()
    assert left_behind(data) == []
    assert all(map(is_free, ports))

    with make_demo(data, ports, second) as process:
        until_said("Ctrl-C stops everything", second, process)
        process.send_signal(signal.SIGTERM)  # to make alone
        process.wait()
    assert (data / "current").readlink() == generation
    assert left_behind(data) == []
    assert all(map(is_free, ports))


def test_stopped_in_the_middle_of_a_stage(tmp_path, ports):
    data, log = tmp_path / "data", tmp_path / "log"
    with make_demo(data, ports, log) as process:
        until_said("demo source ready", log, process)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() != 0
    assert left_behind(data) == []
    assert all(map(is_free, ports))


def test_a_stage_that_fails_stops_the_rest_with_its_status_and_sentence(tmp_path, ports):
    data, log = tmp_path / "data", tmp_path / "log"
    data.write_text("a file where the folder should be")
    with make_demo(data, ports, log) as process:
        assert process.wait() != 0
    assert re.search(r"^ingest: cannot write to the data folder", log.read_text(), re.M)
    assert "Error 6" in log.read_text()
    assert left_behind(data) == []
    assert all(map(is_free, ports))


@pytest.mark.parametrize("taken", [0, 1])
def test_a_port_that_is_taken(tmp_path, ports, taken):
    log = tmp_path / "log"
    with (
        socket.create_server(("127.0.0.1", int(ports[taken]))),
        make_demo(tmp_path / "data", ports, log) as process,
    ):
        assert process.wait() != 0
    setting = ("DEMO_PORT", "API_PORT")[taken]
    assert f"port {ports[taken]} is taken" in log.read_text()
    assert f"make demo {setting}={int(ports[taken]) + 1}" in log.read_text()
    assert "Error 2" in log.read_text()
    assert not (tmp_path / "data").exists()
