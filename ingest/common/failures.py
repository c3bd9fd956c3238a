"""The ways in which a stage can fail, as exceptions that carry the exit status for cron.

Imports nothing of ours but what makes text printable.
"""

import signal
import sys
from collections.abc import Callable
from types import FrameType

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

    A failure is printed as one line on stderr. Any other exception is a defect of ours: it is
    raised with its traceback, and Python ends with status 1.
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        main()
    except (Failure, KeyboardInterrupt, Terminated, OSError) as error:
        print(printable(f"{stage}: {_sentence(error)}"), file=sys.stderr)
        return status(error)
    return 0


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
