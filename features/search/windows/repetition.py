"""Drawings that are repeated side by side, as the stars of a rating are."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.windows.pixels import Boxes
from features.vision.pixels import Pixels


@dataclass(frozen=True)
class RepetitionSettings:
    """Chosen on the templates of tests/benchmarks/screenshots/development.py."""

    # Of the height: the least distance between repetitions of a drawing.
    pitch: float = 0.7
    # Of a drawing's own standard deviation: how much two repetitions of it may differ.
    difference: float = 0.35


REPETITION = RepetitionSettings()


def repetitions(box: Boxes, pixels: Pixels) -> list[Boxes]:
    """The boxes of a drawing repeated side by side so closely that it is one component.

    Empty where nothing is repeated.
    """
    left, top, right, bottom = box.tolist()
    part = pixels[top:bottom, left:right]  # (h, w, c)
    columns = part.sum(axis=2, dtype=np.float64).T  # (w, h)
    columns -= columns.mean()
    width, height = columns.shape

    narrowest = round(REPETITION.pitch * height)
    widest = min(2 * height, width // 2 + 2)
    pitches = np.arange(narrowest, widest)
    differences = _self_differences(columns, pitches)
    limit = REPETITION.difference**2 * columns.var()
    fitting = pitches[differences < limit]
    if not len(fitting):
        return []

    pitch = int(fitting[0])
    count = math.ceil(width / pitch)
    side = width - (count - 1) * pitch
    boxes = []
    for number in range(count):
        start = left + number * pitch
        end = start + side
        boxes.append(np.array([start, top, end, bottom]))
    return boxes


def _self_differences(
    columns: NDArray[np.float64], pitches: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The mean square by which (w, h) differs from its copy moved by each pitch (p,).

    All pitches come from one autocorrelation (the Wiener-Khinchin theorem).
    """
    width, height = columns.shape
    spectrum = np.fft.rfft(columns, 2 * width, axis=0)
    power = (spectrum * spectrum.conj()).real  # (f, h)
    autocorrelation = np.fft.irfft(power.sum(axis=1), 2 * width)
    products = autocorrelation[pitches]

    # Energies of the columns that overlap, in the drawing and in its moved copy.
    energies = (columns**2).sum(axis=1)  # (w,)
    energy = np.cumsum(energies)
    moved = energy[-1] - energy[pitches - 1]
    fixed = energy[width - 1 - pitches]

    overlap = height * (width - pitches)
    squares = moved + fixed - 2 * products
    differences: NDArray[np.float64] = squares / overlap
    return differences
