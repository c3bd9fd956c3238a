"""Limits that a process sets itself before it works on files that nobody trusts."""

import os
import resource
import signal
from dataclasses import dataclass


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


def mapped_bytes() -> int:
    """Bytes that this process has mapped."""
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    mapped = read_mapped(statm)
    os.close(statm)
    return mapped


def read_mapped(statm: int) -> int:
    """Bytes that the process has mapped, by its open /proc/self/statm."""
    pages, *_ = os.pread(statm, 32, 0).split()
    return int(pages) * resource.getpagesize()


def processor_seconds() -> float:
    """Seconds of processor time that this process has used, in all its threads.

    time.process_time counts whole ticks of the kernel while a timer of ITIMER_PROF runs.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def confine(memory: int, files: int) -> None:
    """Limit this process for the rest of its life.

    It may map `memory` more bytes than now and have `files` files open, and write to none. The
    signal SIGPROF ends it, without a Python handler: a handler would never run while C loops.
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C reaches the whole process group; the parent ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # C libraries complain about files on stderr; the exit status says what matters.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)

    most = mapped_bytes() + memory
    _limit(resource.RLIMIT_AS, most)
    _limit(resource.RLIMIT_NOFILE, files)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, value: int) -> None:
    _, ceiling = resource.getrlimit(what)  # the operator's own limit may be lower
    if ceiling != resource.RLIM_INFINITY:
        value = min(value, ceiling)
    resource.setrlimit(what, (value, value))
