"""What several of the tests about the whole tree need."""

import shutil
import subprocess
import sys

import pytest

from tests.test_house import ROOT, tracked_files


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The distribution, built once from a copy of the tree: a build writes into its folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        copy = folder / "tree" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build = ["pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder), str(folder / "tree")]
    subprocess.run([sys.executable, "-m", *build], check=True)
    (built,) = folder.glob("iconlens-*.whl")
    return built
