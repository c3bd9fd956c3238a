"""Flags that several stages have."""

import argparse
import os

LOCAL = "local"  # in place of the address of a Dask cluster: processes of this machine, which end with the run


def add_dask(parser: argparse.ArgumentParser, doing: str) -> None:
    """Give a stage `--dask`: the address of the cluster where `doing` is done, LOCAL where it names none, None without it."""
    parser.add_argument(
        "--dask",
        nargs="?",
        const=LOCAL,
        default=os.environ.get("ICONLENS_DASK") or None,
        metavar="ADDRESS",
        help=f"do the {doing} on the Dask cluster at tcp://HOST:8786, or on one of --jobs processes here if no address is given "
        "($ICONLENS_DASK, else no Dask)",
    )
