"""`python -m features.train`: fetch the icon sets that may be learned from, and fit what is learned."""

import argparse
import sys
from pathlib import Path

from features.train import projection, sets
from ingest import failures
from ingest.console import summary


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m features.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, help_text in (
        ("fetch", "install the icon sets' npm packages below SETS"),
        ("projection", "fit the projection of vgg16 (about five minutes on two cores) and write it into features/weights"),
    ):
        commands.add_parser(name, help=help_text).add_argument("sets", type=Path, metavar="SETS", help="folder of the icon sets")
    arguments = parser.parse_args(argv)

    def command() -> None:
        if arguments.command == "fetch":
            sets.fetch(arguments.sets)
        else:
            summary("features.train", projection.train(arguments.sets))

    return failures.run("features.train", command)


if __name__ == "__main__":
    sys.exit(main())
