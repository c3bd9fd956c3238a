"""The search among vectors alone: the index of this repository beside what else one would take,
each in a process of its own, in turns.
"""

import importlib
import multiprocessing
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.search.index import codes
from features.search.index.memory import Index
from features.store import generation
from features.store.vectors import Recipe, Vectors, fixed, read, unit, write
from ingest.common.data_folder import DataFolder

DEPTH = 10
WANTED = 0.99  # of the best ten, the share that a graph is set to find
ROUND = 20  # queries that one engine answers before the next has its turn
SAMPLE = 2000  # vectors whose nearest neighbours are looked at
AS_GOOD = 1e-5  # of a cosine: rounding
RECIPE = Recipe("", "", "", "", "")

Array = NDArray[np.float32]
Search = Callable[[Array, int], Sequence[int]]


@dataclass(frozen=True)
class Engine:
    """A way to search: `build` makes its file of vectors (n, d) of length 1, `open` gives a
    function (query, effort) → rows.

    `efforts` are what a graph may be told to look at, the least first; `package` is what its
    process has imported beforehand.
    """

    package: str
    build: Callable[[Array, Path], None]
    open: Callable[[Path], Search]
    efforts: tuple[int, ...] = (0,)


def _build_ours(vectors: Array, path: Path) -> None:
    ids = [f"{row:09}" for row in range(len(vectors))]
    nothing = [""] * len(ids)
    write(
        path,
        {"ours": Vectors(RECIPE, ids, nothing, nothing, fixed(vectors), codes.encode(vectors))},
    )


def _open_ours(path: Path) -> Search:
    index = Index(read(path, "ours", RECIPE))
    return lambda query, effort: [int(hit.id) for hit in index.search(query[None], DEPTH)]


def _build_hdf5(vectors: Array, path: Path) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        file.create_dataset("features", data=vectors)


def _open_hdf5(path: Path) -> Search:
    import h5py

    def search(query: Array, effort: int) -> Sequence[int]:
        with h5py.File(path, "r") as file:
            return np.argsort(np.dot(query, file["features"][:].T))[::-1][:DEPTH].tolist()

    return search


def _build_flat(vectors: Array, path: Path) -> None:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(path))


def _build_hnsw(vectors: Array, path: Path) -> None:
    import faiss

    index = faiss.IndexHNSWFlat(vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.add(vectors)
    faiss.write_index(index, str(path))


def _open_faiss(path: Path) -> Search:
    import faiss

    faiss.omp_set_num_threads(1)
    index: Any = faiss.read_index(str(path))  # of the kind that was written

    def search(query: Array, effort: int) -> Sequence[int]:
        if effort:
            index.hnsw.efSearch = effort
        return index.search(query[None], DEPTH)[1][0].tolist()

    return search


def _build_usearch(vectors: Array, path: Path) -> None:
    from usearch.index import Index as Graph

    graph = Graph(ndim=vectors.shape[1], metric="ip", dtype="f16")
    graph.add(np.arange(len(vectors)), vectors)
    graph.save(str(path))


def _open_usearch(path: Path) -> Search:
    from usearch.index import Index as Graph

    graph = Graph.restore(str(path))

    def search(query: Array, effort: int) -> Sequence[int]:
        graph.expansion_search = effort
        return graph.search(query, DEPTH, threads=1).keys.tolist()

    return search


EFFORTS = (16, 32, 64, 128, 256, 512, 1024)
OURS, FLAT, ARTICLES = (
    "this repository",
    "faiss-cpu, flat",
    "the articles': HDF5 read anew, `np.dot`, full sort",
)
ENGINES = {
    OURS: Engine("features.search.index.memory", _build_ours, _open_ours),
    FLAT: Engine("faiss", _build_flat, _open_faiss),
    "faiss-cpu, HNSW (M 32)": Engine("faiss", _build_hnsw, _open_faiss, EFFORTS),
    "usearch (HNSW, half precision)": Engine(
        "usearch.index", _build_usearch, _open_usearch, EFFORTS
    ),
    ARTICLES: Engine("h5py", _build_hdf5, _open_hdf5),
}


def of_library(folder: DataFolder) -> Array:
    """A vector an icon, of the published library's default extractor."""
    opened = generation.open_current(folder)
    rows = opened.vectors(opened.default_extractor)
    _, first = np.unique(np.array(rows.ids), return_index=True)
    vectors = unit(rows.vectors[first])
    opened.close()
    return vectors


def of_pictures(folder: DataFolder, pictures: Sequence[bytes]) -> Array:
    """The vector of each picture as first read."""
    opened = generation.open_current(folder)
    embedder = opened.embedder(opened.default_extractor, threads=2)
    vectors = np.stack(
        [
            embedder.describe(Image.open(BytesIO(picture)).convert("RGB")).whole.vectors[0]
            for picture in pictures
        ]
    )
    opened.close()
    return vectors


def nearest(vectors: Array) -> Array:
    """The cosine of some of the vectors with their nearest neighbour, in ascending order."""
    sample = np.random.default_rng(0).permutation(len(vectors))[:SAMPLE]
    cosines = []
    for rows in np.array_split(sample, -(-len(sample) // 100)):
        likeness = vectors[rows] @ vectors.T
        likeness[np.arange(len(rows)), rows] = -1
        cosines.append(likeness.max(axis=1))
    return np.sort(np.concatenate(cosines))


def enlarged(vectors: Array, rows: int) -> Array:
    """That many vectors: those given, then copies of them, each turned in a random direction by
    as much as some vector given is away from its nearest neighbour. A copy's nearest neighbour
    so is about as near to it as a real icon's is.
    """
    random = np.random.default_rng(0)
    cosines = nearest(vectors)
    parts = [vectors[:rows]]
    while (have := sum(map(len, parts))) < rows:
        some = vectors[: rows - have]
        parts.append(_turned(some, random.choice(cosines, len(some)).clip(0, 0.9999), random))
    return np.concatenate(parts)


def _turned(vectors: Array, cosines: Array, random: np.random.Generator) -> Array:
    """Each vector turned until its cosine with the old one is as given."""
    aside = random.standard_normal(vectors.shape, np.float32)
    aside -= (aside * vectors).sum(axis=1, keepdims=True) * vectors
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    along = cosines.astype(np.float32)[:, None]
    return along * vectors + np.sqrt(1 - along**2) * aside


def compare(vectors: Array, queries: Array, work: Path) -> dict[str, Any]:
    """Every engine over the same vectors and queries."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    tenth = np.concatenate(
        [
            np.partition(some @ vectors.T, -DEPTH, axis=1)[:, -DEPTH]
            for some in np.array_split(queries, len(queries))
        ]
    )
    shared = work / "vectors.npy"
    np.save(shared, vectors)
    running = [Running(name, shared, work) for name in ENGINES]
    for one in running:
        one.tune(vectors, queries, tenth)
    for start in range(0, len(queries), ROUND):
        for one in running:
            one.ask(queries[start : start + ROUND])
    result = {one.name: one.close(vectors, queries, tenth) for one in running}
    shutil.rmtree(work)
    neighbours = np.percentile(nearest(vectors), (10, 50, 90)).tolist()
    return {
        "rows": len(vectors),
        "dimensions": vectors.shape[1],
        "queries": len(queries),
        "neighbours": neighbours,
        "engines": result,
    }


class Running:
    """An engine in a process of its own, which has built its file in another."""

    def __init__(self, name: str, vectors: Path, work: Path) -> None:
        self.name = name
        self._path = work / str(list(ENGINES).index(name))
        self._efforts = ENGINES[name].efforts
        self._effort = self._efforts[-1]
        self._seconds: list[float] = []
        self._rows: list[Sequence[int]] = []
        spawn = multiprocessing.get_context("spawn")
        building, result = spawn.Pipe()
        process = spawn.Process(target=_build, args=(result, name, vectors, self._path))
        process.start()
        self._built = building.recv()
        process.join()
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, name, self._path))
        self._process.start()
        self._opened, self._memory = self._connection.recv()

    def tune(self, vectors: Array, queries: Array, tenth: Array) -> None:
        """Have it look at no more than it must; where nothing is enough, at the most it may."""
        some = slice(len(queries) // 2)
        for effort in self._efforts:
            self._effort = effort
            self.ask(queries[some])
            found = recall(vectors, queries[some], tenth[some], self._rows)
            self._seconds, self._rows = [], []
            if found >= WANTED:
                return

    def ask(self, queries: Array) -> None:
        self._connection.send((queries, self._effort))
        seconds, rows, self._memory = self._connection.recv()
        self._seconds += seconds
        self._rows += rows

    def close(self, vectors: Array, queries: Array, tenth: Array) -> dict[str, float]:
        """End it; what was measured."""
        self._connection.send(None)
        self._process.join()
        p50, p99 = (1000 * np.percentile(self._seconds, (50, 99))).tolist()
        facts = {
            "build": self._built,
            "open": self._opened,
            "memory": self._memory,
            "file": self._path.stat().st_size,
        }
        return facts | {
            "p50": p50,
            "p99": p99,
            "recall": recall(vectors, queries, tenth, self._rows),
            "effort": self._effort,
        }


def recall(vectors: Array, queries: Array, tenth: Array, rows: Sequence[Sequence[int]]) -> float:
    """Share of the ten rows given to each query that are as near to it as its tenth nearest is."""
    likeness = np.einsum("nkd,nd->nk", vectors[np.array(rows)], queries)
    return float((likeness >= tenth[:, None] - AS_GOOD).mean())


def _build(result: Connection, name: str, vectors: Path, path: Path) -> None:
    engine, given = ENGINES[name], np.load(vectors)
    importlib.import_module(engine.package)
    started = time.perf_counter()
    engine.build(given, path)
    result.send(time.perf_counter() - started)


def _serve(connection: Connection, name: str, path: Path) -> None:
    """One thread that answers."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    engine = ENGINES[name]
    importlib.import_module(engine.package)
    before, started = _resident(), time.perf_counter()
    search = engine.open(path)
    connection.send((time.perf_counter() - started, _resident() - before))
    for queries, effort in iter(connection.recv, None):
        seconds, rows = [], []
        for query in queries:
            began = time.perf_counter()
            rows.append(search(query, effort))
            seconds.append(time.perf_counter() - began)
        connection.send((seconds, rows, _resident() - before))


def _resident() -> float:
    """MB that this process has in memory, files that it has mapped included."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
