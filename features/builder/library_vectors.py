"""The vectors of a library: known vectors are taken over, and the other pictures are embedded."""

from collections.abc import Iterator, Sequence

import numpy as np

from features.builder import local_embedding
from features.builder.prepared_encoder import PreparedEncoder
from features.builder.shards import Shards, VectorsByDigest
from features.search.index import codes
from features.store.generation import Generation
from features.store.library import Library, Picture
from features.store.vectors import Recipe, Vectors, unit
from ingest.common.console import progress
from ingest.common.data_folder import DataFolder


def embed_library(
    folder: DataFolder,
    library: Library,
    prepared: PreparedEncoder,
    served: Generation | None,
    jobs: int,
    dask: str | None,
) -> tuple[Vectors, int]:
    """The rows of a library, one for each picture, and how many pictures were embedded.

    `served` is a generation from which vectors of the same recipe are taken over. `jobs` workers
    embed on this machine, unless `dask` is the address of a cluster.
    Raises SourceDown and ConfigurationError when the cluster cannot be used.
    """
    vectors = _known_vectors(folder, prepared, served)
    missing = _missing_pictures(library, vectors)

    done = Shards(folder.partial, prepared.name, prepared.recipe)
    with progress(f"embedding with {prepared.name}", len(missing)) as advance:
        for batch in _embed(prepared, missing, jobs, dask):
            done.add(batch)
            vectors.update(batch)
            advance(len(batch))

    rows = _rows(library, prepared.recipe, vectors)
    return rows, len(missing)


def _known_vectors(
    folder: DataFolder, prepared: PreparedEncoder, served: Generation | None
) -> VectorsByDigest:
    """Vectors of the same recipe: those of an interrupted build, and those that are served."""
    shards = Shards(folder.partial, prepared.name, prepared.recipe)
    known = shards.read()
    if served is None:
        return known

    if served.recipes.get(prepared.name) == prepared.recipe:
        rows = served.vectors(prepared.name)
        known.update(zip(rows.digests, rows.vectors, strict=True))
    return known


def _missing_pictures(library: Library, known: VectorsByDigest) -> list[Picture]:
    """The library's pictures whose vectors are unknown, equal pictures once."""
    missing = {}
    for item in library.items:
        for picture in item.pictures:
            if picture.sha256 not in known:
                missing[picture.sha256] = picture
    return list(missing.values())


def _embed(
    prepared: PreparedEncoder, pictures: Sequence[Picture], jobs: int, dask: str | None
) -> Iterator[VectorsByDigest]:
    """The pictures' vectors, a batch at a time, made by this machine or by a Dask cluster."""
    if dask is None or not pictures:
        yield from _embed_here(prepared, pictures, jobs)
        return
    from features.builder import cluster_embedding  # here, for Dask is an optional dependency
    from ingest.common import cluster

    with cluster.connect(dask, jobs) as client:
        yield from cluster_embedding.embed(client, prepared, pictures)


def _embed_here(
    prepared: PreparedEncoder, pictures: Sequence[Picture], jobs: int
) -> Iterator[VectorsByDigest]:
    jpegs = [picture.jpeg for picture in pictures]
    batches = local_embedding.embed(prepared.name, prepared.model, jpegs, jobs)
    remaining = iter(pictures)
    for vectors in batches:
        yield {next(remaining).sha256: vector for vector in vectors}


def _rows(library: Library, recipe: Recipe, known: VectorsByDigest) -> Vectors:
    """A row for each picture, in the order of the library."""
    ids: list[str] = []
    grounds: list[str] = []
    digests: list[str] = []
    for item in library.items:
        for picture in item.pictures:
            ids.append(item.icon.id)
            grounds.append(picture.ground)
            digests.append(picture.sha256)

    vectors = np.stack([known[digest] for digest in digests])  # (n, d)
    unit_vectors = unit(vectors)
    return Vectors(
        recipe,
        ids,
        grounds,
        digests,
        vectors,
        codes=codes.encode(unit_vectors),
    )
