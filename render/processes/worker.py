"""The life of a drawing process: it limits itself, then answers one icon after the other until its parent is gone or an icon ends it.

What passes between it and its parent is JSON and JPEG, never pickled objects: the parent need not trust it.
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
# Of its memory, how much a process may have kept from the icons before: one that keeps more answers and makes way for a fresh
# one, or a harmless icon would be the one that runs out of it.
LEFT_BEHIND = 0.25
# A host that is not ASCII: the first one that urllib sees makes it load a module.
_SMALLEST = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><style>@import "http://é";</style><path d="M0 0h1v1H0z"/></svg>'


@dataclass(frozen=True)
class Limits:
    """What one icon may cost before its worker is ended, and how much a worker is given."""

    seconds: float = (
        2.0  # of processor time, ended by the kernel: a machine that is busy makes no icon fail
    )
    kill_after: float = 10.0  # of silence, ended by the parent
    memory: int = 256 * 1024 * 1024  # bytes beyond what the worker has mapped at its start
    files: int = 32  # open at a time
    batch: int = 32  # icons sent at once
    recycle: int = 5000  # icons drawn by one process


def work(connection: Connection, size: int, limits: Limits) -> None:
    """Answer batches of sources, a JSON list each, with one message an icon."""
    depict(_SMALLEST, size)  # what is loaded at first use is loaded before the limits hold
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    at_start = _mapped(statm)
    _confine(limits, at_start)
    try:
        connection.send_bytes(READY)
        while True:
            for source in json.loads(connection.recv_bytes()):
                # SIGPROF ends the process without a Python handler, which would never run while cairo loops in C.
                signal.setitimer(signal.ITIMER_PROF, limits.seconds)
                answer, healthy = _answer(source, size, limits)
                signal.setitimer(signal.ITIMER_PROF, 0)
                connection.send_bytes(answer)
                if not healthy or _mapped(statm) - at_start > limits.memory * LEFT_BEHIND:
                    os._exit(0)
    except (EOFError, ConnectionError):
        os._exit(0)


def _mapped(statm: int) -> int:
    """Bytes that the process has mapped, by its open /proc/self/statm."""
    return int(os.pread(statm, 32, 0).split()[0]) * resource.getpagesize()


def _confine(limits: Limits, mapped: int) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the parent ends its workers
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(
        silence, 2
    )  # complaints of C libraries about an icon; what matters is in the exit status
    os.close(silence)
    for limit, value in (
        (resource.RLIMIT_AS, mapped + limits.memory),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(limit)  # the operator's own may be lower
        value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(limit, (value, value))


def _answer(source: str, size: int, limits: Limits) -> tuple[bytes, bool]:
    """One icon's answer, and whether the process is fit to go on: a header of JSON, a line feed, the JPEGs one after the other."""
    try:
        pictures = depict(source, size)
    except Undrawable as reason:
        return json.dumps({"reason": str(reason)}).encode() + b"\n", True
    except MemoryError:
        return json.dumps(
            {"reason": f"drawing it needs more than {limits.memory >> 20} MB"}
        ).encode() + b"\n", False
    header = {
        "flags": pictures.flags,
        "jpegs": {ground: len(jpeg) for ground, jpeg in pictures.jpegs.items()},
    }
    return b"\n".join([json.dumps(header).encode(), b"".join(pictures.jpegs.values())]), True


def decode(answer: bytes) -> Pictures:
    """What a drawing process answered. Raises Undrawable with the reason it gave."""
    head, _, rest = answer.partition(b"\n")
    header = json.loads(head)
    if "reason" in header:
        raise Undrawable(header["reason"])
    jpegs, start = {}, 0
    for ground, length in header["jpegs"].items():
        jpegs[ground] = rest[start : start + length]
        start += length
    return Pictures(jpegs, tuple(header["flags"]))
