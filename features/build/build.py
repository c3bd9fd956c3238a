"""Build a generation: what is new is embedded, the rest is taken over, and all of it is published in one step."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from features.store import catalogue_writer
from features.search.index import codes
from features.build import cutouts as cutting
from features.build import embedding
from features.store import generation
from features.build import picture_folder as images
from features.encoders import models
from features.build import publication as publish
from features.build import rendered_icons as rendered
from features.evaluate import self_test as selftest
from features.build import shards
from features.store import vectors as store
from features.vision.cutout import Record
from features.encoders.embedder import Embedder
from features.encoders import ENCODERS, Encoder
from features.store.generation import BrokenGeneration, Generation
from features.search.index.memory import Index
from features.store.library import Library, Picture
from features.search.index.vector_store import LOCAL, VectorStore
from features.build.shards import Known, Shards
from features.store.vectors import Recipe, Vectors
from ingest.common import stamps
from ingest.common.console import progress, say
from ingest.common.failures import Failure
from ingest.common.data_folder import DataFolder


class Worse(Failure):
    """What was built finds clearly less than what is served."""

    status = 5


@dataclass(frozen=True)
class Method:
    """One extractor of a build: its encoder, its exported model, and what the two make."""

    encoder: Encoder
    model: Path | None
    recipe: Recipe


@dataclass(frozen=True)
class Built:
    """What a build did; `published` is False where the library is served already just as it is. `tested` is the self-test."""

    name: str
    published: bool
    embedded: int
    tested: Mapping[str, Any] | None


@dataclass(frozen=True)
class Options:
    """How to build: `jobs` threads, `keep` generations; `force` publishes also what tests worse than what is served; `store`
    holds the vectors for searches; `verify` reads everything, also where by size and time stamp nothing has changed; `dask` is the address
    of the cluster that embeds, `local` for one of this machine, None for none."""

    weights: Path | None
    jobs: int
    keep: int
    force: bool = False
    store: VectorStore = LOCAL
    verify: bool = False
    dask: str | None = None


@dataclass(frozen=True)
class Night:
    """What became of a crawl: how many icons have vectors, why others have none, by id, and what the build did."""

    icons: int
    left_out: dict[str, str]
    built: Built


def run(folder: DataFolder, extractors: Sequence[str], options: Options, pictures: Path | None = None) -> Night:
    """Build from what was crawled and rendered, or from a folder of pictures; run under the folder's lock.

    Raises what reading the library and `build` do.
    """
    if pictures is not None:
        return _night(folder, images.read(pictures), _methods(folder, extractors, options), options)
    methods = _methods(folder, extractors, options)
    read = _inputs(folder, methods)
    told = None if options.verify else stamps.recall(folder.features_stamps, read | _published(folder))
    if told is not None:
        if options.store.remote:
            with closing(generation.open_current(folder)) as served:
                _stored(folder, served, options.store)
        return Night(told["icons"], told["left_out"], Built(**told["built"]))
    night = _night(folder, rendered.read(folder), methods, options)
    again = asdict(replace(night, built=replace(night.built, published=False, embedded=0)))
    stamps.note(folder.features_stamps, read | _published(folder), again)
    return night


def _night(folder: DataFolder, library: Library, methods: Sequence[Method], options: Options) -> Night:
    return Night(len(library.items), library.left_out, _build(folder, library, methods, options))


def _inputs(folder: DataFolder, methods: Sequence[Method]) -> dict[str, Any]:
    """All that decides what is built of a crawl; taken before it is read, as a new crawl may be put in place meanwhile."""
    recipes = [[method.encoder.name, asdict(method.recipe)] for method in methods]
    files = {path.name: stamps.of_file(path) for path in (folder.source, folder.render_manifest)}
    return {"format": generation.FORMAT, "recipes": recipes, "images": stamps.of_folder(folder.images), **files}


def _published(folder: DataFolder) -> dict[str, Any]:
    """The generation that is served, as it lies there."""
    return {"served": generation.current_name(folder), "generation": stamps.of_folder(folder.current)}


def build(folder: DataFolder, library: Library, extractors: Sequence[str], options: Options) -> Built:
    """Publish a library with the vectors of these extractors, the first being the default; run under the folder's lock.

    Raises ConfigurationError when a model cannot be made, Worse, NotWritable, SourceDown; what is published then stays as it was.
    """
    return _build(folder, library, _methods(folder, extractors, options), options)


def _build(folder: DataFolder, library: Library, methods: Sequence[Method], options: Options) -> Built:
    content = _content(library, methods)
    previous = _previous(folder, options.verify)
    if previous is not None and previous.manifest["content"] == content:
        _stored(folder, previous, options.store)
        return Built(previous.name, published=False, embedded=0, tested=previous.selftest)

    features: dict[str, Vectors] = {}
    embedded = 0
    for method in methods:
        known = _known(folder, previous, method)
        embedded += _embed_rest(folder, library, method, known, options)
        features[method.encoder.name] = _rows(library, method, known)

    drawings = cutting.cut(library.items, previous, options.jobs)
    tested = _tested(library, methods[0], features[methods[0].encoder.name], drawings, options.jobs)
    if not options.force:
        _compare(tested, previous)
    name = publish.new_name(folder, content)
    with publish.draft(folder, name, options.store) as draft:
        catalogue_writer.write(draft / generation.CATALOGUE, library.items, drawings)
        store.write(draft / generation.FEATURES, features)
        for method in methods:
            if method.model is not None:
                models.place(method.model, draft / generation.model_file(method.encoder.name))
        publish.seal(draft, _facts(name, content, library, features) | {"selftest": tested})
        publish.publish(folder, draft, name, options.store)
    publish.prune(folder, options.keep, options.store)
    shards.clear(folder.partial)
    return Built(name, published=True, embedded=embedded, tested=tested)


def _stored(folder: DataFolder, served: Generation, store: VectorStore) -> None:
    """Fill the store with the generation that is served: it may be new, or have lost vectors."""
    if store.remote:
        store.fill(served)
        publish.switch(folder, served.name, store)


def _methods(folder: DataFolder, extractors: Sequence[str], options: Options) -> list[Method]:
    return [_method(folder, extractor, options.weights) for extractor in extractors]


def _method(folder: DataFolder, extractor: str, weights: Path | None) -> Method:
    encoder = ENCODERS[extractor]
    model = models.exported(folder, encoder, weights)
    return Method(encoder, model, Recipe.of(encoder, "" if model is None else generation.facts(model)["sha256"]))


def _content(library: Library, methods: Sequence[Method]) -> str:
    """SHA-256 over all that goes into a generation: the same in, the same out."""
    recipes = [(method.encoder.name, method.recipe) for method in methods]
    return hashlib.sha256(repr((generation.FORMAT, library.digest, recipes)).encode()).hexdigest()


def _previous(folder: DataFolder, thorough: bool) -> Generation | None:
    """The generation that is served, closed; one that is broken is of no use, and is replaced."""
    if generation.current_name(folder) is None:
        return None
    try:
        previous = generation.open_generation(generation.current_path(folder), thorough)
    except BrokenGeneration as broken:
        say(f"nothing is taken over from what is served: {broken}")
        return None
    previous.close()
    return previous


def _known(folder: DataFolder, previous: Generation | None, method: Method) -> Known:
    """Vectors made in the same way before: the published ones, and what a build that was ended has left."""
    name = method.encoder.name
    known = Shards(folder.partial, name, method.recipe).read()
    if previous is not None and previous.recipes.get(name) == method.recipe:
        rows = previous.vectors(name)
        known.update(zip(rows.digests, rows.vectors, strict=True))
    return known


def _embed_rest(folder: DataFolder, library: Library, method: Method, known: Known, options: Options) -> int:
    """Embed each picture whose vector is not known, and make it known; returns how many there were."""
    unknown = {picture.sha256: picture for item in library.items for picture in item.pictures if picture.sha256 not in known}
    done = Shards(folder.partial, method.encoder.name, method.recipe)
    with progress(f"embedding with {method.encoder.name}", len(unknown)) as advance:
        for fresh in _fresh(method, list(unknown.values()), options):
            done.add(fresh)
            known.update(fresh)
            advance(len(fresh))
    return len(unknown)


def _fresh(method: Method, pictures: Sequence[Picture], options: Options) -> Iterator[Known]:
    """Vectors of the pictures, a batch at a time, made by this machine or by a Dask cluster."""
    if options.dask is None or not pictures:
        yield from _embed(method, pictures, options.jobs)
        return
    from features.build import dask as remote  # here, for Dask is not installed everywhere
    from ingest.common import cluster

    with cluster.connect(options.dask, options.jobs) as client:
        yield from remote.embed(client, method.encoder, method.model, method.recipe, pictures)


def _embed(method: Method, pictures: Sequence[Picture], jobs: int) -> Iterator[Known]:
    """Vectors in the order of the pictures, a batch at a time."""
    rest = iter(pictures)
    for vectors in embedding.embed(method.encoder.name, method.model, [picture.jpeg for picture in pictures], jobs):
        yield {next(rest).sha256: vector for vector in vectors}


def _rows(library: Library, method: Method, known: Known) -> Vectors:
    """A row for each picture, in the order of the library."""
    pictures = [(item.icon.id, picture) for item in library.items for picture in item.pictures]
    digests = [picture.sha256 for _, picture in pictures]
    vectors = np.stack([known[digest] for digest in digests])
    ids, grounds = [identifier for identifier, _ in pictures], [picture.ground for _, picture in pictures]
    return Vectors(method.recipe, ids, grounds, digests, vectors, codes.encode(store.unit(vectors)))


def _tested(library: Library, method: Method, rows: Vectors, drawings: Sequence[Record], jobs: int) -> dict[str, Any] | None:
    """What searches with the default extractor find, for the manifest; None for a library that tells nothing."""
    embedder, index = Embedder(method.encoder, method.model), Index(rows, method.encoder.same)
    tested = selftest.run(library.items, drawings, embedder, index, jobs)
    return None if tested is None else tested.record()


def _compare(tested: dict[str, Any] | None, previous: Generation | None) -> None:
    """Raises Worse when the self-test found clearly less than that of the generation served."""
    before = None if previous is None else previous.selftest
    if tested is not None and (lost := selftest.worse(tested, before)):
        raise Worse(
            f"searches in what was built find their icon less often than in what is served ({lost}), so it is not published: "
            "look at what changed in the library, or publish it with --force."
        )


def _facts(name: str, content: str, library: Library, features: Mapping[str, Vectors]) -> dict[str, Any]:
    """What the manifest says besides the files."""
    sizes = {extractor: {"rows": len(rows.ids), "dimensions": rows.vectors.shape[1]} for extractor, rows in features.items()}
    return {
        "name": name,
        "created": publish.created(name),
        "content": content,
        "icons": len(library.items),
        "libraries": library.names,
        "default": next(iter(features)),
        "extractors": {extractor: asdict(rows.recipe) | sizes[extractor] for extractor, rows in features.items()},
    }
