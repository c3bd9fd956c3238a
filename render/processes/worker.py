"""The life of a drawing process: it limits itself, then answers icons until an icon ends it.

It also ends when its parent does. Its messages are JSON and JPEG, never pickled objects: the parent
need not trust it.
"""

import json
import os
import resource
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from render.picture import Pictures, depict
from render.svg.screen import Undrawable

READY = b"ready"
# A style sheet's host that is not ASCII: the first such host makes urllib load a module.
_SMALLEST = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
    '<style>@import "http://é";</style><path d="M0 0h1v1H0z"/></svg>'
)


@dataclass(frozen=True)
class WorkerLimits:
    """What an icon may cost before its worker is ended, and how much work a worker is given.

    Chosen by hand. An icon takes about 1 ms of processor time; with these limits the worst of 37
    hostile files ended after 2 s, and every other icon was drawn.
    """

    # Of processor time, counted by the kernel: a busy machine makes no icon fail.
    seconds: float = 2.0
    kill_after: float = 10.0  # seconds of silence after which the parent kills the worker
    memory: int = 256 * 1024 * 1024  # bytes beyond what the worker has mapped at its start
    # The share of `memory` that earlier icons may leave mapped. A worker with more makes way for a
    # new one, or a harmless icon would be the one that runs out of memory.
    left_behind: float = 0.25
    files: int = 32  # open at a time
    batch: int = 32  # icons sent at once
    recycle: int = 5000  # icons drawn by one process


def work(connection: Connection, size: int, limits: WorkerLimits) -> None:
    """Answer batches of sources, a JSON list each, with one message an icon."""
    depict(_SMALLEST, size)  # loads what is loaded at first use, before the limits hold
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    at_start = _mapped(statm)
    most = at_start + limits.memory * limits.left_behind
    _confine(limits, at_start)
    try:
        connection.send_bytes(READY)
        while True:
            for source in json.loads(connection.recv_bytes()):
                # SIGPROF ends the process without a Python handler: a handler would never run
                # while cairo loops in C.
                signal.setitimer(signal.ITIMER_PROF, limits.seconds)
                answer, healthy = _answer(source, size, limits)
                signal.setitimer(signal.ITIMER_PROF, 0)
                connection.send_bytes(answer)
                if not healthy or _mapped(statm) > most:
                    os._exit(0)
    except (EOFError, ConnectionError):
        os._exit(0)


def _mapped(statm: int) -> int:
    """Bytes that the process has mapped, by its open /proc/self/statm."""
    pages, *_ = os.pread(statm, 32, 0).split()
    return int(pages) * resource.getpagesize()


def _confine(limits: WorkerLimits, mapped: int) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C reaches the whole process group; the parent ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # C libraries complain about icons on stderr; the exit status says what matters.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    _limit(resource.RLIMIT_AS, mapped + limits.memory)
    _limit(resource.RLIMIT_NOFILE, limits.files)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, value: int) -> None:
    _, ceiling = resource.getrlimit(what)  # the operator's own limit may be lower
    if ceiling != resource.RLIM_INFINITY:
        value = min(value, ceiling)
    resource.setrlimit(what, (value, value))


def _answer(source: str, size: int, limits: WorkerLimits) -> tuple[bytes, bool]:
    """An icon's answer, and whether the process is fit to go on.

    The answer is a header of JSON, a line feed, and the JPEGs one after the other.
    """
    try:
        pictures = depict(source, size)
    except Undrawable as reason:
        return _refusal(str(reason)), True
    except MemoryError:
        return _refusal(f"drawing it needs more than {limits.memory >> 20} MB"), False
    lengths = {ground: len(jpeg) for ground, jpeg in pictures.jpegs.items()}
    header = json.dumps({"flags": pictures.flags, "jpegs": lengths}).encode()
    jpegs = b"".join(pictures.jpegs.values())
    return header + b"\n" + jpegs, True


def _refusal(reason: str) -> bytes:
    header = json.dumps({"reason": reason}).encode()
    return header + b"\n"


def decode(answer: bytes) -> Pictures:
    """The pictures that a drawing process answered. Raises Undrawable with the reason it gave."""
    head, _, rest = answer.partition(b"\n")
    header = json.loads(head)
    if "reason" in header:
        raise Undrawable(header["reason"])
    jpegs = {}
    start = 0
    for ground, length in header["jpegs"].items():
        end = start + length
        jpegs[ground] = rest[start:end]
        start = end
    return Pictures(jpegs, tuple(header["flags"]))
