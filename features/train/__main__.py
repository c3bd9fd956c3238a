"""`python -m features.train`: fetch icon sets for training, and train what encoders learn."""

import argparse
import os
import sys
from pathlib import Path

from features.train import sets
from ingest.common import failures
from ingest.common.console import summary


def main(argv: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    arguments = _parser().parse_args(argv)

    # TensorFlow's messages about the machine are of no use here.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    return failures.run("features.train", lambda: _run_with_packages(arguments))


def _parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m features.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    fetch = commands.add_parser(
        "fetch",
        help="install the icon sets' npm packages below SETS",
    )
    projection = commands.add_parser(
        "projection",
        help="fit the projection of vgg16 (about five minutes on two cores) "
        "and write it into features/weights",
    )
    glyphnet = commands.add_parser(
        "glyphnet",
        help="train the encoder (about five minutes an epoch on two cores) "
        "and write it into features/weights",
    )
    for command in (fetch, projection, glyphnet):
        command.add_argument(
            "sets",
            type=Path,
            metavar="SETS",
            help="folder of the icon sets",
        )

    glyphnet.add_argument(
        "--epochs",
        type=int,
        default=12,
        help="how often each icon is shown (default: %(default)s)",
    )
    glyphnet.add_argument(
        "--from",
        dest="start",
        type=Path,
        metavar="FILE",
        help="weights to go on from (default: none)",
    )
    certainty = commands.add_parser(
        "certainty",
        help="learn how sure hypotheses about a picture are, from published libraries "
        "(about two minutes each), and write it into features/weights",
    )
    certainty.add_argument(
        "folders",
        type=Path,
        nargs="+",
        metavar="DATA",
        help="data folder of a library that was built with the encoder",
    )
    certainty.add_argument(
        "--encoder",
        choices=("glyphnet", "vgg16"),
        default="glyphnet",
        help="whose weights are learned (default: %(default)s)",
    )
    certainty.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count(),
        help="libraries that are searched at the same time (default: %(default)s)",
    )
    commands.add_parser(
        "export",
        help="write the models of vgg16 and glyphnet for LiteRT from their weights "
        "(needs TensorFlow)",
    )
    return parser


def _run_with_packages(arguments: argparse.Namespace) -> None:
    with failures.night_packages():
        _run(arguments)


def _run(arguments: argparse.Namespace) -> None:
    """Run the command. Keras takes seconds to load, so only commands that need it import it."""
    if arguments.command == "fetch":
        sets.fetch(arguments.sets)
    elif arguments.command == "projection":
        from features.train import projection

        record = projection.train(arguments.sets)
        summary("features.train", record)
    elif arguments.command == "certainty":
        from features.train import certainty

        record = certainty.train(arguments.folders, arguments.encoder, arguments.jobs)
        summary("features.train", record)
    elif arguments.command == "export":
        from features.encoders import glyphnet, vgg16

        vgg16.convert()
        glyphnet.convert()
    else:
        from features.train import glyphnet as training

        record = training.train(
            arguments.sets,
            arguments.epochs,
            arguments.start,
        )
        summary("features.train", record)


if __name__ == "__main__":
    sys.exit(main())
