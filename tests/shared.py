"""What takes seconds to make and several test files need: one worker of pytest-xdist makes it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from pytest import TempPathFactory


def own_copy_of(name: str, make: Callable[[Path], object], temporary: TempPathFactory) -> Path:
    """This worker's own copy of the folder that `make` fills.

    `make` runs once in a test run, in the first worker that asks for that name. Each worker may
    change its copy.
    """
    base = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # all workers have it in common
    made = base / f"shared-{name}"
    unfinished = base / f"unfinished-{name}"
    with FileLock(base / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(unfinished, ignore_errors=True)  # of a worker that failed
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(made)
    own = temporary.mktemp(name)
    shutil.copytree(made, own, symlinks=True, dirs_exist_ok=True)
    return own
