"""What several of the tests about the whole tree need, and the figures of those about
reliability.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.figures import Figures
from tests.milvus import Server
from tests.test_house import ROOT, tracked_files

FIGURES = pytest.StashKey[Figures]()


def pytest_addoption(parser):
    parser.addoption(
        "--figures",
        type=Path,
        help="Markdown file whose table takes the figures that the tests note",
    )


def pytest_configure(config):
    # In the background of a shell it is ignored, and would be by everything that the tests start
    # and then interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[FIGURES] = Figures()


def pytest_terminal_summary(terminalreporter, config):
    figures = config.stash[FIGURES]
    for what, seen in figures.seen.items():
        terminalreporter.write_line(f"{what}: {seen}")
    if document := config.getoption("--figures"):
        figures.write(document)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):  # one of several processes
        session.config.workeroutput["figures"] = session.config.stash[FIGURES].seen


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node):
    node.config.stash[FIGURES].seen |= node.workeroutput["figures"]


@pytest.fixture
def note(request):
    """A function (what was done, what was seen): prints it at the end of the run, and writes it
    down with --figures.
    """
    return request.config.stash[FIGURES].note


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory):
    """A Dask cluster of two workers."""
    from tests.clusters import Cluster  # here, for Dask takes a second to import

    with Cluster(tmp_path_factory.mktemp("dask")) as cluster:
        cluster.add(2)
        yield cluster


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The distribution, built once from a copy of the tree: a build writes into its folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        copy = folder / "tree" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build = [
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--quiet",
        "--wheel-dir",
        str(folder),
        str(folder / "tree"),
    ]
    subprocess.run([sys.executable, "-m", *build], check=True)
    (built,) = folder.glob("iconlens-*.whl")
    return built


@pytest.fixture(scope="session")
def milvus(tmp_path_factory):
    """A running Milvus; a test that kills it starts it again."""
    server = Server(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.kill()
