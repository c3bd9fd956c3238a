"""A whole search, from a picture's bytes to ten icons, in turns: the service, and what else one
would write.
"""

import json
import multiprocessing
import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from features.encoders import phash, vgg16_classic
from features.store import generation
from ingest.common.data_folder import DataFolder
from tests.benchmarks.scale import service

DEPTH = 10
EMBEDDED = 50  # icons that the articles' network is given; it would take hours for all of them
ROUND = 10  # searches of one before the next has its turn
CHUNK = 500  # icons whose JPEGs are read at a time

Ask = Callable[[bytes], str | None]


def measure(folder: DataFolder, shots: Sequence[tuple[str, bytes]], work: Path) -> dict[str, Any]:
    """Milliseconds of a search, and how often the first answer is right, of each."""
    with service.service(folder.root) as (_, port, _):
        service.get(port, "/readyz")
        others = {name: Other(name, folder, work) for name in OTHERS}
        seconds: dict[str, list[float]] = {
            name: [] for name in ("this repository, over HTTP", *others)
        }
        first: dict[str, list[str | None]] = {name: [] for name in seconds}
        asked = (_over_http(port), *(other.ask for other in others.values()))
        for ask in asked:
            ask(shots[0][1])
        for start in range(0, len(shots), ROUND):
            for name, ask in zip(seconds, asked, strict=True):
                for _, picture in shots[start : start + ROUND]:
                    began = time.perf_counter()
                    first[name].append(ask(picture))
                    seconds[name].append(time.perf_counter() - began)
    prepared = {name: other.close() for name, other in others.items()}
    looks = _looks(
        folder,
        {identifier for identifier, _ in shots}
        | {one for ids in first.values() for one in ids if one is not None},
    )
    right = {
        name: None
        if None in ids
        else statistics.fmean(
            looks[one] == looks[shown] for one, (shown, _) in zip(ids, shots, strict=True)
        )
        for name, ids in first.items()
    }
    return {
        name: {
            "p50": 1000 * statistics.median(taken),
            "right": right[name],
            "prepare": prepared.get(name),
        }
        for name, taken in seconds.items()
    }


def _over_http(port: int) -> Ask:
    def ask(picture: bytes) -> str:
        # A connection each time: in the others' turns the service would end one that is idle.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/search", picture) as answer:
            return json.load(answer)["results"][0]["id"]

    return ask


def _looks(folder: DataFolder, identifiers: set[str]) -> dict[str, bytes]:
    """The JPEG of each of these icons: those with the same look the same."""
    opened = generation.open_current(folder)
    looks = {identifier: opened.catalogue.jpeg(identifier) for identifier in identifiers}
    opened.close()
    return looks


def _pictures(folder: DataFolder, count: int | None = None) -> list[tuple[str, Image.Image]]:
    """Icons of the library, each in the JPEG that is shown of it."""
    opened = generation.open_current(folder)
    pictures = []
    for start in range(0, count or len(opened.catalogue), CHUNK):
        entries = opened.catalogue.list(start, min(CHUNK, count or CHUNK), {})[1]
        pictures += [
            (entry.id, Image.open(BytesIO(opened.catalogue.jpeg(entry.id)))) for entry in entries
        ]
    opened.close()
    return pictures


def _articles(folder: DataFolder, work: Path) -> tuple[Ask, float]:
    """VGG16 with Keras' `predict`, the vectors read from HDF5 for each request, a full sort.

    Tells no icon: it knows few.
    """
    import h5py

    model = vgg16_classic.model()
    some = _pictures(folder, EMBEDDED)
    started = time.perf_counter()
    vectors = np.concatenate(
        [model.predict(vgg16_classic.prepare(picture).inputs, verbose=0) for _, picture in some]
    )
    each = (time.perf_counter() - started) / len(some)
    opened = generation.open_current(folder)
    count = len(opened.catalogue)
    opened.close()
    path = work / "articles.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("features", data=np.resize(vectors, (count, vectors.shape[1])))

    def ask(picture: bytes) -> None:
        vector = model.predict(
            vgg16_classic.prepare(Image.open(BytesIO(picture))).inputs, verbose=0
        )[0]
        with h5py.File(path, "r") as file:
            np.argsort(np.dot(vector, file["features"][:].T))[::-1][:DEPTH]

    return ask, each * count


def _hashes(folder: DataFolder, work: Path) -> tuple[Ask, float]:
    """pHash, 64 bits, of the crop as it is; the nearest by Hamming distance."""
    pictures = _pictures(folder)
    started = time.perf_counter()
    codes = np.stack([_hash(picture) for _, picture in pictures]).ravel()
    prepared = time.perf_counter() - started
    ids = [identifier for identifier, _ in pictures]

    def ask(picture: bytes) -> str:
        distances = np.bitwise_count(codes ^ _hash(Image.open(BytesIO(picture))))
        best = np.argpartition(distances, DEPTH)[:DEPTH]
        return ids[best[np.argmin(distances[best])]]

    return ask, prepared


def _hash(picture: Image.Image) -> Any:
    """(1,) uint64."""
    return np.packbits(phash.prepare(picture).inputs[0] > 0).view(np.uint64)


OTHERS = {"the articles' design": _articles, "pHash": _hashes}


class Other:
    """Another way to search, in a process of its own."""

    def __init__(self, name: str, folder: DataFolder, work: Path) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, name, folder, work))
        self._process.start()
        self._prepared = self._connection.recv()

    def ask(self, picture: bytes) -> str | None:
        self._connection.send(picture)
        return self._connection.recv()

    def close(self) -> float:
        """End it; the seconds that it took, or would take, to prepare the library."""
        self._connection.send(None)
        self._process.join()
        return self._prepared


def _serve(connection: Connection, name: str, folder: DataFolder, work: Path) -> None:
    ask, prepared = OTHERS[name](folder, work)
    connection.send(prepared)
    for picture in iter(connection.recv, None):
        connection.send(ask(picture))
