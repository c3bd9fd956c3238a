"""What can go wrong in a stage, as exceptions that carry the exit status cron acts on. Imports nothing of ours."""

import signal
import sys
from collections.abc import Callable
from types import FrameType


class Failure(Exception):
    """A run ended without its result. The message is one sentence with what to do next."""

    status = 1


class ConfigurationError(Failure):
    """An argument, a setting or an input file is not usable as it is."""

    status = 2


class Refused(Failure):
    """The server knows us and says no: authentication or permission."""

    status = 3


class SourceDown(Failure):
    """The source, or an engine that works for us, is unreachable, failing or throttling, and stayed so."""

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


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise Terminated


def status(error: BaseException) -> int:
    """The exit status of a run that ends with an exception."""
    if isinstance(error, Failure):
        return error.status
    statuses = {KeyboardInterrupt: 130, Terminated: 143, OSError: NotWritable.status}
    return next((status for kind, status in statuses.items() if isinstance(error, kind)), 1)


def run(stage: str, main: Callable[[], None]) -> int:
    """Run `main` and turn how it ended into an exit status, saying a failure in one line on stderr.

    0 done, 130 interrupted from the keyboard, 143 terminated, else the `status` of the Failure.
    Anything that is not a Failure is a defect and keeps its traceback (status 1).
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        main()
    except Failure as error:
        print(f"{stage}: {error}", file=sys.stderr)
        return status(error)
    except KeyboardInterrupt as error:
        print(f"{stage}: interrupted; run it again to go on from here.", file=sys.stderr)
        return status(error)
    except Terminated as error:
        print(f"{stage}: terminated; run it again to go on from here.", file=sys.stderr)
        return status(error)
    except OSError as error:
        # Disk full, permission denied and the like, from whichever write met it first.
        where = f" {error.filename}" if error.filename else ""
        remedy = "check its owner, its permissions and the free space, then run it again; nothing published was changed."
        print(
            f"{stage}: the data folder cannot be used ({error.strerror or error}{where}): {remedy}",
            file=sys.stderr,
        )
        return status(error)
    return 0
