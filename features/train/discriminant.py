"""Linear discriminant analysis (Fisher 1936; Rao 1948) of library pictures and their screenshots.

Each icon is a class of its own: the library's picture and its simulated screenshots. Directions in
which icons differ much, and screenshots of an icon little, come first.
"""

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import NDArray


@dataclass(frozen=True)
class DiscriminantSettings:
    """`spanning`: icons whose features span the principal directions. Chosen by hand.

    `shrinkage`: added to the variance within icons in every direction, as a share of its mean.
    Chosen on ion and bi.
    """

    spanning: int = 4000
    shrinkage: float = 0.3


DISCRIMINANT = DiscriminantSettings()

Array = NDArray[np.float32]


def fit(
    library: Array,
    screenshots: Array,
    principal: int,
    dimensions: int,
) -> tuple[Array, Array]:
    """The mean (d,) and the projection (d, dimensions) of features (n, d) and (n, k, d).

    The analysis sees the first `principal` principal directions only.
    """
    mean = library.mean(axis=0)
    centred = library - mean
    directions = _principal(centred[: DISCRIMINANT.spanning], principal)

    # Both (principal, principal): the covariance of icons, and that within icons.
    reduced = centred @ directions
    between = np.cov(reduced, rowvar=False)
    within = _within(library, screenshots, directions)

    # The eigenvectors with the largest ratio of the two, in ascending order.
    _, vectors = scipy.linalg.eigh(
        between,
        within,
        subset_by_index=(principal - dimensions, principal - 1),
    )
    descending = vectors[:, ::-1]
    projection = directions @ descending
    return mean.astype(np.float32), projection.astype(np.float32)


def _within(library: Array, screenshots: Array, directions: Array) -> Array:
    """(p, p): the covariance of what screenshots change, with shrinkage."""
    changes = screenshots - library[:, None]
    flat = changes.reshape(-1, library.shape[1])
    reduced = flat @ directions
    within: Array = np.matmul(reduced.T, reduced) / len(reduced)

    count = len(within)
    shrinkage = DISCRIMINANT.shrinkage * np.trace(within) / count
    within += shrinkage * np.eye(count)
    return within


def _principal(rows: Array, count: int) -> Array:
    """(n, d) → (d, count): unit directions along which the centred rows spread most.

    By the products of rows, (n, n), as n < d.
    """
    products = rows @ rows.T
    last = len(products) - 1
    spread, mixtures = scipy.linalg.eigh(
        products,
        subset_by_index=(last - count + 1, last),
    )

    lengths = np.sqrt(spread)
    directions: Array = rows.T @ (mixtures / lengths)
    return directions
