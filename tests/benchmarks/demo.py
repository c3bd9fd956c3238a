"""`make demo` from an empty data folder to the first answer, installation excluded: the median of
several runs.

usage: python -m tests.benchmarks.demo [RUNS]
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent.parent


def main(runs: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = [seconds_to_first_answer(Path(folder) / str(number)) for number in range(runs)]
        again = [seconds_to_first_answer(Path(folder) / "0") for _ in range(runs)]
    print(
        f"make demo to the first answer, empty data folder: median {statistics.median(fresh):.1f} "
        f"s of {shown(fresh)}"
    )
    print(
        f"make demo to the first answer, nothing changed:   median {statistics.median(again):.1f} "
        f"s of {shown(again)}"
    )


def seconds_to_first_answer(data: Path) -> float:
    started = time.perf_counter()
    command = ["make", "--old-file=.venv/installed", "demo", "DEMO_PORT=4900", "API_PORT=8900"]
    environment = {**os.environ, "ICONLENS_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    invitation = next((line for line in process.stdout if "curl" in line), None)
    if invitation is None:
        sys.exit(f"make demo ended with status {process.wait()} and no invitation to search")
    picture, url = re.search(r"image=@(\S+) '(\S+)'", invitation).groups()
    httpx.post(url, files={"image": (ROOT / picture).read_bytes()}).raise_for_status()
    seconds = time.perf_counter() - started
    process.send_signal(signal.SIGTERM)
    process.communicate()
    return seconds


def shown(seconds: list[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in sorted(seconds))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
