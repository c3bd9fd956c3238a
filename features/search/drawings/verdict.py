"""How sure it is that an SVG is an icon of the library.

Unlike a screenshot, an SVG is drawn exactly as the library's icons are: the distance to its own
icon is nearly 0 in any library, and one decision holds for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.calibration import Verdict

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DrawingVerdictSettings:
    """Learned from ion, bi, ri and material-icon-theme with GlyphNet's vectors.

    Present: 220 icons of each as they are, in another colour, minified by SVGO, and as Figma
    exports them. Absent: 200 icons of each of two other sets. docs/quality.md has the figures.
    """

    encoder: str = "glyphnet"
    # Distance up to which an icon is found. Of own icons 99 in 100 are nearer; of other sets' 1 in
    # 100 is.
    found: float = 0.09
    # Distance beyond which it is absent. All own icons of one colour are nearer; of other sets' 2
    # in 100 are.
    absent: float = 0.2
    # Logistic regression of the icon being right, at a prior of 0.2 for absent icons:
    # intercept, and weight of the logarithm of the distance plus the offset.
    intercept: float = -9.535
    weight: float = -4.993
    offset: float = 0.01  # chosen by hand


DECISION = DrawingVerdictSettings()


def verdict(distance: float, identical: bool) -> Verdict:
    """The verdict on the best icon, by its distance and whether its paths equal the query's."""
    if identical or distance <= DECISION.found:
        return "found"
    return "unsure" if distance <= DECISION.absent else "absent"


def matches(distances: Array, identical: Sequence[bool]) -> list[float]:
    """(n,): the probability of each icon to be the query, the best first. They add up to 1 or less.

    An icon whose paths equal the query's counts as one at distance 0.
    """
    effective = np.where(identical, 0.0, distances)
    logits = DECISION.intercept + DECISION.weight * np.log(effective + DECISION.offset)
    posteriors = 1 / (1 + np.exp(-logits))
    remaining = 1.0
    shares = []
    for posterior in posteriors.tolist():
        share = min(posterior, remaining)
        shares.append(share)
        remaining -= share
    return shares
