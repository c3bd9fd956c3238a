"""The real service on a small real library, and a key that it wants."""

from collections.abc import Iterator

import pytest

from ingest.folder import DataFolder
from tests.api.conftest import Service, build, icons

KEY = "let-me-in"


@pytest.fixture(scope="session")
def indexed(tmp_path_factory) -> DataFolder:
    """A data folder with one generation."""
    folder = DataFolder(tmp_path_factory.mktemp("library"))
    build(folder, icons())
    return folder


@pytest.fixture(scope="session")
def keyed(indexed, tmp_path_factory) -> Iterator[Service]:
    """The service, which is searched with KEY; when all is done, nothing has failed in it."""
    running = Service(indexed.root, tmp_path_factory.mktemp("scratch"), "--api-keys", KEY)
    running.client.headers["X-API-Key"] = KEY
    yield running
    assert running.stop() == 0
    assert "Traceback" not in "".join(running.lines)
