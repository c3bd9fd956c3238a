"""Two nights of a small library: what each stage finds on the second one, what it must leave,
and running it by itself.
"""

import asyncio
import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api.serving import Serving
from features.builder import publication
from features.store import generation
from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.demo import serve
from ingest.icon import Icon
from render import store
from tests.features.conftest import drawn
from tests.ingest.conftest import describe

ROOT = Path(__file__).parents[2]
STAGES = ("ingest", "render", "features")
SEED = 20261122

# Runs a stage, and ends it as `kill -9` would before its n-th change to the data folder; n = 0
# counts them only.
LAUNCHER = """
import os, runpy, signal, sys
folder, last, stage = sys.argv[1], int(sys.argv[2]), sys.argv[3]
changes = 0
EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink"}
EVENTS |= {"os.truncate", "os.chmod", "sqlite3.connect"}
def count(event, arguments):
    global changes
    changing = event in EVENTS or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR))
    if changing and str(arguments[0]).startswith(folder):
        changes += 1
        if changes == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
sys.argv = sys.argv[3:]
try:
    runpy.run_module(stage, run_name="__main__", alter_sys=True)
finally:
    if not last:
        print("changes", changes)
"""


@dataclass(frozen=True)
class Nights:
    """`before[stage]` is a data folder just before the second night's run of that stage;
    `after[stage]` what it leaves.
    """

    description: Path
    before: Mapping[str, DataFolder]
    after: Mapping[str, Any]

    def command(self, stage: str, folder: DataFolder) -> list[str]:
        """The arguments of a stage's run on a data folder."""
        more = {
            "ingest": ["--source", str(self.description)],
            "render": ["--jobs", "2"],
            "features": ["--extractor", "glyphnet"],
        }
        return [stage, "--data", str(folder.root), *more[stage]]

    def run(
        self, stage: str, folder: DataFolder, *wrapper: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a stage to its end, inside another program where one is given."""
        command = [*wrapper, sys.executable, "-m", *self.command(stage, folder)]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def start(
        self, stage: str, folder: DataFolder, killed_before: int | None = None
    ) -> subprocess.Popen[str]:
        """Start a stage in a process group of its own.

        Killed before that change, where one is given.
        """
        launch = (
            ["-m"]
            if killed_before is None
            else ["-c", LAUNCHER, str(folder.root), str(killed_before)]
        )
        command = [sys.executable, *launch, *self.command(stage, folder)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, text=True, start_new_session=True, **pipes)

    def changes(self, stage: str, folder: DataFolder) -> int:
        """How many changes a stage makes to a data folder; it then has made them."""
        counted, _ = self.start(stage, folder, 0).communicate()
        return int(counted.splitlines()[-1].removeprefix("changes "))

    def copy(self, stage: str, root: Path) -> DataFolder:
        """A fresh copy of the data folder before a stage, in place of what is there."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.before[stage].root, root, symlinks=True)
        return DataFolder(root)


def library() -> tuple[list[Icon], list[Icon]]:
    """The icons of the first night and of the second: most stay, some change, come and go."""
    # Fewer than a self-test needs: it takes seconds, and changes nothing on the disk.
    first = [drawn(f"icon {number:02}", number, colours=1 + number % 2) for number in range(16)]
    second = [
        replace(icon, source_code=drawn("", 500 + place).source_code) if place % 3 == 0 else icon
        for place, icon in enumerate(first)
    ]
    return first, [*second[1:], *(drawn(f"new {number}", 900 + number) for number in range(3))]


@contextmanager
def two_nights(root: Path) -> Iterator[Nights]:
    """Run the first night, and the second one stage by stage."""
    first, second = library()
    with serve(first) as demo:
        description = root / "toys.toml"
        description.write_text(describe("cursor", demo.url, size=4))
        before: dict[str, DataFolder] = {}
        after: dict[str, Any] = {}
        nights = Nights(description, before, after)
        folder = DataFolder(root / "data")
        for stage in STAGES:
            nights.run(stage, folder).check_returncode()
        demo.icons = second
        for stage in STAGES:
            before[stage] = DataFolder(root / f"before {stage}")
            shutil.copytree(folder.root, before[stage].root, symlinks=True)
            nights.run(stage, folder).check_returncode()
            after[stage] = result(stage, folder)
            assert after[stage] != result(stage, before[stage])
        yield nights


def result(stage: str, folder: DataFolder) -> object:
    """What a stage has left for the next one; the same library gives the same."""
    if stage == "ingest":
        return folder.source.read_bytes()
    if stage == "render":
        rendering = store.read_manifest(folder)
        files = [image.file for rendered in rendering.icons.values() for image in rendered.images]
        return folder.render_manifest.read_bytes(), {
            file: (folder.images / file).read_bytes() for file in files
        }
    manifest = json.loads((folder.current / generation.MANIFEST).read_bytes())
    return manifest["content"], manifest["files"]


def assert_sound(folder: DataFolder) -> None:
    """Whatever a reader finds is whole: the crawl, the rendering with its pictures, and what is
    served, which the service takes.
    """
    source_json.read(folder.source)
    rendering = store.read_manifest(folder)
    for rendered in rendering.icons.values():
        for image in rendered.images:
            assert (
                hashlib.sha256((folder.images / image.file).read_bytes()).hexdigest()
                == image.sha256
            )
    publication.verify(generation.current_path(folder))
    assert served(folder) == generation.current_name(folder)


def served(folder: DataFolder) -> str | None:
    """The generation that a service started now would serve; None where it refuses what it
    finds.
    """

    async def name() -> str | None:
        serving = Serving(folder, 1)
        await serving.start()
        if serving.refused is not None:
            return None
        async with serving.lease() as library:
            found = library.name
        serving.close()
        return found

    return asyncio.run(name())


def moments(total: int, count: int) -> Sequence[int]:
    """So many of the moments 1 … total at random, each as often as the others as far as it goes."""
    rng = random.Random(SEED)
    whole = [
        moment
        for _ in range(-(-count // total))
        for moment in rng.sample(range(1, total + 1), total)
    ]
    return whole[:count]
