"""Drawing on a real Dask cluster: the same pictures as without, whatever an icon does and
whichever worker is killed.
"""

import importlib
import os
import signal
import subprocess
import sys
from concurrent.futures import Future
from dataclasses import replace

import pytest

from ingest.common import cluster
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, SourceDown
from ingest.files import iconify
from render import build, checkpoint, settings, store
from render.build import RenderOptions
from render.checkpoint import CheckpointSettings
from render.processes import dask
from render.processes.confinement import WorkerLimits
from tests.clusters import Cluster
from tests.render.documents import HANGING, REFUSED, group_is_gone, squares, write_library
from tests.test_house import ROOT

# Not killed by the parent while it stalls.
HERE = RenderOptions(jobs=2, max_failed=100, limits=WorkerLimits(seconds=0.4, kill_after=60))
ICONS = {
    icon.id: icon.source_code
    for icon in iconify.read_set(ROOT / "data" / "demo" / "ant-design")[:200]
}


def result(folder: DataFolder) -> dict[str, bytes]:
    """The manifest and every picture, byte for byte."""
    files = [folder.render_manifest, *folder.images.rglob("*.jpg")]
    return {str(path.relative_to(folder.root)): path.read_bytes() for path in files}


def test_a_result_that_is_lost_with_the_scheduler_ends_the_run_in_a_sentence():
    """The client gives up on a scheduler ten seconds after the last answer, at any moment."""
    lost = Future[None]()
    lost.cancel()
    with pytest.raises(SourceDown, match="the Dask scheduler has gone"):
        cluster._result(lost)


@pytest.fixture(scope="module")
def drawn_here(tmp_path_factory) -> dict[str, bytes]:
    folder = write_library(tmp_path_factory.mktemp("here"), ICONS)
    build.run(folder, HERE)
    return result(folder)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(dask, "BATCH", 16)


def test_hostile_icons_fail_with_their_reason_and_the_others_come_out_as_without_them(
    dask_cluster, small_batches, tmp_path
):
    hanging = {name: HANGING[name] for name in ("nested mask", "dashes in C")}
    sources = squares(60)
    names = list(sources)
    for place, (name, source) in enumerate({**hanging, **REFUSED}.items()):
        names.insert(1 + 3 * place, name)
        sources[name] = source
    folder = write_library(tmp_path / "there", {name: sources[name] for name in names})
    build.run(folder, replace(HERE, dask=dask_cluster.address))
    manifest = store.read_manifest(folder)
    assert manifest.failed.keys() == {*hanging, *REFUSED}
    for name, failed in manifest.failed.items():
        assert (
            name if name in REFUSED else "took more than 0.4 s of processor time"
        ) in failed.reason
    innocent = write_library(tmp_path / "here", squares(60))
    build.run(innocent, HERE)
    assert manifest.icons == store.read_manifest(innocent).icons


def test_workers_that_are_killed_lose_nothing(
    dask_cluster, small_batches, drawn_here, tmp_path, monkeypatch
):
    folder = write_library(tmp_path, ICONS)
    alive, saved, save = dask_cluster.workers(2), [], store.save

    def killing(images, identifier, pictures):
        saved.append(identifier)
        if len(saved) in (10, 100):  # three batches at least are with the workers then
            os.kill(alive.pop(), signal.SIGKILL)
        return save(images, identifier, pictures)

    monkeypatch.setattr(store, "save", killing)
    build.run(folder, replace(HERE, dask=dask_cluster.address))
    assert alive == []
    assert sorted(saved) == sorted(ICONS)
    assert result(folder) == drawn_here


def test_a_worker_that_would_draw_differently_is_refused(dask_cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "REVISION", settings.REVISION + 1)
    folder = write_library(tmp_path, squares(3))
    with pytest.raises(
        ConfigurationError,
        match=r"worker tcp://\S+ would draw differently .*: install the same version of iconlens "
        r"there",
    ):
        build.run(folder, replace(HERE, dask=dask_cluster.address))


def test_a_cluster_without_iconlens_is_told_in_a_sentence(dask_cluster, tmp_path, monkeypatch):
    (tmp_path / "absent_there.py").write_text("def draw(*arguments): return []")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(dask, "_draw", importlib.import_module("absent_there").draw)
    with pytest.raises(
        ConfigurationError, match="does not have this version of iconlens: install the same version"
    ):
        build.run(write_library(tmp_path, squares(3)), replace(HERE, dask=dask_cluster.address))


def test_a_cluster_that_cannot_draw_is_told_in_a_sentence_and_one_that_goes_away_costs_nothing_done(
    small_batches, drawn_here, tmp_path, monkeypatch
):
    monkeypatch.setattr(cluster, "SETTINGS", replace(cluster.SETTINGS, without_workers=1.0))
    monkeypatch.setattr(checkpoint, "SETTINGS", CheckpointSettings(interval=0, share=0))
    folder = write_library(tmp_path / "data", ICONS)
    with Cluster(tmp_path, DASK_DISTRIBUTED__WORKER__DAEMON="True") as frail:
        there = replace(HERE, dask=frail.address)
        with pytest.raises(SourceDown, match="no worker for 1 s: start one"):
            build.run(folder, there)
        frail.add(1)
        with pytest.raises(
            ConfigurationError, match="start it with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        ):
            build.run(folder, there)
        frail.processes[-1].terminate()
        frail.processes[-1].wait()
        frail.add(1, "--no-nanny")
        save, saved = store.save, []

        def ending(images, identifier, pictures):
            saved.append(identifier)
            if len(saved) == 50:
                frail.scheduler.kill()
            return save(images, identifier, pictures)

        with monkeypatch.context() as patch:
            patch.setattr(store, "save", ending)
            with pytest.raises(SourceDown, match="scheduler has gone"):
                build.run(folder, there)
    saved_before = len(store.read(folder.partial_render_manifest).icons)
    assert 50 <= saved_before < 200
    build.run(folder, HERE)
    assert result(folder) == drawn_here
    build.run(folder, there)  # nobody is asked where there is nothing to draw


@pytest.mark.parametrize(
    ("address", "kind", "sentence"),
    [
        (
            "tcp://127.0.0.1:1",
            SourceDown,
            "no Dask scheduler answers at tcp://127.0.0.1:1: start it",
        ),
        (
            "nowhere://127.0.0.1",
            ConfigurationError,
            r"nowhere://127.0.0.1 cannot be used \(unknown .*dask\.md shows",
        ),
        (
            "tls://127.0.0.1:1",
            ConfigurationError,
            r"tls://127.0.0.1:1 cannot be used \(TLS expects .*dask\.md shows",
        ),
    ],
)
def test_an_address_where_no_scheduler_is(address, kind, sentence, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SETTINGS", replace(cluster.SETTINGS, connect_timeout=0.5))
    with pytest.raises(kind, match=sentence):
        build.run(write_library(tmp_path, squares(3)), replace(HERE, dask=address))


INTERRUPTED = """
import os, signal, sys
from render import __main__, checkpoint
from render.processes import dask
checkpoint.SETTINGS = checkpoint.CheckpointSettings(interval=0)
dask.BATCH = 16
draw = dask.draw
def interrupted(*arguments):
    for number, drawn in enumerate(draw(*arguments)):
        yield drawn
        if number == dask.BATCH:
            os.killpg(0, signal.SIGINT)  # as Ctrl-C does
dask.draw = interrupted
sys.exit(__main__.main())
"""


def test_without_an_address_this_machine_is_the_cluster_and_ends_with_the_run(drawn_here, tmp_path):
    folder = write_library(tmp_path, ICONS)
    command = [sys.executable, "-c", INTERRUPTED, "--data", folder.root, "--jobs", "1", "--dask"]
    process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    _, said = process.communicate()
    assert (
        said.endswith("render: interrupted; run it again to go on from here.\n")
        and "Traceback" not in said
    )
    assert process.returncode == 130
    assert group_is_gone(process.pid)
    again = subprocess.run(
        [sys.executable, "-m", "render", "--data", folder.root],
        cwd=ROOT,
        env={**os.environ, "ICONLENS_DASK": "local"},
        stdout=subprocess.PIPE,
    )
    assert again.returncode == 0 and b"unchanged 0" not in again.stdout
    assert result(folder) == drawn_here


def test_where_dask_is_not_installed_a_sentence_says_what_to_install(tmp_path):
    folder = write_library(tmp_path, squares(3))
    code = (
        "import sys; sys.modules['distributed'] = None; from render import __main__; "
        "sys.exit(__main__.main())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "--data", folder.root, "--dask"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert (
        ended.stderr
        == "render: the package distributed is not installed: run `pip install 'iconlens[dask]'`.\n"
    )
