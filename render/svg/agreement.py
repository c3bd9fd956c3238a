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


def agree(first: Image.Image, second: Image.Image) -> bool:
    """Whether two RGBA pictures of one size are equal but for antialiasing.

    Edges differ by single pixels of either sign, which cancel out in the mean over a square.
    """
    difference = _premultiplied(first) - _premultiplied(second)
    if np.abs(difference).max() <= AGREEMENT.most:
        return True
    sums = _sums(_sums(difference).swapaxes(0, 1))
    area = AGREEMENT.window**2
    return bool(np.abs(sums).max() <= area * AGREEMENT.most)


def _premultiplied(picture: Image.Image) -> np.ndarray:
    """The values of a picture, with colours multiplied by alpha: rows, columns, 4."""
    pixels = picture.convert("RGBa").tobytes()
    values = np.frombuffer(pixels, np.uint8).astype(np.int16)
    return values.reshape(picture.height, picture.width, 4)


def _sums(values: np.ndarray) -> np.ndarray:
    """The sums over windows along the first axis; those of an axis shorter than a window as is."""
    count = len(values) - AGREEMENT.window + 1
    if count < 1:
        return values
    total = values[:count].copy()
    for start in range(1, AGREEMENT.window):
        total += values[start : start + count]
    return total
