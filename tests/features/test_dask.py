"""Embedding on a real Dask cluster: the same vectors as without, whichever worker is killed."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from features import build, generation, remote
from features import rendered as rendering
from features.build import Options
from features.encoders import ENCODERS
from features.shards import Shards
from ingest.failures import ConfigurationError
from ingest.folder import DataFolder
from tests.features.conftest import crawl, render

HERE = Options(None, 2, 5)


def vectors(folder: DataFolder, extractors: tuple[str, ...], options: Options) -> dict[str, dict[tuple[str, str], np.ndarray]]:
    """What a build publishes: by extractor, then by icon and ground, (d,)."""
    build.build(folder, rendering.read(folder), extractors, options)
    opened = generation.open_current(folder)
    opened.close()
    read = {name: opened.vectors(name) for name in extractors}
    return {name: dict(zip(zip(rows.ids, rows.grounds, strict=True), rows.vectors, strict=True)) for name, rows in read.items()}


@pytest.fixture
def other(tmp_path, icons) -> DataFolder:
    """The same library in another folder."""
    folder = DataFolder(tmp_path / "other")
    crawl(folder, icons)
    render(folder, icons)
    return folder


@pytest.mark.parametrize("killed", [0, 2])
def test_vectors_are_those_of_one_machine_though_workers_are_killed(killed, dask_cluster, rendered: DataFolder, other, monkeypatch):
    monkeypatch.setattr(remote, "BATCH", 3)
    alive, add, added = dask_cluster.workers(2)[:killed], Shards.add, []

    def killing(self, fresh):
        added.append(len(fresh))
        while alive:  # those started in their place have what the first were sent before
            os.kill(alive.pop(), signal.SIGKILL)
        add(self, fresh)

    monkeypatch.setattr(Shards, "add", killing)
    extractors = ("glyphnet", "vgg16", "phash")
    there = vectors(rendered, extractors, replace(HERE, dask=dask_cluster.address))
    assert sum(added) == 3 * len(there["phash"])
    monkeypatch.setattr(Shards, "add", add)
    here = vectors(other, extractors, HERE)
    for name in extractors:
        assert there[name].keys() == here[name].keys()
        assert min(there[name][row] @ here[name][row] for row in here[name]) > 0.99999


def test_without_an_address_this_machine_is_the_cluster(rendered: DataFolder, other):
    there, here = vectors(rendered, ("glyphnet",), replace(HERE, dask="local")), vectors(other, ("glyphnet",), HERE)
    assert min(there["glyphnet"][row] @ here["glyphnet"][row] for row in here["glyphnet"]) > 0.99999


def test_a_worker_that_would_embed_differently_is_refused(dask_cluster, rendered: DataFolder, monkeypatch):
    monkeypatch.setitem(ENCODERS, "phash", replace(ENCODERS["phash"], glyph_version="2"))
    sentence = r"worker tcp://\S+ would embed differently \(glyph_version is 'none' there and '2' here\): install the same version"
    with pytest.raises(ConfigurationError, match=sentence):
        vectors(rendered, ("phash",), replace(HERE, dask=dask_cluster.address))
