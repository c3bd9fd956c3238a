"""Numbers on a command line or in a setting: each reader says what the least and the most are."""

import argparse
import math
from collections.abc import Callable

from ingest.common.untrusted import MEGABYTE


def integer(lowest: float = -math.inf, highest: float = math.inf) -> Callable[[str], int]:
    """A reader of whole numbers from `lowest` to `highest`, for argparse's `type`.

    It raises ArgumentTypeError for a number out of range, and ValueError for other text.
    """

    def read(text: str) -> int:
        value = int(text)
        _check(value, lowest, highest)
        return value

    read.__name__ = "whole number"  # argparse names the reader in its message about other text
    return read


def real(lowest: float = -math.inf, highest: float = math.inf) -> Callable[[str], float]:
    """A reader of finite numbers from `lowest` to `highest`. It raises as a reader of `integer`."""

    def read(text: str) -> float:
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(text)
        _check(value, lowest, highest)
        return value

    read.__name__ = "number"
    return read


def megabytes(text: str) -> int:
    """Bytes, written as megabytes: 1 or more. Raises as a reader does."""
    return int(real(1)(text) * MEGABYTE)


def percent(text: str) -> float:
    """A share of a hundred, 0 to 100, with or without the sign `%`. Raises as a reader does."""
    return real(0, 100)(text.removesuffix("%"))


def _check(value: float, lowest: float, highest: float) -> None:
    if value < lowest:
        raise argparse.ArgumentTypeError(f"{value} is too small, the least is {lowest}")
    if value > highest:
        raise argparse.ArgumentTypeError(f"{value} is too large, the most is {highest}")
