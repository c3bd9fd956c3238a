"""One build: a library is embedded, cut out and tested, and published as one generation."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from features.builder import cutouts, prepared_encoder, publication, shards
from features.builder.library_vectors import embed_library
from features.builder.prepared_encoder import PreparedEncoder
from features.encoders import models
from features.encoders.embedder import Embedder
from features.evaluate import self_test
from features.search.index.memory import Index
from features.search.index.vector_store import LOCAL, VectorStore
from features.store import catalogue_writer, generation, manifest
from features.store.generation import BrokenGeneration, Generation
from features.store.library import Library
from features.store.vectors import Vectors
from features.store.vectors import write as write_vectors
from features.vision.cutout import Record
from ingest.common.console import say
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Failure
from ingest.copying.templates import to_json


class Worse(Failure):
    """Searches in the new generation find clearly fewer icons than in the served generation."""

    status = 5


@dataclass(frozen=True)
class BuildOptions:
    """How to build a generation, and where to publish it."""

    jobs: int  # workers on this machine
    keep: int  # published generations that stay on the disk
    weights: Path | None = None  # Keras weights in place of those that Keras downloads
    force: bool = False  # publish even what tests worse than the served generation
    store: VectorStore = LOCAL  # where searches find the vectors
    verify: bool = False  # read everything, even if by size and time stamp nothing has changed
    # The address of the cluster that embeds, `local` for a cluster on this machine, None for none.
    dask: str | None = None


@dataclass(frozen=True)
class BuildResult:
    """The generation that is served after a build."""

    name: str
    published: bool  # False where the served generation already had this content
    embedded: int  # pictures that were embedded
    self_test: Mapping[str, Any] | None  # as in the manifest; None for a library too small to test


@dataclass(frozen=True)
class _Parts:
    """What is computed for a generation: its vectors by extractor, its cutouts, its self-test."""

    vectors: dict[str, Vectors]
    cutouts: list[Record]
    self_test: dict[str, Any] | None
    embedded: int


def build_generation(
    folder: DataFolder, library: Library, extractors: Sequence[str], options: BuildOptions
) -> BuildResult:
    """Publish a library with the vectors of the named extractors; the first is the default.

    Must run under the folder's lock. After an error the published generations are unchanged.
    Raises ConfigurationError when a model cannot be made, Worse, NotWritable, SourceDown.
    """
    encoders = prepared_encoder.prepare(folder, extractors, options.weights)
    return build_with(folder, library, encoders, options)


def build_with(
    folder: DataFolder,
    library: Library,
    encoders: Sequence[PreparedEncoder],
    options: BuildOptions,
) -> BuildResult:
    """The same as `build_generation`, with encoders that are prepared already."""
    content = _content_digest(library, encoders)
    served = _served_generation(folder, options.verify)
    if served is not None and served.manifest["content"] == content:
        fill_store(folder, served, options.store)
        return BuildResult(
            served.name,
            published=False,
            embedded=0,
            self_test=served.selftest,
        )

    parts = _compute_parts(folder, library, encoders, served, options)
    if not options.force:
        _refuse_worse(parts.self_test, served)
    name = _publish(folder, library, encoders, parts, content, options)
    return BuildResult(
        name,
        published=True,
        embedded=parts.embedded,
        self_test=parts.self_test,
    )


def fill_store(folder: DataFolder, served: Generation, store: VectorStore) -> None:
    """Fill a store with the served generation: the store may be new, or have lost its vectors."""
    if store.remote:
        store.fill(served)
        publication.switch(folder, served.name, store)


def manifest_facts(
    name: str, content: str, library: Library, vectors: Mapping[str, Vectors]
) -> dict[str, Any]:
    """What the manifest says of a generation besides its files and its self-test.

    `content` is the digest of all that was put in. `vectors` are by extractor, the default first.
    """
    extractors = {}
    for extractor, rows in vectors.items():
        count, dimensions = rows.vectors.shape
        extractors[extractor] = {
            **asdict(rows.recipe),
            "rows": count,
            "dimensions": dimensions,
        }
    return {
        "name": name,
        "created": publication.created(name),
        "content": content,
        "icons": len(library.items),
        "libraries": library.names,
        "copy": to_json(library.copying),
        "default": next(iter(vectors)),
        "extractors": extractors,
    }


def _content_digest(library: Library, encoders: Sequence[PreparedEncoder]) -> str:
    """SHA-256 over all that decides the content of a generation."""
    recipes = [(prepared.name, prepared.recipe) for prepared in encoders]
    content = repr((manifest.FORMAT, library.digest, recipes))
    digest = hashlib.sha256(content.encode())
    return digest.hexdigest()


def _served_generation(folder: DataFolder, thorough: bool) -> Generation | None:
    """The served generation, closed. None before the first, and where it is broken."""
    if generation.current_name(folder) is None:
        return None
    try:
        served = generation.open_generation(generation.current_path(folder), thorough)
    except BrokenGeneration as broken:
        say(f"nothing is taken over from what is served: {broken}")
        return None
    served.close()
    return served


def _compute_parts(
    folder: DataFolder,
    library: Library,
    encoders: Sequence[PreparedEncoder],
    served: Generation | None,
    options: BuildOptions,
) -> _Parts:
    vectors: dict[str, Vectors] = {}
    embedded = 0
    for prepared in encoders:
        rows, count = embed_library(folder, library, prepared, served, options.jobs, options.dask)
        vectors[prepared.name] = rows
        embedded += count

    records = cutouts.cut(library.items, served, options.jobs)
    default = encoders[0]
    tested = _test_searches(
        library,
        default,
        vectors[default.name],
        records,
        options.jobs,
    )
    return _Parts(vectors, records, tested, embedded)


def _test_searches(
    library: Library,
    default: PreparedEncoder,
    rows: Vectors,
    records: Sequence[Record],
    jobs: int,
) -> dict[str, Any] | None:
    """The self-test with the default extractor, for the manifest; None for too small a library."""
    embedder = Embedder(default.encoder, default.model)
    index = Index(rows, default.encoder.same)
    tested = self_test.run(library.items, records, embedder, index, jobs)
    if tested is None:
        return None
    return tested.record()


def _refuse_worse(tested: dict[str, Any] | None, served: Generation | None) -> None:
    """Raise Worse when the self-test found clearly less than that of the served generation."""
    if tested is None:
        return
    lost = self_test.worse(tested, None if served is None else served.selftest)
    if lost:
        raise Worse(
            "searches in what was built find their icon less often than in what is served "
            f"({lost}), so it is not published: look at what changed in the library, or publish "
            "it with --force."
        )


def _publish(
    folder: DataFolder,
    library: Library,
    encoders: Sequence[PreparedEncoder],
    parts: _Parts,
    content: str,
    options: BuildOptions,
) -> str:
    """Publish what was computed, and delete what it replaces; returns the generation's name."""
    name = publication.new_name(folder, content)
    with publication.draft(folder, name, options.store) as draft:
        _write_parts(draft, library, encoders, parts)
        facts = manifest_facts(name, content, library, parts.vectors)
        publication.seal(draft, facts | {"selftest": parts.self_test})
        publication.publish(folder, draft, name, options.store)
    publication.prune(folder, options.keep, options.store)
    shards.clear(folder.partial)
    return name


def _write_parts(
    draft: Path, library: Library, encoders: Sequence[PreparedEncoder], parts: _Parts
) -> None:
    catalogue_writer.write(draft / generation.CATALOGUE, library.items, parts.cutouts)
    write_vectors(draft / generation.FEATURES, parts.vectors)
    for prepared in encoders:
        if prepared.model is None:
            continue
        target = draft / generation.model_file(prepared.name)
        models.place(prepared.model, target)
