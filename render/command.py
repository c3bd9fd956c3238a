"""`python -m render`: its flags, its help, and a run with them."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from ingest.common.command_line import flags, numbers
from ingest.common.data_folder import DataFolder, default_folder
from render import build
from render.build import RenderOptions

DESCRIPTION = """\
Draw every icon of source.json as a small square JPEG, in render/images of the data folder.

A one-colour icon gets one picture, on the ground (light, else dark) where it shows best; an icon
of several colours gets one on each. Only new and changed icons are drawn; an interrupted run goes
on where it was. Each icon is drawn in a process that is ended after 2 seconds of processor time or
256 MB, so a broken or hostile icon costs no more than that: it is listed with its reason in
render/manifest.json and not tried again until it changes (or with --retry-failed).

CairoSVG and resvg both draw it. Where they differ, the one is taken that draws more of such icons
as Chromium does; the manifest says which one, and why.

The summary counts icons: rendered now, unchanged, removed from the library, failed, and flagged
because a browser may draw them otherwise (text, foreignObject, images that are elsewhere ...)."""
EPILOGUE = """\
exit status: 0 done; 2 no usable source.json, or a wrong argument; 4 the Dask cluster is down;
5 more icons failed than --max-failed allows (the others are drawn and in place); 6 the data folder
cannot be written; 75 another render works on it."""


def main(arguments: Sequence[str] | None) -> None:
    """Parse the command line and run it. Raises the failures of `ingest.common.failures`."""
    options = vars(_make_parser().parse_args(arguments))
    build.run(DataFolder(options.pop("data")), RenderOptions(**options))


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m render",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    default = RenderOptions()
    parser.add_argument(
        "--data",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the data folder (%(default)s)",
    )
    parser.add_argument(
        "--size",
        type=numbers.integer(16, 1024),
        default=default.size,
        help="pixels of a picture's side (%(default)s)",
    )
    parser.add_argument(
        "--jobs",
        type=numbers.integer(1, 256),
        default=default.jobs,
        help="icons drawn at a time (%(default)s)",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="read the JPEGs of unchanged icons, and draw damaged ones again",
    )
    parser.add_argument(
        "--retry-failed", action="store_true", help="try icons again that failed before"
    )
    parser.add_argument(
        "--max-failed",
        type=numbers.percent,
        default=default.max_failed,
        metavar="PERCENT",
        help="share of icons that may fail (%(default)s)",
    )
    parser.add_argument(
        "--referee",
        choices=["chromium"],
        help="an installed Chromium draws what the two renderers draw differently, without network",
    )
    flags.add_dask(parser, "drawing")
    return parser
