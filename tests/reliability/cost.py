"""What a request costs: processor time, memory, and time on the event loop."""

import asyncio
import contextlib
import ctypes
import gc
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.budget import Budget

SELF = Path("/proc/self")
INTERVAL = 0.005  # seconds between two measurements of the memory


@dataclass(frozen=True)
class Sent:
    """What goes over the wire."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    media_type: str = "image/png"

    @property
    def size(self) -> int:
        """Bytes, but for the head's fixed part."""
        return len(self.content) + sum(map(len, self.query.values())) + 1


@dataclass(frozen=True)
class Cost:
    """What a request cost. Processes that decode and draw for the service count with it."""

    status: int
    seconds: float  # of processor time, of all threads and processes
    step: float  # of processor time, the event loop's longest step
    memory: float  # megabytes more at its worst than before
    size: int  # bytes sent

    @property
    def per_byte(self) -> float:
        """Seconds a byte."""
        return self.seconds / self.size


class Target:
    """The service in this process."""

    def __init__(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self._client = client
        self._step = 0.0
        self._charged = 0.0  # by other processes
        self._most = 0.0  # megabytes of this process and its workers
        run, charge = asyncio.Handle._run, Budget.charge

        def timed(handle: asyncio.Handle) -> None:
            began = time.thread_time()
            run(handle)
            self._step = max(self._step, time.thread_time() - began)

        def counted(budget: Budget, seconds: float) -> None:
            self._charged += seconds
            charge(budget, seconds)

        monkeypatch.setattr(asyncio.Handle, "_run", timed)
        monkeypatch.setattr(Budget, "charge", counted)
        # As the server does. A collection of what the tests have imported would be measured as a
        # step: 170,000 objects take 60 ms and more, the 6,000 of a worker some 2 ms.
        gc.collect()
        gc.freeze()

    def cost(self, request: Sent) -> Cost:
        """What a request costs."""
        ctypes.CDLL(None).malloc_trim(0)  # else what another left behind would hide its memory
        (SELF / "clear_refs").write_text("5")  # the peak begins anew (proc(5))
        self._step = self._charged = 0.0
        before = _megabytes("VmRSS", SELF)
        with self._watched():
            idle = self._most
            began = time.process_time()
            answer = self._client.request(
                request.method,
                request.path,
                params=request.query,
                content=request.content,
                headers={
                    "Content-Type": request.media_type,
                    "Accept": "application/json, text/event-stream",
                },
            )
            seconds = time.process_time() - began + self._charged
        memory = max(_megabytes("VmHWM", SELF) - before, self._most - idle)
        return Cost(answer.status_code, seconds, self._step, memory, request.size)

    @contextlib.contextmanager
    def _watched(self):
        """Measure the memory of the service and its processes, again and again."""
        over = threading.Event()
        self._most = _with_workers()

        def watch() -> None:
            while not over.wait(INTERVAL):
                self._most = max(self._most, _with_workers())

        watching = threading.Thread(target=watch)
        watching.start()
        yield
        over.set()
        watching.join()


def _with_workers() -> float:
    """Megabytes that this process and those that decode or draw for it have for themselves."""
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    workers = []
    if server is not None:
        workers = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    total = _megabytes("RssAnon", SELF)
    for worker in workers:
        with contextlib.suppress(OSError, ValueError):  # it has just ended
            total += _megabytes("RssAnon", Path("/proc", worker))
    return total


def _megabytes(name: str, process: Path) -> float:
    lines = (process / "status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith(name)]
    return int(line.split()[1]) / 1000
