"""A library that was published twice, and the service."""

import dataclasses
from types import SimpleNamespace

import pytest

from features import publish
from ingest.folder import DataFolder
from tests.api.conftest import build, icons, start

__all__ = ["start"]

MARKS = ("one", "two")


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> SimpleNamespace:
    """A data folder with two generations of the same drawings; each icon's id, name and tag say of which it is.

    `marks` has the mark of each generation by its name; the older is served.
    """
    folder = DataFolder(tmp_path_factory.mktemp("twice"))
    marks = {}
    for mark in MARKS:
        library = [dataclasses.replace(icon, id=f"{icon.id}@{mark}", name=f"{icon.name} @{mark}", tags=(mark,)) for icon in icons()]
        marks[build(folder, library)] = mark
    publish.switch(folder, min(marks))
    return SimpleNamespace(folder=folder, marks=marks)
