"""Binary codes against exact search: milliseconds a query and what is lost, by size of the library.

Takes the vectors of the library published in the data folder, the larger the better. A larger library is made of them by
moving each as far as its nearest neighbour is, so that neighbours stay as close as in the real one; queries are vectors
moved so that their cosine with the right one is 0.9. Both searches run in one process, in turns.

usage: python -m tests.benchmarks.codes [--data DIR] [--rows 70000 200000 1000000]
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features import codes, generation, index
from features.index import Index
from features.store import Vectors
from ingest.folder import DataFolder, default_folder

QUERIES = 200
COSINE = 0.9
DEPTH = 10

Array = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.codes", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=default_folder(), help="data folder whose published library is taken")
    parser.add_argument("--rows", type=int, nargs="+", default=[70_000, 200_000, 1_000_000], help="sizes of library (%(default)s)")
    options = parser.parse_args()
    opened = generation.open_current(DataFolder(options.data))
    real = opened.vectors(opened.default_extractor)
    print(f"{len(real.vectors)} vectors of {opened.default_extractor}; {QUERIES} queries; shortlist {index.SHORTLIST}, {codes.BITS} bits")
    for rows in options.rows:
        compare(real, enlarged(real.vectors, rows))


def enlarged(vectors: Array, rows: int) -> Array:
    """That many vectors: those given, then copies of them, each moved as far as its own nearest neighbour is."""
    random = np.random.default_rng(0)
    sample = random.permutation(len(vectors))[:2000]
    likeness = vectors[sample] @ vectors.T
    likeness[np.arange(len(sample)), sample] = -1
    nearest = likeness.max(axis=1)
    parts = [vectors[:rows]]
    while (have := sum(map(len, parts))) < rows:
        some = vectors[: rows - have]
        parts.append(moved(some, random.choice(nearest, len(some)).clip(0, 0.9999), random))
    return np.concatenate(parts)


def moved(vectors: Array, cosines: Array, random: np.random.Generator) -> Array:
    """Each vector turned in a random direction until its cosine with the old one is as given."""
    aside = random.standard_normal(vectors.shape, np.float32)
    aside -= (aside * vectors).sum(axis=1, keepdims=True) * vectors
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    along = cosines.astype(np.float32)[:, None]
    turned: Array = along * vectors + np.sqrt(1 - along**2) * aside
    return turned


def compare(real: Vectors, vectors: Array) -> None:
    """Print what one size of library gives."""
    ids = [f"{number:07}" for number in range(len(vectors))]
    rows = Vectors(real.recipe, ids, ["light"] * len(ids), [""] * len(ids), vectors, codes.encode(vectors))
    searches = {}
    for name, least in (("exact", len(ids) + 1), ("coarse to fine", 0)):
        index.COARSE_FROM = least
        searches[name] = Index(rows)
    random = np.random.default_rng(1)
    chosen = random.permutation(len(vectors))[:QUERIES]
    queries = moved(vectors[chosen], np.full(QUERIES, COSINE, np.float32), random)
    times: dict[str, list[float]] = {name: [] for name in searches}
    found: dict[str, list[list[str]]] = {name: [] for name in searches}
    for query in queries:
        for name, search in searches.items():
            started = time.perf_counter()
            hits = search.search(query[None], DEPTH)
            times[name].append(time.perf_counter() - started)
            found[name].append([hit.id for hit in hits])
    exact, coarse = found.values()
    first = statistics.fmean(one[0] == other[0] for one, other in zip(exact, coarse, strict=True))
    ten = statistics.fmean(len(set(one) & set(other)) / DEPTH for one, other in zip(exact, coarse, strict=True))
    shown = ", ".join(f"{name} {1000 * statistics.median(taken):.2f} ms" for name, taken in times.items())
    ratio = statistics.median(times["exact"]) / statistics.median(times["coarse to fine"])
    print(f"{len(ids):>9,} rows: {shown} ({ratio:.1f} times faster); of the exact answer the first {first:.1%}, the first ten {ten:.1%}")


if __name__ == "__main__":
    main()
