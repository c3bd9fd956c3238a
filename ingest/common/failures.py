"""The ways in which a stage can fail, as exceptions that carry the exit status for cron.

Imports nothing of ours but what makes text printable.
"""

import importlib
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from ingest.common.printable import printable


class Failure(Exception):
    """A run ended without its result. The message is one sentence with the next step."""

    status = 1


class ConfigurationError(Failure):
    """An argument, a setting or an input file is not usable as it is."""

    status = 2


class Refused(Failure):
    """The server denies us authentication or permission."""

    status = 3


class SourceDown(Failure):
    """The source, or an engine that works for us, stayed unreachable, failing or throttling."""

    status = 4


class Incomplete(Failure):
    """The result would be incomplete, or suspiciously smaller than the last one."""

    status = 5


class NotWritable(Failure):
    """The output could not be written; the previous output is untouched."""

    status = 6


class Locked(Failure):
    """Another run of the same stage works on the same data folder."""

    status = 75


class Terminated(BaseException):
    """SIGTERM, as an exception, so that `finally` blocks run before the process ends."""


# Exit statuses of exceptions that are no Failure; the shell's are 128 + the signal's number.
STATUSES: dict[type[BaseException], int] = {
    KeyboardInterrupt: 130,
    Terminated: 143,
    OSError: NotWritable.status,
}
DEFECT = 1
UNREAD = 141  # nobody reads the output any more: 128 + SIGPIPE


def status(error: BaseException) -> int:
    """The exit status of a run that ends with an exception."""
    if isinstance(error, Failure):
        return error.status
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return status
    return DEFECT


def run(stage: str, main: Callable[[], None]) -> int:
    """Run `main`; returns the exit status: 0, or that of `status`.

    A failure is printed as one line on stderr. A reader of the output that has gone, as `head` has,
    ends it without a word. Any other exception is a defect of ours: it is raised with its
    traceback, and Python ends with status 1.
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        main()
        sys.stdout.flush()
    except (Failure, KeyboardInterrupt, Terminated, OSError) as error:
        if isinstance(error, BrokenPipeError) and not _is_read(sys.stdout):
            _silence(sys.stdout)
            return UNREAD
        sentence = _sentence(error)
        if isinstance(error, OSError) and not _is_written(sys.stdout):
            _silence(sys.stdout)
            sentence = f"the output cannot be written ({error.strerror}): write it elsewhere."
        print(printable(f"{stage}: {sentence}"), file=sys.stderr)
        return status(error)
    return 0


def require_night(stage: str, *packages: str) -> None:
    """End the process with a sentence where one of these packages of the night is missing.

    For packages of modules that cannot be imported without them, so that none could report it.
    """
    try:
        with night_packages():
            for name in packages:
                importlib.import_module(name)
    except ConfigurationError as error:
        print(f"{stage}: {error}", file=sys.stderr)
        raise SystemExit(error.status) from error


@contextmanager
def night_packages() -> Iterator[None]:
    """A block that imports packages of the night. Raises ConfigurationError for a missing one."""
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            f"the package {error.name} is not installed: run `pip install 'iconlens[night]'`."
        ) from error


def _is_read(output: TextIO) -> bool:
    """Whether somebody reads what is written to an output (poll(2): POLLERR where nobody does)."""
    state = select.poll()
    state.register(output.fileno(), 0)
    return not state.poll(0)


def _is_written(output: TextIO) -> bool:
    """Whether all of an output could be written."""
    try:
        output.flush()
    except OSError:
        return False
    return True


def _silence(output: TextIO) -> None:
    """Drop what is still to be written: at its end, Python would complain that it cannot be."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, output.fileno())
    os.close(nowhere)


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise Terminated


def _sentence(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; run it again to go on from here."
    if isinstance(error, Terminated):
        return "terminated; run it again to go on from here."
    if isinstance(error, OSError):
        # A full disk, a denied permission and the like, whichever write met it first.
        where = f" {error.filename}" if error.filename else ""
        return (
            f"the data folder cannot be used ({error.strerror or error}{where}): check its owner, "
            "its permissions and the free space, then run it again; nothing published was changed."
        )
    return str(error)
