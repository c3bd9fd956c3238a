"""Whether two drawings of one icon show the same."""

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class AgreementSettings:
    """What counts as different.

    Chosen on 653 icons of seventeen Iconify sets that both renderers draw as Chromium does, 56
    pixels wide: in nine of ten the largest mean is below 20. Where one is wrong, it is 26 or more.
    """

    window: int = 3  # pixels of a square's side
    most: int = 24  # of 255: the mean difference over a square, in its worst channel


AGREEMENT = AgreementSettings()
CHANNELS = 4  # red, green, blue and alpha


def agree(first: Image.Image, second: Image.Image) -> bool:
    """Whether two premultiplied pictures (RGBa) of one size are equal but for antialiasing.

    Edges differ by single pixels of either sign, which cancel out in the mean over a square.
    """
    difference = _values(first) - _values(second)  # rows, columns * CHANNELS
    if _largest(difference) <= AGREEMENT.most:
        return True
    below = _sums(difference, step=1)
    sums = _sums(below.T, step=CHANNELS)
    area = AGREEMENT.window**2
    return _largest(sums) <= area * AGREEMENT.most


def _largest(values: np.ndarray) -> int:
    """The largest absolute value. No array of absolute values is made."""
    return max(int(values.max()), -int(values.min()))


def _values(picture: Image.Image) -> np.ndarray:
    """The values of a picture: rows, columns * CHANNELS."""
    values = np.frombuffer(picture.tobytes(), np.uint8)
    return values.astype(np.int16).reshape(picture.height, -1)


def _sums(values: np.ndarray, step: int) -> np.ndarray:
    """The sums over windows along the first axis; those of an axis shorter than a window as is.

    Neighbours are `step` apart.
    """
    count = len(values) - (AGREEMENT.window - 1) * step
    if count < 1:
        return values
    total = values[:count]
    for each in range(1, AGREEMENT.window):
        start = each * step
        total = total + values[start : start + count]
    return total
