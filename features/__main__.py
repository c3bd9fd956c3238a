"""Command line of `features`: python -m features."""

import sys

from ingest.common import failures
from ingest.common.data_folder import DataFolder


def main(arguments: list[str] | None = None) -> int:
    """Run the stage; returns the exit status."""
    return failures.run("features", lambda: _run(arguments))


def _run(arguments: list[str] | None) -> None:
    from features.arguments import parse  # slow to import: Ctrl-C ends it without a traceback

    options = parse(sys.argv[1:] if arguments is None else arguments)
    options.run(DataFolder(options.data), options)


if __name__ == "__main__":
    sys.exit(main())
