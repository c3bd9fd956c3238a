"""Decoding in a process that can be killed, for formats whose decoders cannot be stopped otherwise.

The process is limited as one that draws icons: see `render.processes`. It answers with JSON and
pixels, never with pickled objects: the service need not trust it.
"""

import json
import math
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from PIL import AvifImagePlugin, Image

from api import budget
from api.decoding import errors, frames
from api.decoding.formats import CONFINED
from render.processes.confinement import WorkerLimits, confine, processor_seconds
from render.processes.fork_server import CONTEXT, prepare

# `memory` is what a request may take in all, less the upload. Both chosen by hand.
LIMITS = WorkerLimits(seconds=frames.LIMITS.max_seconds, memory=380_000_000)
INTERVAL = 0.1  # seconds after which a client that is gone is noticed; chosen by hand
# Bytes of pixels that are sent at a time: the picture is not held twice more. Chosen by hand.
PIECE = 4_000_000


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
    picture = Image.new(header["mode"], (width, height))
    for box in _strips(picture):
        size = (width, box[3] - box[1])
        strip = Image.frombytes(picture.mode, size, connection.recv_bytes())
        picture.paste(strip, box)
    return picture


def _strips(picture: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of a picture's strips, of `PIECE` bytes each."""
    width, height = picture.size
    rows = math.ceil(PIECE / (width * len(picture.getbands())))
    for top in range(0, height, rows):
        yield 0, top, width, min(height, top + rows)


def _why(process: BaseProcess) -> errors.UnusablePicture:
    """Why a process ended without an answer."""
    if process.exitcode == -signal.SIGPROF:
        budget.charge(LIMITS.seconds)
        return frames.too_slow(LIMITS.seconds)
    return frames.broken()


def _work(connection: Connection, max_pixels: int, limits: WorkerLimits) -> None:
    """Decode one picture; the process's whole life."""
    _prepare_decoders()
    confine(limits.memory, limits.files)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        picture = frames.read(connection.recv_bytes(), max_pixels, CONFINED)
        _answer(connection, {"mode": picture.mode, "size": picture.size})
        for box in _strips(picture):
            connection.send_bytes(picture.crop(box).tobytes())
    except errors.PictureError as error:
        _refuse(connection, error)
    except MemoryError:
        _refuse(connection, frames.too_much_memory(limits.memory))
    except (EOFError, ConnectionError):
        os._exit(1)


def _prepare_decoders() -> None:
    """Load the decoder of HEIC. Each thread of a decoder takes memory: they have one each."""
    from pi_heif import options, register_heif_opener  # only such a process loads the library

    register_heif_opener(thumbnails=False)
    options.DECODE_THREADS = 1
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def _refuse(connection: Connection, error: errors.PictureError) -> None:
    _answer(connection, {"error": type(error).__name__, "message": str(error)})


def _answer(connection: Connection, header: dict[str, Any]) -> None:
    """Send a header, with the processor time of this process so far."""
    seconds = processor_seconds()
    connection.send_bytes(json.dumps({**header, "seconds": seconds}).encode())
