"""The process that all confined processes are forked from.

It has no threads, and has loaded what they need, so that a new process costs milliseconds. The
process that asks for them loads none of it.
"""

import multiprocessing
from multiprocessing import forkserver

CONTEXT = multiprocessing.get_context("forkserver")


def prepare(*modules: str) -> None:
    """Start the fork server, which loads CairoSVG while the caller reads its icons.

    `modules` are loaded too, where the server has not been started yet.
    """
    CONTEXT.set_forkserver_preload(["render.processes.worker", *modules])
    forkserver.ensure_running()
