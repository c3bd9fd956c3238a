"""Processes make the vectors that threads make, in order, and no process outlives a build."""

import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from features.builder import local_embedding, worker_pool
from features.encoders import glyphnet
from tests.render.documents import group_is_gone


def jpegs(count: int) -> list[bytes]:
    """Pictures of a bar that grows."""
    made = []
    for number in range(count):
        picture, content = Image.new("RGB", (64, 64), "white"), BytesIO()
        ImageDraw.Draw(picture).rectangle((8, 8, 9 + number, 40), fill="black")
        picture.save(content, "JPEG")
        made.append(content.getvalue())
    return made


BATCH = local_embedding.SETTINGS.batch


def test_processes_make_the_vectors_that_threads_make(monkeypatch: pytest.MonkeyPatch):
    pictures = jpegs(2 * BATCH + 3)
    by_threads = list(local_embedding.embed("glyphnet", glyphnet.MODEL, pictures, 2))
    assert [len(vectors) for vectors in by_threads] == [BATCH, BATCH, 3]
    monkeypatch.setattr(worker_pool, "SETTINGS", worker_pool.PoolSettings(processes_from=1))
    by_processes = list(local_embedding.embed("glyphnet", glyphnet.MODEL, pictures, 2))
    np.testing.assert_array_equal(np.concatenate(by_processes), np.concatenate(by_threads))


def test_no_picture_no_vector():
    assert list(local_embedding.embed("glyphnet", glyphnet.MODEL, [], 2)) == []


ENDLESS = """
import sys
from features.builder import local_embedding, worker_pool
from features.encoders import glyphnet
from tests.features.builder.test_local_embedding import jpegs
if __name__ == "__main__":
    worker_pool.SETTINGS = worker_pool.PoolSettings(processes_from=1)
    for vectors in local_embedding.embed("glyphnet", glyphnet.MODEL, jpegs(40) * 500, 2):
        print(len(vectors), flush=True)
"""


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_a_build(ended_by: signal.Signals, tmp_path: Path):
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, script]
    build = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    assert build.stdout is not None and build.stdout.readline() == b"16\n"
    build.send_signal(ended_by)
    build.wait(60)
    build.stdout.close()
    assert group_is_gone(build.pid)
