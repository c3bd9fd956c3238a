"""Logistic regression with sample weights and an L2 penalty.

Source: J. Platt, "Probabilistic outputs for support vector machines and comparisons to regularized
likelihood methods", 1999.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.bool_]


def fit_weights(
    features: Array,
    labels: Labels,
    shares: Array,
    ridge: float,
    prior: Sequence[float] | None = None,
) -> tuple[float, ...]:
    """(f,): weights that predict labels (n,) from features (n, f), the intercept first.

    `shares` (n,) are the weights of the samples, with the sum 1. `ridge` is the penalty on the
    squares of all weights but the intercept's; with a `prior` (f,), on the squares of their
    differences from it.
    """
    expected = np.zeros(features.shape[1]) if prior is None else np.array(prior)
    # Slow to import. A service only reads what was learned.
    from scipy.optimize import minimize

    def loss(weights: Array) -> tuple[float, Array]:
        """The penalised negative log-likelihood, and its gradient."""
        logits = features @ weights
        likelihoods = np.logaddexp(0, logits) - labels * logits
        residuals = sigmoid(logits) - labels

        slopes = (weights - expected)[1:]
        scaled = ridge * slopes
        error = shares @ likelihoods + scaled @ slopes

        penalised = np.append(0, slopes)
        gradient = features.T @ (shares * residuals)
        gradient = gradient + 2 * ridge * penalised
        return float(error), gradient

    solution = minimize(loss, expected, jac=True, method="BFGS")
    return tuple(solution.x.tolist())


def posterior(features: Array, weights: Sequence[float]) -> float:
    """The probability of one sample with these features (f,)."""
    logit = features @ np.array(weights)
    return float(sigmoid(logit))


def sigmoid(logits: Array) -> Array:
    """Probabilities of log-odds of any shape, without overflow."""
    bounded = np.clip(logits, -40, 40)
    odds_against = np.exp(-bounded)
    probability: Array = 1 / (1 + odds_against)
    return probability
