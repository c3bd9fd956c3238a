"""Drawings that are repeated side by side, as the stars of a rating are."""

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
    part = pixels[top:bottom, left:right]
    columns = part.sum(axis=2, dtype=np.float64).T  # (w, h)
    columns -= columns.mean()
    width, height = columns.shape

    narrowest = round(REPETITION.pitch * height)
    widest = min(2 * height, width // 2 + 2)
    pitches = np.arange(narrowest, widest)
    differences = _self_differences(columns, pitches)
    alike = differences < REPETITION.difference**2 * columns.var()
    if not alike.any():
        return []

    pitch = int(pitches[alike][0])
    count = -(-width // pitch)
    side = width - (count - 1) * pitch
    starts = [left + number * pitch for number in range(count)]
    return [np.array([start, top, start + side, bottom]) for start in starts]


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
    energy = np.cumsum((columns**2).sum(axis=1))
    moved = energy[-1] - energy[pitches - 1]
    fixed = energy[width - 1 - pitches]

    overlap = height * (width - pitches)
    differences: NDArray[np.float64] = (moved + fixed - 2 * products) / overlap
    return differences
