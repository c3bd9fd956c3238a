"""The life of a drawing process: it limits itself, then answers icons until an icon ends it.

It also ends when its parent does.
"""

import json
import os
import signal
from multiprocessing.connection import Connection

from render.picture import depict
from render.processes import answers
from render.processes.answers import READY
from render.processes.confinement import WorkerLimits, confine, processor_seconds, read_mapped
from render.svg.screen import Undrawable

# A style sheet's host that is not ASCII: the first such host makes urllib load a module.
_SMALLEST = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
    '<style>@import "http://é";</style><path d="M0 0h1v1H0z"/></svg>'
)


def work(connection: Connection, size: int, limits: WorkerLimits) -> None:
    """Answer batches with one message an icon.

    A batch is a JSON list: the seconds that each icon has, and the sources. The first icon's time
    includes that of the process's start.
    """
    depict(_SMALLEST, size)  # loads what is loaded at first use, before the limits hold
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    most = read_mapped(statm) + limits.memory * limits.left_behind
    confine(limits.memory, limits.files)
    try:
        connection.send_bytes(READY)
        began = 0.0
        while True:
            most_seconds, *sources = json.loads(connection.recv_bytes())
            for source in sources:
                # SIGPROF ends the process without a Python handler: a handler would never run
                # while cairo loops in C.
                signal.setitimer(signal.ITIMER_PROF, most_seconds)
                answer, healthy = _answer(source, size, limits)
                seconds = processor_seconds() - began
                signal.setitimer(signal.ITIMER_PROF, 0)
                connection.send_bytes(answers.timed(answer, seconds))
                began = processor_seconds()
                if not healthy or read_mapped(statm) > most:
                    os._exit(0)
    except (EOFError, ConnectionError):
        os._exit(0)


def _answer(source: str, size: int, limits: WorkerLimits) -> tuple[bytes, bool]:
    """An icon's answer, and whether the process is fit to go on."""
    try:
        pictures = depict(source, size)
    except Undrawable as reason:
        return answers.refusal(str(reason)), True
    except MemoryError:
        return answers.refusal(f"drawing it needs more than {limits.memory >> 20} MB"), False
    return answers.encode(pictures), True
