"""Layers: the parts of a foreground that have one colour each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.vision.pixels import Mask, Plane, strongest


@dataclass(frozen=True)
class LayerSettings:
    """How a foreground is divided by colour. All values were chosen by hand.

    `most`: layers at most.
    `tolerance`: how far a pixel is from the line between background and colour, of full scale.
    `full`: share of the strongest difference from which on a pixel may define a layer's colour.
    `longest`: length of the line, by the distance from the background to the colour.
    `steps`: steps of full scale in which colours are counted.
    """

    most: int = 4
    tolerance: float = 0.12
    full: float = 0.6
    longest: float = 1.15
    steps: int = 8


LAYERS = LayerSettings()

PALETTE_STEPS = 15  # steps of a channel in which a picture's colours are counted; chosen by hand


def colour_layers(difference: Plane, mask: Mask) -> list[Mask]:
    """The layers (h, w) of a foreground mask, the largest first.

    `difference` (3, h, w) is that to the background. A page blends a colour with the background at
    its edges. So a layer's pixels are near a line from the background to the layer's colour.
    """
    magnitude = strongest(np.abs(difference))  # (h, w)
    remaining = mask.copy()
    layers = []
    for _ in range(LAYERS.most):
        if not remaining.any():
            break
        colour = _commonest(difference, remaining, magnitude)
        near = _is_near_line(difference, colour) & remaining
        if near.any():
            layers.append(near)
        remaining &= ~near
    return sorted(layers, key=np.sum, reverse=True)


def commonest_colours(channels: Plane, count: int) -> list[Plane]:
    """The mean (3,) of each of the commonest colours of a picture (3, h, w) in 0..1."""
    pixels = channels.reshape(3, -1)
    codes = _codes(pixels, PALETTE_STEPS)  # (n,)
    counts = np.bincount(codes)
    commonest = np.argsort(-counts, kind="stable")[:count]
    return [pixels[:, codes == code].mean(axis=1) for code in commonest if counts[code]]


def _commonest(difference: Plane, remaining: Mask, magnitude: Plane) -> Plane:
    """(3,): the commonest difference of the strong pixels that remain; there are some."""
    full = LAYERS.full * magnitude[remaining].max()
    is_strong = remaining & (magnitude >= full)
    strong = difference[:, is_strong]  # (3, n)
    # From -1..1 to 0..1.
    codes = _codes((strong + 1) / 2, 2 * LAYERS.steps)
    commonest = np.bincount(codes).argmax()
    colour: Plane = strong[:, codes == commonest].mean(axis=1)
    return colour


def _codes(values: NDArray[np.floating], steps: int) -> NDArray[np.int64]:
    """(n,): a number for each colour of (3, n) in 0..1, the same for colours in the same steps.

    A plane fitted to the background may be outside of that range.
    """
    in_range = np.clip(values, 0, 1)
    rounded = np.round(in_range * steps).astype(np.int64)
    first, second, third = rounded
    levels = steps + 1
    numbers: NDArray[np.int64] = (first * levels + second) * levels + third
    return numbers


def _is_near_line(difference: Plane, colour: Plane) -> Mask:
    """(h, w): the pixels near the line from the background to a colour (3,)."""
    length = float(colour @ colour)
    along = np.tensordot(colour, difference, axes=1)  # (h, w)
    share = np.clip(along / max(length, 1e-6), 0, LAYERS.longest)
    residual = difference - colour[:, None, None] * share
    near: Mask = strongest(np.abs(residual)) <= LAYERS.tolerance
    return near
