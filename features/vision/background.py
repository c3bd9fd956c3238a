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
    height, width = channels.shape[1:]
    frame = frame_mask(height, width)
    colours = channels[:, frame]  # (3, n)
    median = ranked(colours, 0.5)[:, None]
    residual = strongest(np.abs(colours - median))  # (n,)
    if ranked(residual, BACKGROUND.inlier_share) <= COLOUR.least_visible / 2:
        return median[..., None]
    terms = _linear_terms(height, width)
    coefficients = _fit(colours, terms[:, frame], residual)
    background: Plane = np.tensordot(coefficients.T, terms, axes=1)
    return background


def frame_mask(height: int, width: int) -> Mask:
    """(h, w): the outermost pixels of a picture."""
    thickness = max(1, round(BACKGROUND.frame * min(height, width)))
    frame = np.ones((height, width), bool)
    frame[thickness:-thickness, thickness:-thickness] = False
    return frame


def _linear_terms(height: int, width: int) -> Plane:
    """(3, h, w): 1, the row from -1 to 1, and the column from -1 to 1."""
    rows = np.linspace(-1, 1, height, dtype=np.float32)
    columns = np.linspace(-1, 1, width, dtype=np.float32)
    constant = np.ones((height, width), np.float32)
    return np.stack([constant, *np.meshgrid(rows, columns, indexing="ij")])


def _fit(colours: Plane, terms: Plane, residual: Plane) -> Plane:
    """(3, 3): a coefficient for each term and channel, by least squares over the inliers.

    `colours` (3, n) and `terms` (3, n) are those of the frame. `residual` (n,) is the first one.
    """
    ridge = BACKGROUND.ridge * np.eye(3, dtype=np.float32)
    for _ in range(BACKGROUND.rounds):
        least = float(ranked(residual, BACKGROUND.inlier_share))
        inliers = residual <= max(BACKGROUND.inlier_residual, least)
        known = terms[:, inliers]
        coefficients: Plane = np.linalg.solve(known @ known.T + ridge, known @ colours[:, inliers].T)
        residual = strongest(np.abs(colours - coefficients.T @ terms))
    return coefficients
