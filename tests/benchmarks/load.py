"""POST /search under load, as a Markdown table: answers a second, and how long they took, for several numbers of clients.

Takes the library that is published in the data folder: `python -m ingest import` of an Iconify set of 10,000 icons, say, then render
and features. The pictures are simulated screenshots of its icons. This process plays the clients; the last column is its own cost,
which on the same processors the service goes without. A client that is told to come back later does so. On an idle machine.

usage: python -m tests.benchmarks.load [--data DIR] [--workers N] [--clients 1 8 32 128] [--seconds 10] [-- FLAG OF THE SERVICE...]
"""

import argparse
import http.client
import itertools
import os
import time
from pathlib import Path

from ingest.folder import DataFolder, default_folder
from tests import load
from tests.benchmarks.search import processor, service, wait_until_ready

PICTURES = 200
HEAD = (
    "| clients | answers a second | p50, p95, p99 ms | 503 a second | processor ms an answer | of the clients |\n|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=default_folder())
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()
    searches = [load.request("/search", picture) for picture in load.screenshots(DataFolder(options.data), PICTURES)]
    flags = ["--workers", str(options.workers), "--threads", "1", *options.flags]
    print(f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {' '.join(flags)}")
    with service(options.data, *flags) as (process, port, _):
        print(wait_until_ready(http.client.HTTPConnection("127.0.0.1", port)))
        under_load(port, process.pid, searches, 8, 2)  # every worker opens what it needs
        print(HEAD)
        for clients in options.clients:
            print(under_load(port, process.pid, searches, clients, options.seconds), flush=True)
        print(f"memory of all processes: {load.memory(process.pid):.0f} MB")


def under_load(port: int, pid: int, searches: list[bytes], clients: int, seconds: float) -> str:
    """One row of the table."""
    end, before, own = time.monotonic() + seconds, load.processor_seconds(pid), time.process_time()
    seen = load.run(port, itertools.cycle(searches), clients, lambda _: time.monotonic() > end)
    found = seen.statuses[200]
    times = ", ".join(f"{seen.percentile(share):.1f}" for share in (50, 95, 99))
    cost, own_cost = (1000 * taken / found for taken in (load.processor_seconds(pid) - before, time.process_time() - own))
    return f"| {clients} | {found / seconds:.0f} | {times} | {seen.statuses[503] / seconds:.0f} | {cost:.1f} | {own_cost:.1f} |"


if __name__ == "__main__":
    main()
