"""Pages of a crawl under way, on a disk that is full."""

import subprocess
import sys

import pytest

CRAWL = """
import resource, signal, sys
from pathlib import Path
from ingest.common import failures
from ingest.graphql.checkpoint import Checkpoint, PageIcons, ReadPage

def crawl():
    checkpoint = Checkpoint(Path(sys.argv[1]), "a source")
    try:
        checkpoint.add(1, ReadPage(PageIcons([]), None, 0, 4, 4))
    finally:
        checkpoint.close()

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
sys.exit(failures.run("ingest", crawl))
"""


@pytest.mark.parametrize(
    "room",
    [pytest.param(10, id="for a part of the header"), pytest.param(100, id="for the header alone")],
)
def test_a_full_disk_is_one_sentence_and_no_file_is_left_open(tmp_path, room):
    """In development mode Python 3.11 reports what 3.13 always reports: an error of a file that is
    flushed when it is collected."""
    command = [sys.executable, "-X", "dev", "-c", CRAWL, str(tmp_path), str(room)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 6
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("ingest: the data folder cannot be used (File too large)")
