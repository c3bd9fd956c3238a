"""Binary codes of vectors, and the nearest of them by Hamming distance.

Coarse to fine as in Lin et al., 'Deep Learning of Binary Hash Codes for Fast Image Retrieval' (CVPRW 2015): codes choose a
shortlist, which the vectors then rank. Our bits are signs of fixed random projections (Charikar 2002), which need no training
of their own: the share of bits that differ tells the angle between two vectors.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

BITS = 256
SEED = 2015

Codes = NDArray[np.uint64]


def encode(vectors: NDArray[np.float32]) -> Codes:
    """(n, d) → (n, BITS / 64) words of 64 bits."""
    bits = vectors @ _directions(vectors.shape[1]) > 0
    return np.ascontiguousarray(np.packbits(bits, axis=1)).view(np.uint64)


def nearest(columns: Codes, queries: Codes, count: int) -> NDArray[np.int64]:
    """Rows of the `count` codes nearest to the nearest of the queries (k, w), and those as near as the last of them.

    The codes come column by column, (w, n), each contiguous: that is read several times faster than row by row.
    """
    distances = np.full(columns.shape[1], BITS, np.uint16)
    for query in queries:
        differing = np.zeros(columns.shape[1], np.uint16)
        for column, word in zip(columns, query, strict=True):
            differing += np.bitwise_count(column ^ word)
        np.minimum(distances, differing, out=distances)
    within = np.bincount(distances, minlength=BITS + 1).cumsum()
    return np.flatnonzero(distances <= np.searchsorted(within, min(count, len(distances))))


@cache
def _directions(dimensions: int) -> NDArray[np.float32]:
    """(d, BITS): orthogonal in blocks of d, which spreads the bits more evenly than independent directions."""
    random = np.random.default_rng(SEED)
    blocks = [np.linalg.qr(random.normal(size=(dimensions, dimensions)))[0] for _ in range(-(-BITS // dimensions))]
    directions: NDArray[np.float32] = np.concatenate(blocks, axis=1)[:, :BITS].astype(np.float32)
    return directions
