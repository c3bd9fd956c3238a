"""What the service's own process management brings, side by side with what it replaces.

All variants serve the same library at the same time, each with two workers, and are loaded in turn
for a second; every second round has the reverse order. So a change of the machine's speed meets all
of them. Clients connect anew for each turn, and send a search as soon as the last one is answered.
One more client asks /healthz every 20 ms.

The table is in Markdown. `×` is the median of a round's ratio to `as it is`. The spread is the most
answers of one client by the fewest of another, in one turn; the median of all turns. `busiest
worker` is the mean number of connections of the worker that had most of them.

usage: python -m tests.benchmarks.serving [--data DIR] [--rounds 20] [--seconds 1]
                                          [--clients 1 8 32] [--variants NAME...]
"""

import argparse
import asyncio
import contextlib
import itertools
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import uvloop

from ingest.common.data_folder import DataFolder, default_folder
from tests import load
from tests.benchmarks.scale.service import get, machine

ROOT = Path(__file__).parents[2]
WORKERS = 2
PICTURES = 200
WARM_UP = 2.0  # seconds of searches before those that count
HEALTH_PAUSE = 0.02  # seconds between two requests for /healthz
BASELINE = "as it is"
# The functions of serving_variants.
VARIANTS = {
    BASELINE: "as_it_is",
    "uvicorn's workers": "uvicorn_workers",
    "searches on the event loop": "searches_on_the_event_loop",
    "no gc.freeze": "without_freeze",
    "rare collections of garbage": "rare_collections",
}
PROGRAM = "from tests.benchmarks import serving_variants; serving_variants.{}()"


@dataclass
class Variant:
    """A running service, and the seconds from its start until all its workers were ready."""

    process: subprocess.Popen[str]
    port: int
    start: float


@dataclass
class Turn:
    """The answers of each client, the seconds that each answer took, and those of /healthz.

    `busiest` is the number of connections of the worker that had most of them.
    """

    clients: int
    answers: list[int] = field(init=False)
    seconds: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    processor: float = 0.0  # seconds of the service
    busiest: int = 0

    def __post_init__(self) -> None:
        self.answers = [0] * self.clients

    def run(self, variant: Variant, searches: Iterator[bytes], seconds: float) -> None:
        """Load a variant for so many seconds."""
        pid = variant.process.pid
        before = load.processor_seconds(pid)
        idle = _sockets(pid)
        end = time.monotonic() + seconds

        async def together() -> None:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask_health(variant.port, end))
                for number in range(self.clients):
                    group.create_task(self._search(number, variant.port, searches, end))
                await asyncio.sleep(seconds / 2)
                busy = _sockets(pid)
                self.busiest = max(busy[worker] - idle[worker] for worker in idle)

        uvloop.run(together())
        self.processor = load.processor_seconds(pid) - before

    @property
    def spread(self) -> float:
        """The answers of the client that got the most, by those of the client that got the fewest.

        A client without any counts as one with an answer.
        """
        return max(self.answers) / max(1, min(self.answers))

    async def _search(self, number: int, port: int, searches: Iterator[bytes], end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < end:
            answer = await load.exchange(reader, writer, next(searches))
            if answer.status != 200:
                sys.exit(f"a search was answered {answer.status}: {answer.body.decode()}")
            self.answers[number] += 1
            self.seconds.append(answer.seconds)
        writer.close()

    async def _ask_health(self, port: int, end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = load.request("/healthz")
        while time.monotonic() < end:
            self.health.append((await load.exchange(reader, writer, request)).seconds)
            await asyncio.sleep(HEALTH_PAUSE)
        writer.close()


def _sockets(pid: int) -> dict[int, int]:
    """The number of open sockets of each worker."""
    counts = {}
    for worker in load.processes(pid)[1:]:
        counts[worker] = 0
        for file in Path(f"/proc/{worker}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                counts[worker] += str(file.readlink()).startswith("socket:")
    return counts


Turns = dict[tuple[int, str], list[Turn]]  # by the number of clients and the variant


@contextlib.contextmanager
def serving(data: Path, function: str) -> Iterator[Variant]:
    """A variant, stopped at the end."""
    flags = ("--port", "0", "--data", str(data), "--workers", str(WORKERS))
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(function), *flags],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        port = _port(process.stdout)
        start = time.perf_counter() - started
        # A full pipe would stop the service.
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        try:
            yield Variant(process, port, start)
        finally:
            process.terminate()
            reader.join()


def _port(log: Iterator[str]) -> int:
    """The port of a service; reads its log until every worker has started."""
    port = started = 0
    lines = []
    for line in log:
        lines.append(line)
        listening = re.search(r"listening on http://.*:(\d+)", line)
        if listening is not None:
            port = int(listening[1])
        started += "Application startup complete" in line
        if port and started == WORKERS:
            return port
    sys.exit("the service did not start:\n" + "".join(lines))


def measure(
    variants: dict[str, Variant],
    searches: Sequence[bytes],
    clients: Sequence[int],
    rounds: int,
    seconds: float,
) -> Turns:
    """Load the variants in turn."""
    requests = itertools.cycle(searches)
    for variant in variants.values():
        get(variant.port, "/readyz")
        Turn(max(clients)).run(variant, requests, WARM_UP)
    turns: Turns = defaultdict(list)
    for number in range(rounds):
        names = list(variants) if number % 2 == 0 else list(reversed(variants))
        for count in clients:
            for name in names:
                turn = Turn(count)
                turn.run(variants[name], requests, seconds)
                turns[count, name].append(turn)
    return turns


HEADS = (
    "clients",
    "variant",
    "answers",
    "×",
    "p50 ms",
    "p99 ms",
    "spread",
    "busiest worker",
    "processor ms an answer",
    "×",
    "/healthz p99 ms",
)


def table(turns: Turns) -> str:
    lines = [_row(HEADS), _row(["---"] * len(HEADS))]
    for (clients, name), measured in turns.items():
        base = turns[clients, BASELINE]
        lines.append(_row([str(clients), name, *_cells(measured, base)]))
    return "\n".join(lines)


def _cells(turns: Sequence[Turn], base: Sequence[Turn]) -> list[str]:
    pairs = list(zip(turns, base, strict=True))
    seconds = [taken for turn in turns for taken in turn.seconds]
    health = [taken for turn in turns for taken in turn.health]
    p50, p99 = 1000 * np.percentile(seconds, (50, 99))
    answers = statistics.median(len(one.seconds) / len(other.seconds) for one, other in pairs)
    return [
        str(len(seconds)),
        f"{answers:.2f}",
        f"{p50:.1f}",
        f"{p99:.1f}",
        f"{statistics.median(turn.spread for turn in turns):.2f}",
        f"{statistics.mean(turn.busiest for turn in turns):.1f} of {turns[0].clients + 1}",
        f"{_cost(turns):.2f}",
        f"{_cost(turns) / _cost(base):.2f}",
        f"{1000 * np.percentile(health, 99):.1f}",
    ]


def _cost(turns: Sequence[Turn]) -> float:
    """Processor milliseconds of the service for an answer."""
    processor = sum(turn.processor for turn in turns)
    return 1000 * processor / sum(len(turn.seconds) for turn in turns)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=default_folder())
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    options = parser.parse_args()
    pictures = load.screenshots(DataFolder(options.data), PICTURES)
    searches = [load.request("/search", picture) for picture in pictures]
    names = [BASELINE, *(name for name in options.variants if name != BASELINE)]
    with contextlib.ExitStack() as stack:
        variants = {
            name: stack.enter_context(serving(options.data, VARIANTS[name])) for name in names
        }
        turns = measure(variants, searches, options.clients, options.rounds, options.seconds)
        memory = {name: load.memory(variant.process.pid) for name, variant in variants.items()}
    print(machine())
    print(table(turns))
    print()
    for name, variant in variants.items():
        print(f"- {name}: ready after {variant.start:.1f} s, {memory[name]:.0f} MB at the end")


if __name__ == "__main__":
    main()
