"""Decoding in a process that can be killed, for formats whose decoders cannot be stopped otherwise.

The process is limited as one that draws icons: see `render.processes`. It answers with JSON and
pixels, never with pickled objects: the service need not trust it.
"""

import json
import os
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from PIL import Image

from api import budget
from api.decoding import errors, frames
from api.decoding.formats import CONFINED
from render.processes.confinement import WorkerLimits, confine
from render.processes.fork_server import CONTEXT, prepare

# `memory`: a picture of 40 million pixels takes 160 MB in RGBA, and decoders hold it three times.
# `seconds` is the limit of all other formats. Both chosen by hand.
LIMITS = WorkerLimits(seconds=frames.LIMITS.max_seconds, memory=1024 * 1024 * 1024)
INTERVAL = 0.1  # seconds after which a client that is gone is noticed; chosen by hand


def read(content: bytes, max_pixels: int) -> Image.Image:
    """`frames.read` for the confined formats.

    The process's time counts for the search. It ends where the client is gone. Raises
    UnknownFormat, TooManyPixels, UnusablePicture, and OverBudget or Abandoned within a search.
    """
    prepare(__name__, "pi_heif")
    here, there = CONTEXT.Pipe()
    arguments = (there, max_pixels, LIMITS)
    process = CONTEXT.Process(target=_work, args=arguments, daemon=True)
    process.start()
    there.close()
    try:
        return _asked(here, content)
    except (EOFError, ConnectionError) as error:
        process.join(LIMITS.kill_after)
        raise _why(process) from error
    finally:
        here.close()
        process.kill()
        process.join()


def _asked(connection: Connection, content: bytes) -> Image.Image:
    """The process's answer. Raises EOFError or ConnectionError where it ended without one."""
    connection.send_bytes(content)
    deadline = time.monotonic() + LIMITS.kill_after
    while not connection.poll(INTERVAL):
        budget.check()
        if time.monotonic() > deadline:
            raise frames.too_slow(LIMITS.kill_after)
    header = json.loads(connection.recv_bytes())
    budget.charge(header["seconds"])
    if "error" in header:
        raise errors.BY_NAME[header["error"]](header["message"])
    width, height = header["size"]
    return Image.frombytes(header["mode"], (width, height), connection.recv_bytes())


def _why(process: BaseProcess) -> errors.UnusablePicture:
    """Why a process ended without an answer."""
    if process.exitcode == -signal.SIGPROF:
        budget.charge(LIMITS.seconds)
        return frames.too_slow(LIMITS.seconds)
    return frames.broken()


def _work(connection: Connection, max_pixels: int, limits: WorkerLimits) -> None:
    """Decode one picture; the process's whole life."""
    from pi_heif import register_heif_opener  # only such a process loads the library

    register_heif_opener(thumbnails=False)
    confine(limits.memory, limits.files)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        picture = frames.read(connection.recv_bytes(), max_pixels, CONFINED)
        _answer(connection, {"mode": picture.mode, "size": picture.size})
        connection.send_bytes(picture.tobytes())
    except errors.PictureError as error:
        _answer(connection, {"error": type(error).__name__, "message": str(error)})
    except (EOFError, ConnectionError, MemoryError):
        os._exit(1)


def _answer(connection: Connection, header: dict[str, Any]) -> None:
    """Send a header, with the processor time of this process so far."""
    seconds = time.process_time()
    connection.send_bytes(json.dumps({**header, "seconds": seconds}).encode())
