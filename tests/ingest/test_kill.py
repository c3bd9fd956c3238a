"""A crawl that is killed at any moment, and run again, gives the same bytes as one that was not."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.ingest.conftest import describe
from tests.ingest.demo.faulty import Fault

SEED = 20261121


@pytest.fixture
def start(ingest, demo):
    """Start a crawl of thirty requests as a process of its own."""
    description = ingest.folder / "toys.toml"
    description.write_text(describe("cursor", demo.url, size=2))

    def start():
        command = [
            sys.executable,
            "-m",
            "ingest",
            "--source",
            str(description),
            "--data",
            str(ingest.data),
        ]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return start


def wait_for(demo, requests, process):
    """Until the service has had so many requests, or the process has ended."""
    while len(demo.requests) < requests and process.poll() is None:
        time.sleep(0.001)


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_killed_at_random_moments_and_run_again_the_bytes_are_the_same(
    start, ingest, demo, library, kill
):
    assert start().wait() == 0
    whole = ingest.bytes
    ingest.source.unlink()
    rng = random.Random(SEED)
    for _ in range(3):  # of 30 requests, each run gets nine at most
        demo.requests.clear()
        requests = rng.randint(1, 9)
        demo.faults = [Fault("slow", 60, first=requests + 1)]  # it cannot end before it is killed
        process = start()
        wait_for(demo, requests, process)
        time.sleep(rng.random() * 0.05)
        process.send_signal(kill)
        assert process.wait() == (-kill if kill == signal.SIGKILL else 143)
        assert not ingest.source.exists()
    demo.faults = ()
    assert start().wait() == 0
    assert ingest.bytes == whole


def test_a_killed_crawl_goes_on_where_it_was(start, demo):
    demo.faults = [Fault("slow", 60, first=11)]
    process = start()
    wait_for(demo, 11, process)
    process.kill()
    process.wait()
    demo.faults = ()
    demo.requests.clear()
    assert start().wait() == 0
    assert len(demo.requests) == 20, "ten of the thirty pages were there"


def test_killed_while_it_writes_the_old_file_or_the_new_one_is_there(ingest, demo, monkeypatch):
    """Each step of the writing is once the last one."""
    assert ingest.crawl(demo) == 0
    old = ingest.bytes
    demo.icons = demo.icons[1:]
    really = os.replace
    for fatal in (1, 2, 3):
        steps = 0

        def replace(source, target, fatal=fatal):
            nonlocal steps
            steps += 1
            if steps == fatal:
                raise KeyboardInterrupt
            really(source, target)

        monkeypatch.setattr(os, "replace", replace)
        assert ingest.crawl(demo) == 130
        assert ingest.bytes == old
    monkeypatch.setattr(os, "replace", really)
    assert ingest.crawl(demo) == 0
    assert ingest.icons == demo.icons
    assert (ingest.data / "source.previous.json").read_bytes() == old
