"""POST /search under load, as a Markdown table: answers a second, and how long they took, for
several numbers of clients.

Takes the library that is published in the data folder: `python -m ingest import` of an Iconify set
of 10,000 icons, say, then render and features. The pictures are simulated screenshots of its icons.
This process plays the clients; the last column is its own cost, which on the same processors the
service goes without. A client that is told to come back later does so. On an idle machine.

usage: python -m tests.benchmarks.load [--data DIR] [--clients 1 8 32 128] [--seconds 10]
           [-- FLAG OF THE SERVICE...]
"""

import argparse
from pathlib import Path

from ingest.common.data_folder import DataFolder, default_folder
from tests import load
from tests.benchmarks.scale import report, service

PICTURES = 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=default_folder())
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("flags", nargs="*")
    options = parser.parse_args()
    folder = DataFolder(options.data)
    print(service.machine())
    print(
        report.crowd(
            service.crowded(
                folder,
                load.screenshots(folder, PICTURES),
                options.clients,
                options.seconds,
                *options.flags,
            )
        )
    )


if __name__ == "__main__":
    main()
