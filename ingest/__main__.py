"""The command line: python -m ingest."""

import sys
from collections.abc import Sequence

from ingest.common import failures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; returns the exit status."""
    return failures.run("ingest", lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> None:
    # Slow to import. Here, Ctrl-C ends it without a traceback, and what is missing is a sentence.
    from ingest import command

    command.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
