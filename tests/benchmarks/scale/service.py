"""The service as its clients meet it: from its start to its first answer, memory, the stages of a search, one client and several."""

import http.client
import itertools
import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from features.store.generation import open_current
from ingest.common.data_folder import DataFolder
from tests import load

ROOT = Path(__file__).parents[3]
STARTS = 5
WARM_UP = 50  # searches before those that count
SEARCHES = 500
STAGES = ("receive", "wait", "decode", "embed", "compare", "refine", "group", "describe")


@contextmanager
def service(data: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """The service on a free port, and when its process was started."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "api", "--port", "0", "--data", str(data), *flags]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
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


def get(port: int, path: str) -> str:
    """What the service says at an address; ends the program with it where it is not well."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    said = response.read().decode()
    connection.close()
    if response.status != 200:
        sys.exit(said)
    return said


def measure(folder: DataFolder, pictures: Sequence[bytes]) -> dict[str, Any]:
    """Starts, and then one client, with the default settings."""
    ready, resident = [], []
    for number in range(STARTS):
        with service(folder.root) as (process, port, started):
            get(port, "/readyz")  # answered when the library is open
            ready.append(time.perf_counter() - started)
            resident.append(load.memory(process.pid))
            if number == STARTS - 1:
                searched = _searched(port, pictures)
                after = load.memory(process.pid)
    stages = {**searched["stages"], "(of `embed`, the canonical glyph)": _glyph(folder, pictures)}
    memory = {"ready": statistics.median(resident), "after": after}
    return {"start": statistics.median(ready), "memory": memory, **searched, "stages": stages}


def _searched(port: int, pictures: Sequence[bytes]) -> dict[str, Any]:
    requests = itertools.cycle(load.request("/search", picture) for picture in pictures)
    load.run(port, requests, 1, lambda seen: seen.statuses[200] >= WARM_UP)
    before = _totals(port)
    seen = load.run(port, requests, 1, lambda seen: seen.statuses[200] >= SEARCHES)
    after = _totals(port)
    stages = {name: 1000 * (after[name] - before[name]) / SEARCHES for name in STAGES}
    mean = 1000 * statistics.fmean(seen.seconds)
    stages["connection, HTTP, JSON, both ways"] = mean - sum(stages.values())
    return {"p50": seen.percentile(50), "p99": seen.percentile(99), "mean": mean, "stages": stages}


def _totals(port: int) -> dict[str, float]:
    """Seconds that the service has spent in each stage so far."""
    found = re.findall(
        r'^iconlens_stage_seconds_sum\{stage="(\w+)"\} (\S+)$', get(port, "/metrics"), re.M
    )
    return {name: float(seconds) for name, seconds in found}


def _glyph(folder: DataFolder, pictures: Sequence[bytes]) -> float:
    """Milliseconds to make the canonical glyphs of a picture, all readings; the mean."""
    opened = open_current(folder)
    encoder = opened.embedder(opened.default_extractor, threads=1).encoder
    opened.close()
    images = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    for image in images[:WARM_UP]:
        encoder.prepare(image, True)
    started = time.perf_counter()
    for image in images:
        encoder.prepare(image, True)
    return 1000 * (time.perf_counter() - started) / len(images)


def crowded(
    folder: DataFolder,
    pictures: Sequence[bytes],
    clients: Sequence[int],
    seconds: float,
    *flags: str,
) -> dict[str, Any]:
    """Several clients at a time, with these flags of the service; and what all its processes then hold."""
    searches = [load.request("/search", picture) for picture in pictures]
    with service(folder.root, *flags) as (process, port, _):
        get(port, "/readyz")
        under_load(port, process.pid, searches, 8, 2)  # every worker opens what it needs
        rows = [under_load(port, process.pid, searches, number, seconds) for number in clients]
        return {"clients": rows, "memory": load.memory(process.pid)}


def under_load(
    port: int, pid: int, searches: Sequence[bytes], clients: int, seconds: float
) -> dict[str, float]:
    """Answers and refusals a second, milliseconds until an answer, and processor milliseconds an answer, the clients' own apart."""
    end, before, own = time.monotonic() + seconds, load.processor_seconds(pid), time.process_time()
    seen = load.run(port, itertools.cycle(searches), clients, lambda _: time.monotonic() > end)
    found = seen.statuses[200]
    cost, own_cost = (
        1000 * taken / found
        for taken in (load.processor_seconds(pid) - before, time.process_time() - own)
    )
    times = {f"p{share}": seen.percentile(share) for share in (50, 95, 99)}
    return {
        "clients": clients,
        "rate": found / seconds,
        **times,
        "refused": seen.statuses[503] / seconds,
        "cost": cost,
        "own": own_cost,
    }


def machine() -> str:
    """The processor, how many there are, Python, and how busy they are."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]
    processors, python = (
        f"{len(os.sched_getaffinity(0))} processors",
        f"Python {platform.python_version()}",
    )
    return f"{model}, {processors}, {python}, load average {os.getloadavg()[0]:.1f}"
