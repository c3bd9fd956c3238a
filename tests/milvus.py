"""milvus-lite as a server of its own, as its folder belongs to one process."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from pymilvus import MilvusClient

from features.search.index.milvus.connection import GRPC_OPTIONS, Timeouts

# Only against a server that hangs: tests wait for it as long as a slow machine takes.
START = 600.0  # seconds
PATIENT = Timeouts(answer=600.0)


class Server:
    """A server on a port of its own, which can be killed and started again with its data."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.store = f"milvus:http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        where = ["--data-dir", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "milvus_lite", "server", *where], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START
        while not self._listens():
            assert self._process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def client(self) -> MilvusClient:
        """For a look at what is there."""
        return MilvusClient(
            f"http://127.0.0.1:{self.port}", dedicated=True, grpc_options=GRPC_OPTIONS
        )

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
