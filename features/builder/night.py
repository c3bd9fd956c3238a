"""A night's run: read a crawl or a folder of pictures, build a generation, and publish it.

A run notes the stamps (size, time, inode) of everything it read and wrote. The next run compares
them first. Where all are the same, it reads nothing else and repeats the noted result.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from features.builder import picture_folder, prepared_encoder, rendered_icons
from features.builder.build import BuildOptions, BuildResult, build_with, fill_store
from features.builder.prepared_encoder import PreparedEncoder
from features.search.index.vector_store import VectorStore
from features.store import generation, manifest
from features.store.library import Library
from ingest.common import stamps
from ingest.common.data_folder import DataFolder

NOTE_FORMAT = 2  # of the noted result; a note of another format is not read


@dataclass(frozen=True)
class NightResult:
    """The result of a run."""

    icons: int  # icons that have vectors
    left_out: dict[str, str]  # why an icon has none, by its id
    build: BuildResult


def run(
    folder: DataFolder,
    extractors: Sequence[str],
    options: BuildOptions,
    pictures: Path | None = None,
) -> NightResult:
    """Build from the crawl and its rendering, or from the folder `pictures` where one is given.

    Must run under the folder's lock. The first of the extractors is the default of searches.
    Raises what `rendered_icons.read`, `picture_folder.read` and `build_generation` raise.
    """
    if pictures is not None:
        # The pictures first: a wrong folder is refused before a model is exported.
        library = picture_folder.read(pictures)
        encoders = prepared_encoder.prepare(folder, extractors, options.weights)
        return _build(folder, library, encoders, options)
    encoders = prepared_encoder.prepare(folder, extractors, options.weights)
    inputs = _input_stamps(folder, encoders)
    unchanged = None if options.verify else _unchanged_result(folder, inputs)
    if unchanged is not None:
        _fill_store(folder, options.store)
        return unchanged
    result = _build(folder, rendered_icons.read(folder), encoders, options)
    _note(folder, inputs, result)
    return result


def _build(
    folder: DataFolder,
    library: Library,
    encoders: Sequence[PreparedEncoder],
    options: BuildOptions,
) -> NightResult:
    built = build_with(folder, library, encoders, options)
    return NightResult(len(library.items), library.left_out, built)


def _fill_store(folder: DataFolder, store: VectorStore) -> None:
    if store.remote:
        with closing(generation.open_current(folder)) as served:
            fill_store(folder, served, store)


def _input_stamps(folder: DataFolder, encoders: Sequence[PreparedEncoder]) -> dict[str, Any]:
    """The stamps of everything that decides what is built from a crawl.

    They are taken before the crawl is read. If a new crawl replaces it meanwhile, they are old, and
    the next run reads everything.
    """
    return {
        "note": NOTE_FORMAT,
        "format": manifest.FORMAT,
        "recipes": [[prepared.name, asdict(prepared.recipe)] for prepared in encoders],
        "images": stamps.of_folder(folder.images),
        folder.source.name: stamps.of_file(folder.source),
        folder.render_manifest.name: stamps.of_file(folder.render_manifest),
    }


def _served_stamps(folder: DataFolder) -> dict[str, Any]:
    """The stamps of the served generation."""
    return {
        "served": generation.current_name(folder),
        "generation": stamps.of_folder(folder.current),
    }


def _unchanged_result(folder: DataFolder, inputs: Mapping[str, Any]) -> NightResult | None:
    """The result of the last run, if everything that it read and wrote is unchanged."""
    noted = stamps.recall(folder.features_stamps, {**inputs, **_served_stamps(folder)})
    if noted is None:
        return None
    served = BuildResult(
        noted["name"],
        published=False,
        embedded=0,
        self_test=noted["self_test"],
    )
    return NightResult(noted["icons"], noted["left_out"], served)


def _note(folder: DataFolder, inputs: Mapping[str, Any], result: NightResult) -> None:
    """Note a result, with the stamps of what was read and of what is served now."""
    noted = {
        "icons": result.icons,
        "left_out": result.left_out,
        "name": result.build.name,
        "self_test": result.build.self_test,
    }
    stamps.note(folder.features_stamps, {**inputs, **_served_stamps(folder)}, noted)
