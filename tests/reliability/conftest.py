"""What several of the tests of reliability start from: nights that went well, a library that was
published twice, a service with a key.
"""

import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from features.builder import publication
from features.store import generation
from ingest.common.data_folder import DataFolder
from tests.api.conftest import Service, build, build_twice, icons, start
from tests.reliability.nights import Nights, two_nights
from tests.shared import own_copy_of

__all__ = ["start"]

MARKS = ("one", "two")
KEY = "let-me-in"
SIZE = 48 << 20  # bytes of the small disk


def build_marked(root: Path) -> None:
    """Publish the icons twice, with another mark each time."""
    for mark in MARKS:
        library = [
            dataclasses.replace(
                icon, id=f"{icon.id}@{mark}", name=f"{icon.name} @{mark}", tags=(mark,)
            )
            for icon in icons()
        ]
        build(DataFolder(root), library)


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> SimpleNamespace:
    """A data folder with two generations of the same drawings.

    Each icon's id, name and tag say of which it is.

    `marks` has the mark of each generation by its name; the older is served.
    """
    folder = DataFolder(own_copy_of("twice", build_marked, tmp_path_factory))
    newer = generation.current_name(folder)
    (older,) = {path.name for path in folder.generations.iterdir()} - {newer}
    publication.switch(folder, older)
    marks = dict(zip((older, newer), MARKS, strict=True))
    return SimpleNamespace(folder=folder, marks=marks)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory) -> DataFolder:
    """A data folder with the library of the tests of the service."""
    return DataFolder(own_copy_of("library", build_twice, tmp_path_factory))


@pytest.fixture(scope="session")
def keyed(indexed, tmp_path_factory) -> Iterator[Service]:
    """The service, which is searched with KEY; when all is done, nothing has failed in it."""
    running = Service(indexed.root, tmp_path_factory.mktemp("scratch"), "--api-keys", KEY)
    running.client.headers["X-API-Key"] = KEY
    yield running
    assert running.stop() == 0
    assert "Traceback" not in "".join(running.lines)


@pytest.fixture(scope="session")
def nights(tmp_path_factory) -> Iterator[Nights]:
    with two_nights(tmp_path_factory.mktemp("nights")) as nights:
        yield nights


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A file system of its own, small and in memory."""
    point = tmp_path / "disk"
    point.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(point)], check=True)
    yield point
    subprocess.run(
        ["umount", "--lazy", str(point)], check=True
    )  # a process that ends may still have its last file open
