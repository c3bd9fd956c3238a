"""The prior calibration: how sure a hypothesis is before a library's own calibration is known.

Hypotheses about one picture are compared by it. It is learned once, from many libraries:
`python -m features.train certainty`.
"""

import functools
import json
from pathlib import Path

from features.search.calibration.evidence import Evidence
from features.search.calibration.logistic_regression import posterior

WEIGHTS = Path(__file__).parents[2] / "weights" / "certainty.json"
DEFAULT = "glyphnet"  # whose weights compare the hypotheses of an encoder without its own


def certainty(evidence: Evidence, encoder: str) -> float:
    """The posterior probability that the best of a search's icons is right.

    `encoder` is the name of the encoder that compared them.
    """
    weights = prior_weights(encoder) or _weights()[DEFAULT]
    return posterior(evidence.first_features, weights)


def prior_weights(encoder: str) -> tuple[float, ...] | None:
    """(33,): the weights of an encoder; None for one for which none were learned."""
    return _weights().get(encoder)


@functools.cache
def _weights() -> dict[str, tuple[float, ...]]:
    """The weights of each encoder for which they were learned."""
    record = json.loads(WEIGHTS.read_text())
    return {name: tuple(weights) for name, weights in record["weights"].items()}
