"""Colour differences: how far two colours are apart, and whether a drawing has several."""

from dataclasses import dataclass

import numpy as np

from features.vision.pixels import Plane, strongest

# Luma from red, green and blue: ITU-R BT.601, which JPEG uses.
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class ColourSettings:
    """Thresholds on colour differences, as shares of full scale unless noted.

    `least_visible`: a picture with less contrast shows nothing. Chosen by hand.
    `chroma`: weight of the chroma difference beside luma; no unit. JPEG stores chroma at half the
    resolution, so thin coloured lines look too thick at full weight. With a lower weight here and
    in registration, wrong first results of 1,800 screenshots each fell from 43 to 38 (ion, bi) and
    from 91 to 80 (devicon, material-icon-theme).
    `noise`: standard deviation that JPEG adds to each channel. Chosen by hand.
    `one_colour`, `several_colours`: bounds of the colour spread, relative to the main direction.
    Below the first a drawing has one colour. Above the second its colours count in full. Chosen by
    hand.
    """

    least_visible: float = 6 / 255
    chroma: float = 0.6
    noise: float = 4 / 255
    one_colour: float = 0.05
    several_colours: float = 0.16


COLOUR = ColourSettings()


def perceptual_distance(difference: Plane) -> Plane:
    """(3, h, w) → (h, w) in 0..1: the magnitude of a colour difference, chroma weighted down."""
    _, height, width = difference.shape
    flat = difference.reshape(3, -1)
    luma = LUMA @ flat
    luma = luma.reshape(height, width)

    # In grey the weights add up to 1, so a grey difference stays as it is.
    chroma_weight = COLOUR.chroma
    luma_weight = 1 - COLOUR.chroma
    weighted = chroma_weight * difference + luma_weight * luma

    magnitude = np.abs(weighted)
    return strongest(magnitude)


def is_grey(differences: Plane) -> bool:
    """Whether a drawing has lightness alone, but for the noise of JPEG.

    `differences` (3, n) are its pixels minus the background.
    """
    chroma = differences - differences.mean(axis=0)
    energy: float = np.vdot(chroma, chroma)
    return bool(energy <= chroma.size * COLOUR.noise**2)


def colourfulness(differences: Plane) -> float:
    """0 for a drawing of one colour, up to 1 for several colours.

    `differences` (3, n) are its pixels minus the background. However a browser blends one colour
    with the background, the differences lie on a line through the origin. So their spread across
    their principal direction shows whether there are several colours.
    """
    if not differences.size:
        return 0.0

    # The second moments about the background, (3, 3), and their eigenvalues in ascending order.
    count = differences.shape[1]
    moments = differences @ differences.T / count
    *across, along = np.linalg.eigvalsh(moments)

    # JPEG adds its noise in both directions across the principal one.
    noise = 2 * COLOUR.noise**2
    variance_across = max(0.0, sum(across) - noise)

    # The lower bound keeps pictures that show nothing from having colours.
    least = COLOUR.least_visible**2
    variance_along = max(along, least)
    spread = np.sqrt(variance_across / variance_along)

    # From 0 at the first bound to 1 at the second.
    span = COLOUR.several_colours - COLOUR.one_colour
    share = (spread - COLOUR.one_colour) / span
    return float(np.clip(share, 0, 1))
