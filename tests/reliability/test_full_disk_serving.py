"""The service on a full disk: its data, its temporary folder and its log are on it."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from features.builder import publication
from ingest.common.data_folder import DataFolder
from tests import load
from tests.api.conftest import LONGEST, PATIENCE, ROOT, until
from tests.reliability.test_reload import Watch, asked

CLIENTS = 8
WORKERS = 2
LARGE = 2_000_000  # bytes: more than what a form part may have before Starlette takes a file
PIECE = bytes(4096)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h9v9z"/></svg>'


class Instance:
    """The service, whose log and temporary folder are on a disk."""

    def __init__(self, disk: Path, data: Path) -> None:
        temporary = disk / "tmp"
        temporary.mkdir()
        # A socket's path has at most 107 characters, and pytest's folders have long names.
        self._short = tempfile.TemporaryDirectory(prefix="t")
        short = Path(self._short.name) / "s"
        short.symlink_to(temporary)
        self.log = disk / "log"
        command = [sys.executable, "-m", "api", "--port", "0", "--data", str(data)]
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("ICONLENS_")
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--workers", str(WORKERS)],
                cwd=ROOT,
                env=inherited | {"TMPDIR": str(short)},
                stdout=log,
                stderr=subprocess.DEVNULL,
            )
        until(lambda: self.log.read_text().count("serving generation") == WORKERS)
        self.port = int(re.search(r"http://127.0.0.1:(\d+)", self.log.read_text())[1])
        self.workers = load.processes(self.process.pid)[1:]

    def get(self, path: str) -> httpx.Response:
        """The answer of a worker, on a connection of its own."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE)

    def stop(self) -> int:
        """End it as systemd would; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=LONGEST)
        self._short.cleanup()
        return status


@pytest.fixture
def instance(published, disk) -> Iterator[Instance]:
    data = disk / "data"
    shutil.copytree(published.folder.root, data, symlinks=True)
    running = Instance(disk, data)
    yield running
    running.process.kill()
    running.process.wait()


def fill(disk: Path) -> Path:
    """Take all the room of a disk; returns the file that does."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(PIECE)
    return ballast


def large_form(picture: bytes) -> bytes:
    """A form whose file is larger than what Starlette keeps in memory by default."""
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    body = head + picture + bytes(LARGE) + b"\r\n--x--\r\n"
    return load.request("/search", body, "multipart/form-data; boundary=x")


@pytest.mark.parametrize("seconds", [2, pytest.param(120, marks=pytest.mark.slow)])
def test_no_worker_dies_and_no_answer_is_lost(published, instance, disk, note, seconds):
    folder = DataFolder(disk / "data")
    marks = published.marks
    (picture, *_) = load.screenshots(folder, 1)
    requests = itertools.cycle([*asked(folder), large_form(picture)])
    ballast = fill(disk)
    written = instance.log.stat().st_size
    for path in ("/", "/docs", "/embed.js", "/healthz", "/metrics", "/openapi.json"):
        assert [instance.get(path).status_code for _ in range(WORKERS)] == [200] * WORKERS
    drawing = httpx.post(f"http://127.0.0.1:{instance.port}/search", content=DRAWING, timeout=30)
    assert drawing.status_code == 200, drawing.text
    answers = 0
    for name in sorted(marks, reverse=True):
        publication.switch(folder, name)
        watch = Watch(marks)
        end = time.monotonic() + seconds / len(marks)

        def is_over(_, end=end, watch=watch, name=name) -> bool:
            return name in watch.answered and time.monotonic() > end

        seen = load.run(instance.port, requests, CLIENTS, is_over, watch)
        assert (set(seen.statuses), seen.broken) == ({200}, 0)
        answers += seen.statuses[200]
    assert instance.get("/readyz").json()["status"] == "ready"
    assert load.processes(instance.process.pid)[1:] == instance.workers
    # Folders for the sockets of drawing processes, but nothing that needs room.
    assert [path for path in (disk / "tmp").rglob("*") if path.is_file()] == []

    ballast.unlink()
    until(lambda: instance.get("/healthz") and instance.log.stat().st_size > written)
    assert load.processes(instance.process.pid)[1:] == instance.workers
    assert instance.stop() == 0
    note(
        "Requests of all kinds and two new generations, while the disk of the data, of temporary "
        "files and of the log is full",
        f"{answers} answers in {seconds} s, all right; no worker ended",
    )


def test_it_can_be_stopped_while_the_disk_is_full(instance, disk):
    fill(disk)
    assert instance.get("/healthz").status_code == 200
    assert instance.stop() == 0
