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


def nearest(stored: Codes, queries: Codes, count: int) -> NDArray[np.int64]:
    """Rows, in order, of the `count` codes (n, w) nearest to each of the queries (k, w) in Hamming distance."""
    import faiss  # takes a while, and small libraries need none of it

    faiss.omp_set_num_threads(1)  # one query is no work for several, and servers have their own threads
    found: NDArray[np.int64]
    _, found = faiss.knn_hamming(queries.view(np.uint8), stored.view(np.uint8), min(count, len(stored)), variant="mc")
    return np.unique(found)


@cache
def _directions(dimensions: int) -> NDArray[np.float32]:
    """(d, BITS): orthogonal in blocks of d, which spreads the bits more evenly than independent directions."""
    random = np.random.default_rng(SEED)
    blocks = [np.linalg.qr(random.normal(size=(dimensions, dimensions)))[0] for _ in range(-(-BITS // dimensions))]
    directions: NDArray[np.float32] = np.concatenate(blocks, axis=1)[:, :BITS].astype(np.float32)
    return directions
