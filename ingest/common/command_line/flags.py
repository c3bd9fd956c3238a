"""Command-line flags that several stages share."""

import argparse
import os

# Takes the place of a Dask cluster's address: processes of this machine, which end with the run.
LOCAL = "local"


def add_dask(parser: argparse.ArgumentParser, doing: str) -> None:
    """Add `--dask` to a stage's parser; `doing` names the work that goes to the cluster.

    The value is an address, LOCAL where the flag has no address, None without the flag.
    """
    parser.add_argument(
        "--dask",
        nargs="?",
        const=LOCAL,
        default=os.environ.get("ICONLENS_DASK") or None,
        metavar="ADDRESS",
        help=f"do the {doing} on the Dask cluster at tcp://HOST:8786, or on one of --jobs "
        "processes here if no address is given ($ICONLENS_DASK, else no Dask)",
    )
