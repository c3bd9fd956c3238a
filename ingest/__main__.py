"""Command line of `ingest`: python -m ingest."""

import sys
from collections.abc import Sequence

from ingest.common import failures


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the stage. Raises the failures of `ingest.common.failures`."""
    from ingest.command import main as run  # slow to import: Ctrl-C ends it without a traceback

    run(arguments)


if __name__ == "__main__":
    sys.exit(failures.run("ingest", main))
