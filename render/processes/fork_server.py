"""The process that all confined processes are forked from.

It has no threads, and has loaded what they need, so that a new process costs milliseconds. The
process that asks for them loads none of it.
"""

import multiprocessing
import multiprocessing.util
import os
import tempfile
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

from ingest.common.failures import ConfigurationError

CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class FolderSettings:
    """Where the server's socket is."""

    # Bytes of the path of a temporary folder, at most. A socket's path has 107 (unix(7)), and
    # multiprocessing adds the names of a folder and of a file, 32 bytes.
    longest: int = 75
    # Instead of one with a longer path.
    short: tuple[str, ...] = ("/tmp", "/var/tmp", "/dev/shm")


SETTINGS = FolderSettings()


def prepare(*modules: str) -> None:
    """Start the fork server, which loads CairoSVG while the caller reads its icons.

    `modules` are loaded too, where the server has not been started yet. Raises ConfigurationError
    where there is no temporary folder for its socket.
    """
    CONTEXT.set_forkserver_preload(["render.processes.worker", *modules])
    try:
        make_folder()
        forkserver.ensure_running()
    except OSError as error:
        raise ConfigurationError(
            "no temporary folder can be written to, in which processes that draw are started "
            f"({error.strerror or error}): name one with TMPDIR, by a short path."
        ) from error


def make_folder() -> None:
    """Make the folder of the server's socket, unless there is one. Raises OSError.

    The temporary folder may have a path that is too long for a socket: a short one is taken then.
    """
    usual = tempfile.gettempdir()
    tempfile.tempdir = _short_enough(usual)
    try:
        multiprocessing.util.get_temp_dir()
    finally:
        tempfile.tempdir = usual


def _short_enough(folder: str) -> str:
    """The folder, or where its path is too long another one that can be written to."""
    if len(os.fsencode(folder)) <= SETTINGS.longest:
        return folder
    for short in SETTINGS.short:
        if Path(short).is_dir() and os.access(short, os.W_OK):
            return short
    return folder
