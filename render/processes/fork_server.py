"""The process that all confined processes are forked from.

It has no threads, and has loaded what they need, so that a new process costs milliseconds. The
process that asks for them loads none of it.
"""

import multiprocessing
from multiprocessing import forkserver

from ingest.common.failures import ConfigurationError

CONTEXT = multiprocessing.get_context("forkserver")


def prepare(*modules: str) -> None:
    """Start the fork server, which loads CairoSVG while the caller reads its icons.

    `modules` are loaded too, where the server has not been started yet. Raises ConfigurationError
    where there is no temporary folder for its socket.
    """
    CONTEXT.set_forkserver_preload(["render.processes.worker", *modules])
    try:
        forkserver.ensure_running()
    except OSError as error:
        raise ConfigurationError(
            "no temporary folder can be written to, in which processes that draw are started "
            f"({error.strerror or error}): name one with TMPDIR, by a short path."
        ) from error
