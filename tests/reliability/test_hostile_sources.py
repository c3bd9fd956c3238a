"""Every kind of hostile source: the crawl ends in a sentence, in bounded memory and time, and what
is there stays as it was.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main
from tests.ingest.conftest import describe
from tests.ingest.demo.faulty import serve
from tests.reliability.sources import FONT_AWESOME, GITHUB, KINDS, Kind, description, serving

ROOT = Path(__file__).parents[2]
MOST = 1_000_000_000  # bytes
PATIENCE = 300.0  # seconds
QUICK = (
    "gzip bomb",
    "endless headers",
    "millions of lists",
    "tags of 900 levels",
    "cursor of 20 MB",
    "commands to the terminal",
    "token of 20 MB",
    "repository of another shape",
)

# Runs ingest, and says at its end how much memory it took. The kernel's own figure for a child
# begins with the memory of the process that started it.
LAUNCHER = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
try:
    runpy.run_module("ingest", run_name="__main__", alter_sys=True)
finally:
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    print("peak", peak.split()[1])
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A data folder after a good crawl of the source that will turn hostile."""
    root = tmp_path_factory.mktemp("good")
    with serve() as demo:
        (root / "toys.toml").write_text(describe("cursor", demo.url, size=500))
        main(["--source", str(root / "toys.toml"), "--data", str(root / "data")])
    return root / "data"


@pytest.fixture(scope="module")
def peaks():
    """The bytes of memory that each kind's crawl took at most, by the kind's name."""
    return {}


def crawl(kind: Kind, url: str, folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    (folder / "toys.toml").write_text(description(kind, url))
    source = {
        None: ["--source", str(folder / "toys.toml")],
        FONT_AWESOME: ["--source", "fontawesome", "--endpoint", url],
        GITHUB: ["--source", "github", "--endpoint", url, "--set", "owner=a", "--set", "name=b"],
    }[kind.service]
    command = [sys.executable, "-c", LAUNCHER, *source, "--data", str(data), *kind.arguments]
    secrets = {"FONTAWESOME_API_TOKEN": "s3cr3t-s3cr3t", "GITHUB_TOKEN": "s3cr3t-s3cr3t"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **secrets},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in KINDS],
)
def test_a_hostile_source_ends_in_a_sentence_and_changes_nothing(name, crawled, tmp_path, peaks):
    kind = KINDS[name]
    data = crawled if kind.service is None else tmp_path / "data"
    before = {path.name: path.read_bytes() for path in crawled.glob("source*.json")}
    with serving(kind) as source:
        ended = crawl(kind, source.url, tmp_path, data)
    peak = int(ended.stdout.split()[-1]) * 1024
    assert ended.returncode == kind.status, ended.stderr[-2000:]
    assert kind.says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr) < 10_000
    assert ended.stderr.replace("\n", "").isprintable()
    assert "s3cr3t" not in ended.stderr
    assert {path.name: path.read_bytes() for path in crawled.glob("source*.json")} == before
    assert not list(tmp_path.glob("data/source*"))
    peaks[name] = peak
    assert peak < MOST


@pytest.mark.slow
def test_the_most_memory_that_any_hostile_source_took(peaks, note):
    worst = max(peaks, key=peaks.__getitem__)
    megabytes = peaks[worst] // 1_000_000
    note(f"Hostile sources of {len(peaks)} kinds", f"{megabytes} MB at most ({worst}), none lost")
    assert len(peaks) >= 30
