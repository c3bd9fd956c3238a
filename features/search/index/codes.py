"""Binary codes of vectors, and the search for the nearest codes.

The search is coarse to fine as in Lin et al., 'Deep Learning of Binary Hash Codes for Fast Image
Retrieval' (CVPRW 2015): codes choose a shortlist, which the vectors then rank. A bit is the sign of
a fixed random projection (Charikar 2002), which needs no training: the share of different bits
measures the angle between two vectors. Only the vectors of the library are reduced to bits. The
projections of a query keep their values, and a bit that differs costs as much as the value of the
query there (asymmetric distance, Gordo et al. 2014). For 105,000 real vectors, a shortlist of 500
by this distance holds 99.8 % of the ten nearest; one of 2,000 by Hamming distance, 99.6 %.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.store.vectors import Codes


@dataclass(frozen=True)
class CodeSettings:
    """How codes are made and compared. `bits` and `seed` decide what a generation stores."""

    bits: int = 256  # of a code; chosen by hand
    seed: int = 2015  # of the random projections; any number is as good
    # Bits that are looked up at once: a register of the processor holds the 16 sums of a query's
    # values (André et al., 'Cache locality is not enough', VLDB 2015).
    bits_per_lookup: int = 4
    # With a filter, this many times the rows that contain enough chosen rows on average are
    # searched for. With fewer, more queries find too few, and need a layout of the chosen rows
    # alone. Chosen by hand.
    spare: int = 2


SETTINGS = CodeSettings()


def encode(vectors: NDArray[np.float32]) -> Codes:
    """(n, d) → (n, bits / 8): the first bit is the lowest bit of the first byte."""
    dimensions = vectors.shape[1]
    projected = vectors @ projections(dimensions)  # (n, bits)
    is_positive = projected > 0
    return np.packbits(is_positive, axis=1, bitorder="little")


@cache
def projections(dimensions: int) -> NDArray[np.float32]:
    """(d, bits): the directions on which vectors are projected.

    They are orthogonal in blocks of d, which spreads the bits more evenly than chance does.
    """
    random = np.random.default_rng(SETTINGS.seed)
    shape = (dimensions, dimensions)
    blocks = []
    for _ in range(0, SETTINGS.bits, dimensions):
        block, _ = np.linalg.qr(random.normal(size=shape))
        blocks.append(block)
    directions = np.concatenate(blocks, axis=1)  # (d, bits or more)
    directions = directions[:, : SETTINGS.bits]
    single: NDArray[np.float32] = directions.astype(np.float32)
    return single


class CodeIndex:
    """Codes (n, bits / 8), at least one, in a layout that is compared in registers."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._layout = _fast_layout(codes)

    def nearest(
        self, vectors: NDArray[np.float32], count: int, among: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """The rows, in ascending order, of the `count` codes nearest to each query of (k, d).

        Only the rows `among`, in ascending order, are searched if they are given.
        """
        if among is None:
            return _union(self._nearest_first(vectors, count))
        if len(among) <= count:
            return among
        found = self._nearest_among(vectors, count, among)
        if found is not None:
            return found
        alone = CodeIndex(self._codes[among])
        rows = alone.nearest(vectors, count)
        return among[rows]

    def _nearest_among(
        self, vectors: NDArray[np.float32], count: int, among: NDArray[np.int64]
    ) -> NDArray[np.int64] | None:
        """The nearest rows of `among`, taken from the nearest rows of all.

        None if that would search most rows, or has found fewer than `count` for some query.
        """
        rows_in_all = len(self._codes)
        enough = SETTINGS.spare * count * rows_in_all // len(among)
        if enough >= len(among):
            return None

        is_chosen = np.zeros(rows_in_all, bool)
        is_chosen[among] = True
        found = []
        for rows in self._nearest_first(vectors, enough):
            chosen = rows[is_chosen[rows]]
            if len(chosen) < count:
                return None
            found.append(chosen[:count])

        rows_of_any = np.concatenate(found)
        return np.unique(rows_of_any)

    def _nearest_first(self, vectors: NDArray[np.float32], count: int) -> list[NDArray[np.int64]]:
        """For each query of (k, d), the rows of the nearest codes, the nearest first."""
        import faiss

        # Only in the calling thread: a query is too little work for several threads, and a server
        # has threads of its own.
        faiss.omp_set_num_threads(1)
        dimensions = vectors.shape[1]
        projected = vectors @ projections(dimensions)  # (k, bits)
        at_most = min(count, len(self._codes))
        _, found = self._layout.search(projected, at_most)  # (k, at_most)
        # A code that differs in every bit is never found; faiss puts -1 in its place.
        return [rows[rows >= 0] for rows in found]


def _union(found: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The rows found for any query, in ascending order."""
    if len(found) == 1:
        return np.sort(found[0])
    rows_of_any = np.concatenate(found)
    return np.unique(rows_of_any)


def _fast_layout(codes: Codes) -> Any:
    """faiss' index of codes (n, bits / 8), which are read as product quantisation.

    Each group of bits is a quantiser, whose centroids have -1 for a bit 0 and 1 for a bit 1.
    """
    import faiss  # here, because it takes a while to import, and small libraries do not need it

    width = SETTINGS.bits_per_lookup
    groups = SETTINGS.bits // width
    centroids = _signs(width).ravel()
    stored: Any = faiss.IndexPQ(
        SETTINGS.bits,
        groups,
        width,
        faiss.METRIC_INNER_PRODUCT,
    )
    faiss.copy_array_to_vector(
        np.tile(centroids, groups),
        stored.pq.centroids,
    )
    faiss.copy_array_to_vector(
        codes.ravel(),
        stored.codes,
    )
    stored.is_trained = True
    stored.ntotal = len(codes)
    return faiss.IndexPQFastScan(stored)


def _signs(width: int) -> NDArray[np.float32]:
    """(2 ** width, width): for each number the signs of its bits, the lowest bit first."""
    numbers = np.arange(1 << width, dtype=np.uint8)
    bits = np.unpackbits(
        numbers[:, None],
        axis=1,
        count=width,
        bitorder="little",
    )
    single = bits.astype(np.float32)
    return 2 * single - 1
