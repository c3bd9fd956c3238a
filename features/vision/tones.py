"""The two tones of a drawing: a strong one, and a faint one of lower opacity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from features.vision.pixels import Mask, Plane


@dataclass(frozen=True)
class ToneSettings:
    """All values were chosen by hand.

    `reach`: pixels of a cutout from a stroke's edge to its full coverage, at most.
    `drawn`: coverage from which on a pixel is drawn, of 255.
    `faint`: coverage that a faint tone does not reach, of 255.
    `least`: share of the drawn pixels that a faint tone has.
    `between`: of the faint tone's coverage, from which on a pixel beside it may show both tones.
    """

    reach: int = 2
    drawn: int = 26
    faint: int = 191
    least: float = 0.04
    between: float = 0.85


TONES = ToneSettings()


@dataclass(frozen=True)
class Tones:
    """The coverage (S, S) of each tone in 0..1, and the opacity of the faint one."""

    strong: Plane
    faint: Plane
    opacity: float


def have_two_tones(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(n,): whether each of n drawings has two tones, by its coverage (n, S, S)."""
    drawn = (pixels > TONES.drawn).sum(axis=(1, 2))
    core = _core(pixels, _strongest_around(pixels))
    faint = core.sum(axis=(1, 2))
    some: NDArray[np.bool_] = faint > TONES.least * drawn
    return some


def two_tones(pixels: NDArray[np.uint8]) -> Tones:
    """The tones of a drawing that has two, by its coverage (S, S)."""
    around = _strongest_around(pixels[None])[0]
    core = _core(pixels, around)
    coverage = pixels * np.float32(1 / 255)
    opacity = float(np.median(around[core])) / 255
    faint = np.where(core, np.minimum(coverage / opacity, 1), 0)

    # Beside the faint tone a pixel shows some of both.
    beside = ndimage.maximum_filter(core, 2 * TONES.reach + 1) & ~core
    beside &= coverage >= TONES.between * opacity
    of_strong = np.clip((coverage - opacity) / (1 - opacity), 0, 1)
    faint = np.where(beside, 1 - of_strong, faint)
    strong = np.where(beside, of_strong, coverage)
    strong = np.where(core, 0, strong)
    return Tones(strong.astype(np.float32), faint.astype(np.float32), opacity)


def _core(pixels: NDArray[np.uint8], around: NDArray[np.uint8]) -> Mask:
    """(…, S, S): pixels of a faint tone that are not beside a strong one.

    `around`: the strongest coverage around each pixel.
    The edge of a stroke has low coverage too, but the stroke's full coverage is near.
    """
    drawn = pixels > TONES.drawn
    core: Mask = drawn & (around < TONES.faint)
    return core


def _strongest_around(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, S, S): the strongest coverage within the reach along both axes.

    Shifts of all drawings at once take a twentieth of the time of SciPy's filter.
    """
    reach = TONES.reach
    side = pixels.shape[1]
    padded = np.pad(pixels, ((0, 0), (reach, reach), (reach, reach)))
    shifts = range(2 * reach + 1)
    rows = [padded[:, shift : shift + side] for shift in shifts]
    strongest = np.maximum.reduce(rows)
    columns = [strongest[:, :, shift : shift + side] for shift in shifts]
    around: NDArray[np.uint8] = np.maximum.reduce(columns)
    return around
