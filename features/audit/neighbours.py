"""The nearest neighbours of each icon by its vector: the pairs whose pictures are compared."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class NeighbourSettings:
    """How many pairs are compared, and in which portions they are found."""

    # Neighbours with which each icon is compared. A group may be larger, for its icons may be
    # linked by others. On ion and material-icon-theme, vgg16 has every pair that is at least nearly
    # the same among the nearest 5.
    neighbours: int = 10
    # Rows of the cosine matrix that a thread computes at a time. At 70,000 icons they take 36 MB,
    # and finding the nearest takes twice that.
    block: int = 128


SETTINGS = NeighbourSettings()

Pair = tuple[int, int]  # places of two icons, the smaller first


def neighbour_pairs(vectors: NDArray[np.float32], jobs: int) -> list[Pair]:
    """Each vector (n, d) paired with its nearest others, every pair once, sorted."""
    count = min(SETTINGS.neighbours, len(vectors) - 1)
    if count < 1:
        return []

    def nearest(start: int) -> NDArray[np.int64]:
        return _nearest_of_block(vectors, start, count)

    with ThreadPoolExecutor(jobs) as pool:
        blocks = list(pool.map(nearest, range(0, len(vectors), SETTINGS.block)))
    pairs = np.concatenate(blocks)  # (n · count, 2)
    pairs.sort(axis=1)
    distinct = np.unique(pairs, axis=0)
    return [(int(one), int(other)) for one, other in distinct]


def _nearest_of_block(vectors: NDArray[np.float32], start: int, count: int) -> NDArray[np.int64]:
    """The pairs (b · count, 2) of the block of b vectors that begins at row `start`."""
    end = start + SETTINGS.block
    block = vectors[start:end]  # (b, d)
    cosines = block @ vectors.T  # (b, n)

    # No vector is its own neighbour.
    own = cosines[:, start:]
    np.fill_diagonal(own, -np.inf)

    # The last `count` columns of the partition are the nearest, in any order.
    first = len(vectors) - count
    partition = np.argpartition(cosines, first, axis=1)
    nearest = partition[:, first:].ravel()  # (b · count,)

    rows = np.arange(start, start + len(block))
    repeated = np.repeat(rows, count)  # (b · count,)
    return np.stack([repeated, nearest], axis=1)
