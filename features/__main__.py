"""The command line: python -m features."""

import sys
from collections.abc import Sequence

from ingest.common import failures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; returns the exit status."""
    return failures.run("features", lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> None:
    # Slow to import. Here, Ctrl-C ends it without a traceback, and what is missing is a sentence.
    from features import command

    command.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
