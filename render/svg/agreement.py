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
    difference = signed_values(first) - signed_values(second)  # rows, columns * CHANNELS
    if _largest(difference) <= AGREEMENT.most:
        return True

    # Sums over the pixels of a square: down each column, then along each row.
    down = _sums(difference, step=1)
    squares = _sums(down.T, step=CHANNELS)
    area = AGREEMENT.window**2
    return _largest(squares) <= area * AGREEMENT.most


def _largest(values: np.ndarray) -> int:
    """The largest absolute value. No array of absolute values is made."""
    highest = int(values.max())
    lowest = int(values.min())
    return max(highest, -lowest)


def signed_values(picture: Image.Image) -> np.ndarray:
    """The values of a picture of four channels, to be subtracted: rows, columns * CHANNELS."""
    values = np.frombuffer(picture.tobytes(), np.uint8)
    signed = values.astype(np.int16)
    return signed.reshape(picture.height, -1)


def _sums(values: np.ndarray, step: int) -> np.ndarray:
    """The sums of `window` rows that are `step` apart; all rows where there are too few."""
    count = len(values) - (AGREEMENT.window - 1) * step
    if count < 1:
        return values
    total = values[:count]
    for number in range(1, AGREEMENT.window):
        start = number * step
        end = start + count
        total = total + values[start:end]
    return total
