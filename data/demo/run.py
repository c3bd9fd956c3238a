"""`make demo`: the demonstration source, the three stages and the service, started in turn and
stopped together.

Settings: DEMO_PORT and API_PORT (environment). Exit status: that of the stage that failed, 2 for a
port that is taken, 0 when stopped with Ctrl-C or SIGTERM while serving, 128 + the signal's number
when stopped before.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
SCREENSHOT = os.path.relpath(Path(__file__).with_name("screenshot.png"))
GRACE = 5.0  # seconds between asking a process to end and killing it
INVITATION = """
The demonstration library is ready to be searched.
  page      {url}/
  API       {url}/docs
  try it    curl -F image=@{screenshot} '{url}/search?limit=3'
Ctrl-C stops everything."""


class Ended(Exception):
    """The demonstration is over; the argument is its exit status."""


class Processes:
    """What the demonstration started, each in a process group of its own, so that Ctrl-C reaches
    this program alone.
    """

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.signal: int | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.signal = (
            number  # seen by the next `until`: a signal never tears the starting of a process
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `python -m ARGUMENTS`, a server that is to run to the end."""
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.running.append(process)
        return process

    def run(self, *arguments: str) -> None:
        """Run a stage, `python -m ARGUMENTS`, to its end.

        Raises Ended with its exit status when that is not 0.
        """
        stage = self.start(*arguments)
        self.until(lambda: stage.poll() is not None)
        self.running.remove(stage)
        if stage.returncode:
            raise Ended(exit_status(stage))

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition.

        Raises Ended when a signal comes or a server ends by itself before it.
        """
        while not condition():
            if self.signal is not None:
                raise Ended(128 + self.signal)
            for process in self.running:
                if process.poll() is not None:
                    raise Ended(exit_status(process) or 1)
            time.sleep(0.05)

    def stop(self) -> None:
        """End every process: asked first, then killed with whatever is left of its group."""
        for process in reversed(self.running):
            process.terminate()
        deadline = time.monotonic() + GRACE
        while (
            any(process.poll() is None for process in self.running) and time.monotonic() < deadline
        ):
            time.sleep(0.02)
        for process in self.running:
            with suppress(
                ProcessLookupError
            ):  # raised when the whole group has ended, as it should
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def exit_status(process: subprocess.Popen[bytes]) -> int:
    """As a shell gives it: 128 + the signal's number for a process that a signal ended."""
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def free_port(setting: str) -> int:
    """The port a setting names.

    Raises Ended, having said what to do, when something listens there already.
    """
    value = os.environ[setting]
    try:
        port = int(value)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except (ValueError, OverflowError) as error:
        print(
            f"demo: {setting}={value} is no port: give a number from 1 to 65535.", file=sys.stderr
        )
        raise Ended(2) from error
    except OSError as error:
        print(
            f"demo: port {port} is taken ({error.strerror}): stop what listens there, or `make "
            f"demo {setting}={port + 1}`.",
            file=sys.stderr,
        )
        raise Ended(2) from error
    return port


def accepts(port: int) -> bool:
    """Whether a server listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def ready(port: int) -> bool:
    """Whether the service on a port says that it is ready to search."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def demonstrate(processes: Processes) -> None:
    """Everything from the source to the answer.

    Returns when told to stop; raises Ended when it cannot go on.
    """
    source_port, api_port = free_port("DEMO_PORT"), free_port("API_PORT")
    processes.start("ingest.demo", "--host", HOST, "--port", str(source_port))
    processes.until(lambda: accepts(source_port))
    os.environ["ICONLENS_DEMO_ENDPOINT"] = f"http://{HOST}:{source_port}/graphql"
    processes.run("ingest", "--source", "demo")
    processes.run("render")
    processes.run("features")
    processes.start("api", "--host", HOST, "--port", str(api_port))
    processes.until(lambda: ready(api_port))
    print(INVITATION.format(url=f"http://{HOST}:{api_port}", screenshot=SCREENSHOT), flush=True)
    processes.until(lambda: processes.signal is not None)


def main() -> int:
    """Demonstrate, then leave no process behind."""
    processes = Processes()
    try:
        demonstrate(processes)
    except Ended as ended:
        return int(ended.args[0])
    finally:
        processes.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
