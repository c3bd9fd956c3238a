"""Embedding on a real Dask cluster: the same vectors as without, whichever worker is killed."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.__main__ import main
from features.builder import cluster_embedding, shards
from features.builder.shards import Shards
from features.encoders import ENCODERS
from features.store import generation
from ingest.common.data_folder import DataFolder
from tests.clusters import Cluster
from tests.features.conftest import crawl, drawn, render
from tests.test_house import ROOT

EXTRACTORS = ("phash", "glyphnet", "vgg16")
Vectors = dict[tuple[str, str, str], np.ndarray]  # by extractor, icon and ground, (d,) each


def library(root: Path) -> DataFolder:
    """A few icons, rendered; too few for a self-test."""
    folder, icons = (
        DataFolder(root),
        [drawn(f"icon-{number:02}", number, colours=1 + number % 2) for number in range(12)],
    )
    crawl(folder, icons)
    render(folder, icons)
    return folder


def build(folder: DataFolder, *flags: str) -> int:
    extractors = [argument for name in EXTRACTORS for argument in ("--extractor", name)]
    return main(["--data", str(folder.root), *extractors, *flags])


def published(folder: DataFolder) -> Vectors:
    opened = generation.open_current(folder)
    opened.close()
    stores = {name: opened.vectors(name) for name in EXTRACTORS}
    return {
        (name, identifier, ground): vector
        for name, rows in stores.items()
        for identifier, ground, vector in zip(rows.ids, rows.grounds, rows.vectors, strict=True)
    }


def send_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send three pictures at a time."""
    settings = cluster_embedding.ClusterEmbeddingSettings(batch=3)
    monkeypatch.setattr(cluster_embedding, "SETTINGS", settings)


@pytest.fixture(scope="module")
def made_here(tmp_path_factory) -> Vectors:
    folder = library(tmp_path_factory.mktemp("here"))
    assert build(folder) == 0
    return published(folder)


def assert_same(vectors: Vectors, others: Vectors) -> None:
    assert vectors.keys() == others.keys() and len(vectors) == 18 * len(EXTRACTORS)
    pairs = [(vectors[row].astype(float), others[row].astype(float)) for row in others]
    assert (
        min(one @ other / np.linalg.norm(one) / np.linalg.norm(other) for one, other in pairs)
        > 0.99999
    )


def test_vectors_are_those_of_one_machine_though_each_worker_is_killed(
    dask_cluster, made_here, tmp_path, monkeypatch
):
    folder = library(tmp_path)
    alive, add, added = dask_cluster.workers(2), Shards.add, []

    def killing(self, fresh):
        added.append(len(fresh))
        while alive and sum(added) > 24:  # those that start in their place are sent the model too
            os.kill(alive.pop(), signal.SIGKILL)
        add(self, fresh)

    send_three(monkeypatch)
    monkeypatch.setattr(Shards, "add", killing)
    assert build(folder, "--dask", dask_cluster.address) == 0
    assert alive == [] and sum(added) == 18 * len(EXTRACTORS)
    assert_same(published(folder), made_here)


# In a worker's Python: at its first batch of glyphnet it dies, the one that replaces it does not.
DYING = """
import os, signal
from pathlib import Path
from features.builder import cluster_embedding

embed, died = cluster_embedding._embed, Path(__file__).with_name("died")

def dying(pictures, extractor, *rest):
    if extractor == "glyphnet" and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return embed(pictures, extractor, *rest)

dying.__module__, dying.__qualname__ = embed.__module__, embed.__qualname__
cluster_embedding._embed = dying
"""


def test_a_cluster_that_goes_away_costs_nothing_done(made_here, tmp_path, monkeypatch, capsys):
    folder, add, added, failed = library(tmp_path / "data"), Shards.add, [], []
    send_three(monkeypatch)
    monkeypatch.setattr(shards, "SETTINGS", shards.ShardSettings(rows=3))
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(DYING)
    paths = f"{site}{os.pathsep}{ROOT}"
    allowed = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with Cluster(tmp_path, PYTHONPATH=paths, **allowed) as frail:
        frail.add(1)

        def ending(self, fresh):
            added.append(len(fresh))
            if failed and sum(added) >= 30:
                frail.scheduler.kill()
            add(self, fresh)

        monkeypatch.setattr(Shards, "add", ending)
        assert build(folder, "--dask", frail.address) == 4
        failed.append(capsys.readouterr().err)
        assert "workers died at the same batch 1 times, last tcp://" in failed[0]
        assert sum(added) == 18, "all of the first extractor"
        assert build(folder, "--dask", frail.address) == 4
        assert "the Dask scheduler has gone: start it again" in capsys.readouterr().err
    done = sum(added)
    assert 30 <= done < 54
    assert build(folder) == 0
    assert f"embedded {54 - done}," in capsys.readouterr().out
    assert_same(published(folder), made_here)


@pytest.mark.slow
def test_without_an_address_this_machine_is_the_cluster(made_here, tmp_path):
    folder = library(tmp_path)
    assert build(folder, "--jobs", "1", "--dask") == 0
    assert_same(published(folder), made_here)


def test_a_worker_that_would_embed_differently_is_refused(
    dask_cluster, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(ENCODERS, "phash", replace(ENCODERS["phash"], glyph_version="2"))
    assert build(library(tmp_path), "--dask", dask_cluster.address) == 2
    sentence = (
        "would embed differently (glyph_version is 'none' there and '2' here): "
        "install the same version of iconlens there"
    )
    assert sentence in capsys.readouterr().err
