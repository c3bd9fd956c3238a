"""Conversion of Keras weights to half precision.

`python -m features.train.float16 FILE` makes the VGG16 weight file that the repository ships.
"""

import argparse
import sys
from pathlib import Path

import h5py
import numpy as np

from features.encoders.vgg16 import WEIGHTS
from ingest.common import failures
from ingest.common.failures import ConfigurationError


def convert_to_float16(source: Path, target: Path) -> None:
    """Copy a Keras weight file with every tensor in float16, names and structure unchanged.

    The same source gives the same bytes. Raises ConfigurationError when it is not an HDF5 file.
    """
    try:
        original = h5py.File(source, "r")
    except OSError as error:
        raise ConfigurationError(
            f"{source} is not a Keras weight file ({error}): name the float32 .weights.h5 file."
        ) from error
    with original, h5py.File(target, "w") as converted:

        def copy(name: str, node: h5py.Group | h5py.Dataset) -> None:
            if isinstance(node, h5py.Dataset):
                tensor = node[()]
                converted.create_dataset(name, data=tensor.astype(np.float16))
                return

            group = converted.require_group(name)
            for key, value in node.attrs.items():
                group.attrs[key] = value

        original.visititems(copy)


def main(arguments: list[str] | None = None) -> None:
    """Command line of the module."""
    parser = argparse.ArgumentParser(prog="python -m features.train.float16", description=__doc__)
    parser.add_argument(
        "source",
        type=Path,
        metavar="FILE",
        help="VGG16 without its top, ImageNet, as a Keras 3 .weights.h5 file",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=WEIGHTS,
        help="where to write (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    convert_to_float16(options.source, options.out)
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(failures.run("features.train.float16", main))
