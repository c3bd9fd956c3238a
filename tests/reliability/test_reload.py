"""The index is swapped while it is searched: no request fails, and no answer holds anything of
two indexes.
"""

import itertools
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from features.builder import publication
from ingest.common.data_folder import DataFolder
from tests import load
from tests.api.conftest import ROOT, until
from tests.reliability.conftest import MARKS

CLIENTS = 16
EXTRACTORS = ("glyphnet", "phash")
# As `python -m api`, but it looks for a new index fifty times a second.
EAGER = (
    "-c",
    "import sys; from api import serving; from api.__main__ import main; serving.INTERVAL = 0.02; "
    "sys.exit(main())",
)


def asked(folder: DataFolder) -> list[bytes]:
    """Requests that either generation can answer."""
    searches = [
        load.request(path, picture)
        for picture in load.screenshots(folder, 20)
        for path in ("/search?limit=20", "/search?q=one", "/search?encoder=phash&limit=5")
    ]
    return [
        *searches,
        load.request("/icons?q=account&facets=true"),
        load.request("/icons?limit=50"),
        load.request("/readyz"),
    ]


class Watch:
    """What each answer must be, and which generations have answered."""

    def __init__(self, marks: dict[str, str]) -> None:
        self._marks = marks
        self.answered: set[str] = set()

    def __call__(self, sent: bytes, answer: load.Answer) -> None:
        assert answer.status == 200, answer
        index = answer.json()["index"]
        mentioned = set(re.findall(rf"@({'|'.join(MARKS)})\b", answer.body.decode()))
        assert mentioned == (set() if b"/readyz" in sent else {self._marks[index]}), (
            index,
            answer.body,
        )
        tag = answer.header("etag")
        assert tag is None or tag.startswith(f'"{index}:')
        self.answered.add(index)


def served(service) -> int:
    """How many times a worker has begun to serve a generation."""
    return sum("serving generation" in line for line in service.lines)


@pytest.mark.parametrize(
    ("swaps", "growth"), [(10, 250), pytest.param(1000, 80, marks=pytest.mark.slow)]
)
def test_swapped_again_and_again_no_answer_fails_or_mixes(published, start, note, swaps, growth):
    folder, marks = published.folder, published.marks
    workers = 2
    service = start(folder.root, "--workers", str(workers), "--threads", "1", program=EAGER)
    watch, requests = Watch(marks), itertools.cycle(asked(folder))
    until(lambda: served(service) == workers)
    # A library is closed when its last request is done: several open at once take memory at first.
    watched_from = max(1, swaps // 10)
    memory = {}

    def swap() -> None:
        """Publish the generations in turn, each when all workers serve the one before."""
        for number, name in zip(
            range(1, swaps + 1), itertools.cycle(sorted(marks, reverse=True)), strict=False
        ):
            publication.switch(folder, name)
            until(lambda number=number: served(service) == workers * (number + 1))
            memory[number] = (
                load.memory(service.process.pid) if number in (watched_from, swaps) else None
            )

    swapping = threading.Thread(target=swap)
    swapping.start()
    seen = load.run(service.port, requests, CLIENTS, lambda _: not swapping.is_alive(), watch)
    assert memory.keys() == set(range(1, swaps + 1))
    assert (set(seen.statuses), seen.broken) == ({200}, 0)
    assert watch.answered == set(marks)
    load.run(service.port, requests, CLIENTS, lambda seen: seen.statuses[200] > 100, watch)
    for worker in load.processes(service.process.pid)[1:]:
        assert Path(f"/proc/{worker}/maps").read_text().count("features.h5") <= len(
            EXTRACTORS
        )  # what was replaced is let go of
    note(
        "Swaps of the index under 16 clients",
        f"{swaps} swaps in each of {workers} workers: {seen.statuses[200]} answers, none failed, "
        "none mixed; "
        f"memory {memory[watched_from]:.0f} MB after {watched_from}, {memory[swaps]:.0f} MB after "
        f"{swaps}",
    )
    assert memory[swaps] - memory[watched_from] < growth


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_one_command_goes_back_under_load(published, start, note, times):
    folder, marks = published.folder, published.marks
    older, newer = sorted(marks)
    service = start(folder.root, "--threads", "1")
    watch, requests = Watch(marks), itertools.cycle(asked(folder))
    seconds = []
    for _ in range(times):
        publication.switch(folder, newer)
        only(newer, service, requests, watch)
        started = time.monotonic()
        command = subprocess.Popen(
            [sys.executable, "-m", "features", "rollback", "--data", str(folder.root)], cwd=ROOT
        )
        only(older, service, requests, watch)
        seconds.append(time.monotonic() - started)
        assert command.wait() == 0
    note(
        "`python -m features rollback` under 16 clients",
        f"{times} times, none of their requests failed; after {max(seconds):.1f} s at most all "
        "answers were of the older index",
    )


def only(name: str, service, requests, watch: Watch) -> None:
    """Go on asking until a generation is all that answers."""

    def alone() -> bool:
        answered, watch.answered = watch.answered, set()
        return answered == {name}

    until(
        lambda: (
            load.run(
                service.port, requests, CLIENTS, lambda seen: seen.statuses[200] >= CLIENTS, watch
            )
            and alone()
        )
    )
