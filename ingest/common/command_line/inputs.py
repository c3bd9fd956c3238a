"""Files that a command line names."""

import sys
from pathlib import Path

from ingest.common.failures import ConfigurationError

STANDARD_INPUT = "-"


def read_input(name: str, remedy: str) -> bytes:
    """The content of a file, or of standard input where `name` is `-`.

    Raises ConfigurationError, whose sentence ends with `remedy`, where it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        reason = f"{name} cannot be read ({error.strerror}): {remedy}."
        raise ConfigurationError(reason) from error


def input_name(name: str) -> str:
    """The name of an input in a sentence."""
    return "the standard input" if name == STANDARD_INPUT else name
