"""The background model: one colour, or a colour that changes linearly across the picture."""

from dataclasses import dataclass

import numpy as np

from features.vision.colour import COLOUR
from features.vision.pixels import Mask, Plane, ranked, strongest


@dataclass(frozen=True)
class BackgroundSettings:
    """How the background is read from the picture's frame.

    `frame`: thickness of the frame, as a share of the shorter side. Chosen on ion and bi.
    `inlier_share`: share of the frame's pixels that are taken as background, whatever their
    colour. The rest may be a label's letters or a button's border. Chosen by hand.
    `inlier_residual`: residual up to which further pixels are background, as a share of full
    scale. Chosen on ion and bi.
    `rounds`: fits of the plane; each drops the outliers of the one before. Chosen by hand.
    `ridge`: added to the normal equations. Without it a frame one pixel wide or high is singular.
    """

    frame: float = 0.06
    inlier_share: float = 0.6
    inlier_residual: float = 0.04
    rounds: int = 3
    ridge: float = 1e-3


BACKGROUND = BackgroundSettings()


def estimate_background(channels: Plane) -> Plane:
    """(3, h, w) → the background: (3, 1, 1) where it is flat, otherwise (3, h, w)."""
    _, height, width = channels.shape
    frame = frame_mask(height, width)

    # (3, n) colours of the frame, their median (3, 1), and how far each is from it (n,).
    colours = channels[:, frame]
    median = ranked(colours, 0.5)
    median = median[:, None]
    residual = _magnitude(colours - median)

    # Flat where most of the frame is near its median. The rest may be a label or a border.
    typical = ranked(residual, BACKGROUND.inlier_share)
    if typical <= COLOUR.least_visible / 2:
        return median[..., None]

    terms = _linear_terms(height, width)
    coefficients = _fit(colours, terms[:, frame], residual)
    background: Plane = np.tensordot(
        coefficients.T,
        terms,
        axes=1,
    )
    return background


def frame_mask(height: int, width: int) -> Mask:
    """(h, w): the outermost pixels of a picture."""
    shorter = min(height, width)
    thickness = max(1, round(BACKGROUND.frame * shorter))

    inside = slice(thickness, -thickness)
    frame = np.ones((height, width), bool)
    frame[inside, inside] = False
    return frame


def _linear_terms(height: int, width: int) -> Plane:
    """(3, h, w): 1, the row from -1 to 1, and the column from -1 to 1."""
    rows = np.linspace(-1, 1, height, dtype=np.float32)
    columns = np.linspace(-1, 1, width, dtype=np.float32)

    terms = np.empty((3, height, width), np.float32)
    terms[0] = 1
    terms[1] = rows[:, None]
    terms[2] = columns
    return terms


def _fit(colours: Plane, terms: Plane, residual: Plane) -> Plane:
    """(3, 3): a coefficient for each term and channel, by least squares over the inliers.

    `colours` (3, n) and `terms` (3, n) are those of the frame. `residual` (n,) is that to the
    median; later rounds use that to the plane.
    """
    identity = np.eye(3, dtype=np.float32)
    ridge = BACKGROUND.ridge * identity

    for _ in range(BACKGROUND.rounds):
        least = float(ranked(residual, BACKGROUND.inlier_share))
        tolerance = max(BACKGROUND.inlier_residual, least)
        inliers = residual <= tolerance

        # The normal equations of the inliers.
        known_terms = terms[:, inliers]
        known_colours = colours[:, inliers]
        products = known_terms @ known_terms.T
        right_side = known_terms @ known_colours.T
        coefficients: Plane = np.linalg.solve(products + ridge, right_side)

        fitted = coefficients.T @ terms
        residual = _magnitude(colours - fitted)
    return coefficients


def _magnitude(difference: Plane) -> Plane:
    """(3, n) → (n,): the largest absolute difference of any channel."""
    absolute = np.abs(difference)
    return strongest(absolute)
