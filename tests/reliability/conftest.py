"""The real service on a small real library, and a key that it wants."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from ingest.folder import DataFolder
from tests.api.conftest import Service, build, icons

KEY = "let-me-in"


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> SimpleNamespace:
    """A data folder with one generation, and the icons in it."""
    folder = DataFolder(tmp_path_factory.mktemp("library"))
    return SimpleNamespace(folder=folder, icons=icons(), name=build(folder, icons()))


@pytest.fixture(scope="session")
def keyed(published, tmp_path_factory) -> Iterator[Service]:
    """The service, which is searched with KEY; when all is done, nothing has failed in it."""
    running = Service(published.folder.root, tmp_path_factory.mktemp("scratch"), "--api-keys", KEY)
    running.client.headers["X-API-Key"] = KEY
    yield running
    assert running.stop() == 0
    assert "Traceback" not in "".join(running.lines)
