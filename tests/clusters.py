"""A Dask cluster as docs/deploy/dask.md has it: a scheduler and workers that are processes of
their own.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from distributed import Client

from tests.test_house import ROOT


class Cluster:
    """A scheduler, and what workers are started for it; a context manager that kills them all.

    `environment` is theirs, beside ours.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "TMPDIR": str(folder),
            "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
            **environment,
        }
        self.processes: list[subprocess.Popen] = []
        known = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            "--port",
            "0",
            "--scheduler-file",
            str(known),
            "--dashboard-address",
            "127.0.0.1:0",
        )
        while not known.exists() or not known.stat().st_size:
            assert self.scheduler.poll() is None
            time.sleep(0.02)
        self.address = json.loads(known.read_text())["address"]

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):  # it was ended by a test
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def add(self, count: int, *flags: str) -> list[int]:
        """Start workers of one thread each, which a nanny starts again when they die.

        Their process ids.
        """
        before = self.workers(0)
        self._start(
            "worker",
            self.address,
            "--nworkers",
            str(count),
            "--nthreads",
            "1",
            "--no-dashboard",
            *flags,
        )
        return [pid for pid in self.workers(len(before) + count) if pid not in before]

    def workers(self, least: int) -> list[int]:
        """The process ids of all workers, at least so many."""
        with Client(self.address) as client:
            if least:
                client.wait_for_workers(least, timeout=120)
            return list(client.run(os.getpid).values())

    def _start(self, *command: str) -> subprocess.Popen:
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--host", "127.0.0.1"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process
