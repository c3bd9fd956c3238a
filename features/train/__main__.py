"""`python -m features.train`: fetch the icon sets that may be learned from, and fit what is learned."""

import argparse
import os
import sys
from pathlib import Path

from features.train import sets
from ingest.common import failures
from ingest.common.console import summary


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m features.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, help_text in (
        ("fetch", "install the icon sets' npm packages below SETS"),
        (
            "projection",
            "fit the projection of vgg16 (about five minutes on two cores) and write it into features/weights",
        ),
        (
            "glyphnet",
            "train the encoder (about five minutes an epoch on two cores) and write it into features/weights",
        ),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("sets", type=Path, metavar="SETS", help="folder of the icon sets")
        if name == "glyphnet":
            command.add_argument(
                "--epochs",
                type=int,
                default=12,
                help="how often each icon is shown (default: %(default)s)",
            )
            command.add_argument(
                "--from",
                dest="start",
                type=Path,
                metavar="FILE",
                help="weights to go on from (default: none)",
            )
    commands.add_parser(
        "export",
        help="write the models of vgg16 and glyphnet for LiteRT from their weights (needs TensorFlow)",
    )
    arguments = parser.parse_args(argv)

    os.environ.setdefault(
        "TF_CPP_MIN_LOG_LEVEL", "2"
    )  # what TensorFlow says of the machine helps nobody here

    def run() -> None:
        if arguments.command == "fetch":
            sets.fetch(arguments.sets)
        elif arguments.command == "projection":
            from features.train import projection

            summary("features.train", projection.train(arguments.sets))
        elif arguments.command == "export":
            from features.encoders import glyphnet, vgg16

            vgg16.convert()
            glyphnet.convert()
        else:
            from features.train import glyphnet as training

            summary(
                "features.train", training.train(arguments.sets, arguments.epochs, arguments.start)
            )

    return failures.run("features.train", run)


if __name__ == "__main__":
    sys.exit(main())
