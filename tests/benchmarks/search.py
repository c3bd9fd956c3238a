"""The service as one client meets it: start to ready, resident memory, and how long POST /search takes.

Takes the library that is published in the data folder: run `make demo` first (and stop it). Medians of several runs,
on an otherwise idle machine.

usage: python -m tests.benchmarks.search [--data DIR] [--picture FILE] [--runs 5] [--searches 200]
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.folder import default_folder

ROOT = Path(__file__).parents[2]
WARM_UP = 20  # searches before those that count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=default_folder())
    parser.add_argument("--picture", type=Path, default=ROOT / "data/demo/screenshot.png")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--searches", type=int, default=200)
    options = parser.parse_args()
    picture = options.picture.read_bytes()
    ready, at_start, after, medians, tails = [], [], [], [], []
    for _ in range(options.runs):
        with service(options.data) as (process, port, started):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            library = wait_until_ready(connection)
            ready.append(time.perf_counter() - started)
            at_start.append(resident(process))
            durations = [search(connection, picture) for _ in range(WARM_UP + options.searches)][WARM_UP:]
            connection.close()
            medians.append(statistics.median(durations))
            tails.append(statistics.quantiles(durations, n=20)[-1])
            after.append(resident(process))
    print(f"{processor()}, {os.cpu_count()} cores; medians of {options.runs} runs")
    print(f"library                 {library}")
    print(f"start to ready          {statistics.median(ready):.2f} s")
    print(f"resident when ready     {statistics.median(at_start):.0f} MB, after the searches {statistics.median(after):.0f} MB")
    print(f"POST /search, 1 client  p50 {1000 * statistics.median(medians):.1f} ms, p95 {1000 * statistics.median(tails):.1f} ms")


@contextmanager
def service(data: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """The service on a free port, and when its process was started."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "api", "--port", "0", "--data", str(data), *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said = process.stdout.readline()
        listening = re.search(r"listening on http://.*:(\d+)", said)
        if listening is None:
            sys.exit(f"the service did not start: {said}")
        # Its log is read all the while: a pipe that is full would stop it.
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        try:
            yield process, int(listening[1]), started
        finally:
            process.terminate()
            reader.join()


def wait_until_ready(connection: http.client.HTTPConnection) -> str:
    connection.request("GET", "/readyz")  # answered when the library is open
    response = connection.getresponse()
    said = response.read().decode()
    if response.status != 200:
        sys.exit(said)
    return said


def search(connection: http.client.HTTPConnection, picture: bytes) -> float:
    """Seconds from the first byte sent to the last byte received."""
    head = b'--limit\r\nContent-Disposition: form-data; name="image"; filename="shot.png"\r\n\r\n'
    started = time.perf_counter()
    connection.request("POST", "/search", head + picture + b"\r\n--limit--\r\n", {"Content-Type": "multipart/form-data; boundary=limit"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - started
    if response.status != 200:
        sys.exit(answer.decode())
    return seconds


def resident(process: subprocess.Popen[str]) -> float:
    """Megabytes of memory that the process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def processor() -> str:
    return re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]


if __name__ == "__main__":
    main()
